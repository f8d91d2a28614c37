import { ArgumentError } from "../../errors/argument-error.ts";
import { requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { countOf, withoutControls } from "../theme/plotly-text.ts";
import { pictureGrid } from "./picture-grid.ts";

export interface LabelledPicturesOptions {
  readonly pictures: ReadonlyArray<{
    /** A `data:image/…` URI. */
    readonly image: string;
    /** Stands below it in bold. */
    readonly label: string;
    /** A second, plain line. */
    readonly note?: string;
  }>;
  /** Pictures in a row, 1 to 16. @defaultValue 8 */
  readonly columns?: number;
  /** @defaultValue "Pictures" */
  readonly title?: string;
  readonly subtitle?: string;
}

/** As many labels as an alternative text can hold. */
const mostNamed = 12;

/**
 * Draws pictures in rows, each with its label: photos, filters, feature maps.
 *
 * @throws {@link ArgumentError} when there is no picture, one is no data URI, or `columns` is out of range.
 * @example labelledPictures({ title: "Photos", pictures: [{ image: await thumbnail(photo), label: "photo.jpg" }] })
 */
export function labelledPictures(options: LabelledPicturesOptions): Figure {
  const { pictures, columns = 8, title = "Pictures", subtitle } = options;
  requireSome("pictures", pictures, "picture");
  if (!(Number.isInteger(columns) && columns >= 1 && columns <= 16)) {
    throw new ArgumentError("columns", "an integer of 1 to 16", columns);
  }
  const cells = pictures.map(({ image, label, note }) => ({
    image,
    lines: note === undefined ? [label] : [label, note],
  }));
  const named = pictures
    .slice(0, mostNamed)
    .map(({ label, note }) => withoutControls(note === undefined ? label : `${label} (${note})`));
  return pictureGrid({
    rows: Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
      cells.slice(row * columns, (row + 1) * columns),
    ),
    title,
    subtitle,
    summary: `${countOf(pictures.length, "picture")}: ${named.join(", ")}${pictures.length > mostNamed ? ", and more" : ""}.`,
  });
}
