import { requireShare, requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { countOf, percent, withoutControls } from "../theme/plotly-text.ts";
import { pictureGrid } from "./picture-grid.ts";

export interface LabelErrorsOptions {
  /** In the order to be shown. */
  readonly images: ReadonlyArray<{
    /** A small picture as a `data:image/…` URI. */
    readonly image: string;
    readonly name?: string;
    /** Classes by name. */
    readonly given: string;
    readonly suggested: string;
    /** How sure the suggestion is, in [0, 1]. */
    readonly score?: number;
  }>;
  /** What the score is. @defaultValue "probability of the suggested class" */
  readonly scoreName?: string;
  /** @defaultValue "Labels to look at" */
  readonly title?: string;
  readonly subtitle?: string;
}

const across = 6;

/**
 * Draws images whose label is likely wrong, with the label given and the one suggested.
 *
 * @throws {@link ArgumentError} when there is no image, a picture is no data URI, or a score is not in [0, 1].
 * @example labelErrors({ images: [{ image, given: "cat", suggested: "dog", score: 0.97 }] })
 */
export function labelErrors(options: LabelErrorsOptions): Figure {
  const {
    images,
    scoreName = "probability of the suggested class",
    title = "Labels to look at",
    subtitle,
  } = options;
  requireSome("images", images, "image");
  images.forEach(({ score }, index) => {
    if (score !== undefined) requireShare(`images[${index}].score`, score);
  });
  const cells = images.map(({ image, name, given, suggested, score }) => ({
    image,
    lines: [`${suggested}?`, `labelled ${given}`, ...(score === undefined ? [] : [percent(score)])],
    hover: [
      `labelled: ${given}`,
      `suggested: ${suggested}`,
      ...(score === undefined ? [] : [`${scoreName}: ${percent(score)}`]),
      ...(name === undefined ? [] : [name]),
    ],
  }));
  const scored = images.some(({ score }) => score !== undefined);
  const note = `bold: suggested; below: the label given${scored ? `, ${scoreName} (%)` : ""}`;
  const list = images
    .slice(0, 10)
    .map(({ given, suggested }) => `${withoutControls(given)} → ${withoutControls(suggested)}`);
  return pictureGrid({
    rows: Array.from({ length: Math.ceil(cells.length / across) }, (_, row) =>
      cells.slice(row * across, (row + 1) * across),
    ),
    title,
    subtitle: [subtitle, note].filter(Boolean).join("; "),
    summary: `${countOf(images.length, "image")}, given → suggested: ${list.join(", ")}${images.length > 10 ? ", and more" : ""}.`,
  });
}
