import { ArgumentError } from "../../errors/argument-error.ts";
import { requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { countOf, percent, withoutControls } from "../theme/plotly-text.ts";
import { type AccuracyLine, accuracyLines, requireAccuracy } from "./accuracy-lines.ts";

/** What a way of using a network comes to with so many images; accuracies in [0, 1]. */
export interface ImagesPerClassRow {
  /** The line: a mode or model, say "VGG16 + SVM". */
  readonly label: string;
  /** Training images of each class, 1 or more. */
  readonly images: number;
  readonly accuracy: number;
  /** Ends of the interval; both or neither. */
  readonly low?: number;
  readonly high?: number;
}

export interface ImagesPerClassCurvesOptions {
  /** In any order; each label at most once for a number of images. */
  readonly rows: readonly ImagesPerClassRow[];
  /** @defaultValue "Accuracy by number of training images" */
  readonly title?: string;
  readonly subtitle?: string;
  /** What the bands are. @defaultValue "95 % interval" */
  readonly intervalName?: string;
  /** Accuracy of guessing, in [0, 1]. */
  readonly chance?: number;
}

/**
 * Draws how accuracy grows with the images of each class, a line for each mode, on a logarithmic scale.
 *
 * @throws {@link ArgumentError} when there is no row, a number is out of its range, an interval leaves out its accuracy,
 * or a label comes twice for a number of images.
 * @example imagesPerClassCurves({ rows: [{ label: "VGG16 + SVM", images: 5, accuracy: 0.7, low: 0.65, high: 0.75 }] })
 */
export function imagesPerClassCurves(options: ImagesPerClassCurvesOptions): Figure {
  const { rows, title = "Accuracy by number of training images", intervalName = "95 % interval" } = options;
  requireSome("rows", rows, "row");
  rows.forEach((row, index) => {
    requireAccuracy(`rows[${index}]`, row);
    if (!(row.images >= 1 && row.images < Infinity)) {
      throw new ArgumentError(`rows[${index}].images`, "a number of 1 or more", row.images);
    }
    const twin = rows.findIndex((other) => other.label === row.label && other.images === row.images);
    if (twin !== index) {
      throw new ArgumentError(
        `rows[${index}]`,
        `one row for ${row.label} at ${row.images} images`,
        "a second",
      );
    }
  });
  const counts = [...new Set(rows.map(({ images }) => images))].sort((a, b) => a - b);
  const lines = linesOf(rows);
  return accuracyLines({
    lines,
    title,
    subtitle: options.subtitle,
    intervalName,
    chance: options.chance,
    xaxis: {
      type: "log",
      title: { text: "training images of each class (logarithmic)" },
      ...(counts.length <= 12
        ? { tickmode: "array", tickvals: counts, ticktext: counts.map(String) }
        : { dtick: "D2" }),
      range: [Math.log10(counts[0]! * 0.85), Math.log10(counts.at(-1)! * 1.18)],
    },
    summary: summaryOf(lines, counts),
  });
}

function linesOf(rows: readonly ImagesPerClassRow[]): AccuracyLine[] {
  return [...new Set(rows.map(({ label }) => label))].map((name) => ({
    name,
    points: rows
      .filter(({ label }) => label === name)
      .sort((a, b) => a.images - b.images)
      .map(({ images, accuracy, low, high }) => ({
        x: images,
        accuracy,
        low,
        high,
        place: `${countOf(images, "image")} a class`,
      })),
  }));
}

function summaryOf(lines: readonly AccuracyLine[], counts: readonly number[]): string {
  const sentences = lines.map(({ name, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    const grown = first === last ? "" : ` to ${percent(last.accuracy)} at ${last.x}`;
    return `${withoutControls(name)}: ${percent(first.accuracy)} at ${first.x}${grown}.`;
  });
  return `Images of each class: ${counts.join(", ")}. ${sentences.join(" ")}`;
}
