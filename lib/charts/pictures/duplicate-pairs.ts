import { ArgumentError } from "../../errors/argument-error.ts";
import { requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { countOf } from "../theme/plotly-text.ts";
import { colorOf } from "../theme/theme.ts";
import { type NamedPicture, wordsOf } from "./neighbor-grid.ts";
import { type PictureCell, pictureGrid } from "./picture-grid.ts";

/** A picture of a pair, and the part of the data that it is in. */
export type DuplicatePicture = NamedPicture & {
  /** Say "train" or "test". */
  readonly split?: string;
};

export interface DuplicatePairsOptions {
  /** In the order to be shown. */
  readonly pairs: ReadonlyArray<{
    readonly first: DuplicatePicture;
    readonly second: DuplicatePicture;
    /** Cosine of the angle between their features, in [-1, 1]. */
    readonly similarity: number;
  }>;
  /** @defaultValue "Near-duplicates" */
  readonly title?: string;
  readonly subtitle?: string;
}

const pairsAcross = 3;

/**
 * Draws pairs of near-duplicates side by side; one across two splits, or with two labels, has a dotted frame.
 *
 * @throws {@link ArgumentError} when there is no pair, a picture is no data URI, or a similarity is not in [-1, 1].
 * @example duplicatePairs({ pairs: [{ first: { image, name: "a.jpg" }, second: { image: other, name: "b.jpg" }, similarity: 0.991 }] })
 */
export function duplicatePairs(options: DuplicatePairsOptions): Figure {
  const { pairs, title = "Near-duplicates", subtitle } = options;
  requireSome("pairs", pairs, "pair");
  const marked = pairs.map(({ first, second, similarity }, index) => {
    if (!(similarity >= -1 && similarity <= 1)) {
      throw new ArgumentError(`pairs[${index}].similarity`, "a cosine in [-1, 1]", similarity);
    }
    const across = first.split !== undefined && second.split !== undefined && first.split !== second.split;
    const labels = first.label !== undefined && second.label !== undefined && first.label !== second.label;
    return { first, second, similarity, across, labels };
  });
  const cells = marked.map(({ first, second, similarity, across, labels }) =>
    [first, second].map((picture, side): PictureCell => {
      const place = [picture.label, picture.split].filter(Boolean).join(", ");
      return {
        image: picture.image,
        lines: [picture.name ?? "image", place, side === 0 ? `cosine ${similarity.toFixed(4)}` : ""],
        hover: [
          ...wordsOf(picture),
          ...(picture.split === undefined ? [] : [picture.split]),
          `cosine similarity: ${similarity.toFixed(4)}`,
        ],
        frame: across || labels ? colorOf(1) : undefined,
        dashed: true,
      };
    }),
  );
  const rows = Array.from({ length: Math.ceil(cells.length / pairsAcross) }, (_, row) =>
    cells.slice(row * pairsAcross, (row + 1) * pairsAcross).flat(),
  );
  const across = marked.filter((pair) => pair.across).length;
  const labels = marked.filter((pair) => pair.labels).length;
  const warnings = [
    ...(across > 0 ? [`${across} across splits`] : []),
    ...(labels > 0 ? [`${labels} with two labels`] : []),
  ];
  const note = warnings.length === 0 ? "" : `dotted frame: ${warnings.join(", ")}`;
  return pictureGrid({
    rows,
    apartAfter: 2,
    title,
    subtitle: [subtitle, "cosine similarity of features (1: the same direction)", note]
      .filter(Boolean)
      .join("; "),
    summary: `${[countOf(pairs.length, "pair"), ...warnings].join(", ")}.`,
  });
}
