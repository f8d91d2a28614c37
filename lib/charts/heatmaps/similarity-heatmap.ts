import { ArgumentError } from "../../errors/argument-error.ts";
import { requireLength } from "../check.ts";
import type { Figure } from "../figure.ts";
import { countOf, withoutControls } from "../theme/plotly-text.ts";
import { valueHeatmap } from "./value-heatmap.ts";

export interface SimilarityHeatmapOptions {
  /** `[rows][columns]`, 1 for equal; values a little below 0, as of debiased CKA, count as 0 in colour. */
  readonly values: ReadonlyArray<ArrayLike<number>>;
  /** Layers or models down the side. */
  readonly rowNames: readonly string[];
  /** Across; the same as down the side if left out. */
  readonly columnNames?: readonly string[];
  /** What the numbers are, say "linear CKA" or "share of 10 nearest in common". @defaultValue "similarity" */
  readonly measure?: string;
  /** Similarity of unrelated features, told below the title. */
  readonly chance?: number;
  /** What the rows are, for the axes. @defaultValue "layer" */
  readonly rowTitle?: string;
  /** @defaultValue that of the rows */
  readonly columnTitle?: string;
  /** @defaultValue "How alike the features are" */
  readonly title?: string;
  readonly subtitle?: string;
}

/**
 * Draws how alike layers or models are, two by two, as by `linearCkaMatrix` or `neighborOverlapMatrix`.
 *
 * @throws {@link ArgumentError} when there is no row, lengths differ, or a value is not in [-1, 1].
 * @example similarityHeatmap({ values: linearCkaMatrix(layers), rowNames: ["block4", "block5"], measure: "linear CKA" })
 */
export function similarityHeatmap(options: SimilarityHeatmapOptions): Figure {
  const { rowNames, columnNames = rowNames, measure = "similarity", chance, rowTitle = "layer" } = options;
  const { columnTitle = rowTitle, title = "How alike the features are", subtitle } = options;
  requireLength("values", options.values, rowNames.length, "rowNames");
  const values = options.values.map((row, at) => {
    requireLength(
      `values[${at}]`,
      row,
      columnNames.length,
      columnNames === rowNames ? "rowNames" : "columnNames",
    );
    return Array.from(row, (value, column) => {
      if (value >= -1.000001 && value <= 1.000001) return value;
      throw new ArgumentError(`values[${at}][${column}]`, "a number in [-1, 1]", value);
    });
  });
  const unrelated = chance === undefined ? "" : `unrelated features: ${chance.toFixed(2)}`;
  return valueHeatmap({
    values,
    rows: { names: rowNames, title: rowTitle },
    columns: { names: columnNames, title: columnTitle },
    range: [0, 1],
    colorbar: { title: { text: "" }, dtick: 0.25, tickformat: ".2f" },
    textOf: (value) => value.toFixed(2),
    hoverOf: (row, column) => [
      `${rowNames[row]} and ${columnNames[column]}`,
      `${measure}: ${values[row]![column]!.toFixed(3)}`,
    ],
    title,
    subtitle: [subtitle, `colour: ${measure} (0 to 1, no unit)`, unrelated].filter(Boolean).join("; "),
    summary: summaryOf(values, rowNames, columnNames, measure),
  });
}

function summaryOf(
  values: readonly number[][],
  rowNames: readonly string[],
  columnNames: readonly string[],
  measure: string,
): string {
  const same = rowNames === columnNames;
  const cells = values.flatMap((row, from) =>
    row.flatMap((value, to) => (same && to <= from ? [] : [{ from, to, value }])),
  );
  const [cell] = cells;
  const size = `${withoutControls(measure)} of ${countOf(rowNames.length, "row")} and ${countOf(columnNames.length, "column")}.`;
  if (cell === undefined) return size;
  const words = ({ from, to, value }: { from: number; to: number; value: number }) =>
    `${withoutControls(rowNames[from]!)} and ${withoutControls(columnNames[to]!)} (${value.toFixed(2)})`;
  const most = cells.reduce((best, one) => (one.value > best.value ? one : best), cell);
  const least = cells.reduce((worst, one) => (one.value < worst.value ? one : worst), cell);
  return `${size} Most alike: ${words(most)}; least: ${words(least)}.`;
}
