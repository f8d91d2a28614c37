import { ArgumentError } from "../../errors/argument-error.ts";
import { requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { countOf, percent } from "../theme/plotly-text.ts";
import { colorOf, neutralColor } from "../theme/theme.ts";
import { type PictureCell, pictureGrid } from "./picture-grid.ts";

/** An image with what is known of it. */
export interface NamedPicture {
  /** A small picture as a `data:image/…` URI. */
  readonly image: string;
  /** Its class. */
  readonly label?: string;
  /** Its file. */
  readonly name?: string;
}

export interface NeighborGridOptions {
  /** One row each: an image and its nearest, nearest first. */
  readonly queries: ReadonlyArray<{
    readonly query: NamedPicture;
    readonly neighbors: ReadonlyArray<NamedPicture & { readonly distance: number }>;
  }>;
  /** What the distance is, with its unit. @defaultValue "cosine distance (0 to 2)" */
  readonly distanceName?: string;
  /** @defaultValue "Nearest images" */
  readonly title?: string;
  readonly subtitle?: string;
}

/**
 * Draws images beside those nearest to them in feature space, with their distances; a neighbour of another class has a
 * dotted frame in another colour.
 *
 * @throws {@link ArgumentError} when there is no query, a picture is no data URI, or a distance is negative or not finite.
 * @example neighborGrid({ queries: [{ query: { image, label: "cat" }, neighbors: [{ image: other, label: "dog", distance: 0.21 }] }] })
 */
export function neighborGrid(options: NeighborGridOptions): Figure {
  const { queries, distanceName = "cosine distance (0 to 2)", title = "Nearest images", subtitle } = options;
  requireSome("queries", queries, "image");
  queries.forEach(({ neighbors }, row) => {
    neighbors.forEach(({ distance }, at) => {
      if (!(distance >= 0 && distance < Infinity)) {
        throw new ArgumentError(
          `queries[${row}].neighbors[${at}].distance`,
          "a number of 0 or more",
          distance,
        );
      }
    });
  });
  const most = Math.max(...queries.map(({ neighbors }) => neighbors.length));
  const pairs = queries.flatMap(({ query, neighbors }) =>
    neighbors.map((neighbor) => sameClass(query, neighbor)),
  );
  const known = pairs.filter((same) => same !== undefined);
  const agreeing = known.filter(Boolean).length;
  const notes = known.length === 0 ? [] : ["frame: solid same class, dotted another"];
  return pictureGrid({
    rows: queries.map(({ query, neighbors }) => [
      {
        image: query.image,
        lines: [query.label ?? query.name ?? "image"],
        hover: wordsOf(query),
        frame: neutralColor,
      },
      ...neighbors.map((neighbor): PictureCell => {
        const same = sameClass(query, neighbor);
        return {
          image: neighbor.image,
          lines: [neighbor.label ?? neighbor.name ?? "image", neighbor.distance.toFixed(3)],
          hover: [...wordsOf(neighbor), `${distanceName}: ${neighbor.distance.toFixed(4)}`],
          frame: same === undefined ? undefined : same ? colorOf(2) : colorOf(1),
          dashed: same === false,
        };
      }),
    ]),
    columnTitles: ["image", ...Array.from({ length: most }, (_, index) => `nearest ${index + 1}`)],
    title,
    subtitle: [subtitle, `below each: ${distanceName}`, ...notes].filter(Boolean).join("; "),
    summary:
      `${countOf(queries.length, "image")} with ${countOf(pairs.length, "neighbour")}.` +
      (known.length === 0 ? "" : ` Of the same class: ${agreeing} (${percent(agreeing / known.length)}).`),
  });
}

function sameClass(query: NamedPicture, other: NamedPicture): boolean | undefined {
  return query.label === undefined || other.label === undefined ? undefined : query.label === other.label;
}

/** Lines for hover. */
export function wordsOf({ label, name }: NamedPicture): string[] {
  return [label, name].filter((line) => line !== undefined);
}
