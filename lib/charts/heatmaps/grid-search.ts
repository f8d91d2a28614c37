import { ArgumentError } from "../../errors/argument-error.ts";
import { accuracyLines, requireAccuracy } from "../accuracy/accuracy-lines.ts";
import { requirePositive, requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { percent } from "../theme/plotly-text.ts";
import { valueHeatmap } from "./value-heatmap.ts";

/** Accuracy at one point of the grid, in [0, 1]. */
export interface GridSearchChartRow {
  /** Penalty of errors, positive. */
  readonly C: number;
  /** Width of the kernel, positive; left out for a linear kernel. */
  readonly gamma?: number;
  /** Mean over folds. */
  readonly accuracy: number;
  /** Ends of an interval over folds; both or neither. */
  readonly low?: number;
  readonly high?: number;
}

export interface GridSearchChartOptions {
  readonly rows: readonly GridSearchChartRow[];
  /** @defaultValue "Grid search" */
  readonly title?: string;
  readonly subtitle?: string;
  /** What the bands are, of lines. @defaultValue "one standard deviation over folds" */
  readonly intervalName?: string;
}

/**
 * Draws the accuracy over C and gamma as a heatmap, with the best point framed; points that were not tried stay empty.
 *
 * @throws {@link ArgumentError} when there is no row, a row has no gamma, a number is out of its range, or a point comes twice.
 * @example gridSearchHeatmap({ rows: [{ C: 1, gamma: 0.01, accuracy: 0.8 }, { C: 10, gamma: 0.01, accuracy: 0.84 }] })
 */
export function gridSearchHeatmap(options: GridSearchChartOptions): Figure {
  const { rows, title = "Grid search", subtitle } = options;
  checkRows(rows);
  const missing = rows.findIndex(({ gamma }) => gamma === undefined);
  if (missing !== -1) {
    throw new ArgumentError(
      `rows[${missing}].gamma`,
      "a number (draw a grid without gamma by gridSearchLines)",
      undefined,
    );
  }
  const Cs = ascending(rows.map(({ C }) => C));
  const gammas = ascending(rows.map(({ gamma }) => gamma!));
  const at = (row: number, column: number) =>
    rows.find(({ C, gamma }) => gamma === gammas[row] && C === Cs[column]);
  const values = gammas.map((_, row) =>
    Cs.map((_, column) => {
      const found = at(row, column);
      return found ? 100 * found.accuracy : null;
    }),
  );
  const best = bestOf(rows);
  const accuracies = rows.map(({ accuracy }) => 100 * accuracy);
  const least = Math.floor(Math.min(...accuracies));
  return valueHeatmap({
    values,
    rows: { names: gammas.map(shortNumber), title: "gamma" },
    columns: { names: Cs.map(shortNumber), title: "C" },
    // From the worst to the best tried: on a scale from 0 the differences that matter would not be seen.
    range: [least, Math.max(least + 1, Math.ceil(Math.max(...accuracies)))],
    colorbar: { ticksuffix: " %" },
    textOf: (value) => value.toFixed(1),
    hoverOf: (row, column) => {
      const found = at(row, column);
      return [
        `C ${shortNumber(Cs[column]!)}, gamma ${shortNumber(gammas[row]!)}`,
        found ? wordsOf(found) : "not tried",
      ];
    },
    marked: { row: gammas.indexOf(best.gamma!), column: Cs.indexOf(best.C) },
    title,
    subtitle: [subtitle, "accuracy (% of images), mean over folds; frame: the best"]
      .filter(Boolean)
      .join("; "),
    summary: summaryOf(rows),
  });
}

/**
 * Draws the accuracy over C as lines, one for each gamma, or one for a linear kernel.
 *
 * @throws {@link ArgumentError} when there is no row, a number is out of its range, or a point comes twice.
 * @example gridSearchLines({ rows: [{ C: 0.1, accuracy: 0.8 }, { C: 1, accuracy: 0.84 }] })
 */
export function gridSearchLines(options: GridSearchChartOptions): Figure {
  const { rows, title = "Grid search", intervalName = "one standard deviation over folds" } = options;
  checkRows(rows);
  const gammas = [...new Set(rows.map(({ gamma }) => gamma))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const Cs = ascending(rows.map(({ C }) => C));
  return accuracyLines({
    title,
    subtitle: options.subtitle,
    intervalName,
    lines: gammas.map((gamma) => ({
      name: gamma === undefined ? "no gamma" : `gamma ${shortNumber(gamma)}`,
      points: rows
        .filter((row) => row.gamma === gamma)
        .sort((a, b) => a.C - b.C)
        .map(({ C, accuracy, low, high }) => ({ x: C, accuracy, low, high, place: `C ${shortNumber(C)}` })),
    })),
    xaxis: {
      type: "log",
      title: { text: "C (penalty of errors, logarithmic)" },
      ...(Cs.length <= 12 ? { tickmode: "array", tickvals: Cs, ticktext: Cs.map(shortNumber) } : {}),
      range: [Math.log10(Cs[0]! / 1.3), Math.log10(Cs.at(-1)! * 1.3)],
    },
    summary: summaryOf(rows),
  });
}

function checkRows(rows: readonly GridSearchChartRow[]): void {
  requireSome("rows", rows, "row");
  rows.forEach((row, index) => {
    requirePositive(`rows[${index}].C`, row.C);
    if (row.gamma !== undefined) requirePositive(`rows[${index}].gamma`, row.gamma);
    requireAccuracy(`rows[${index}]`, row);
    if (rows.findIndex(({ C, gamma }) => C === row.C && gamma === row.gamma) !== index) {
      throw new ArgumentError(`rows[${index}]`, "each point of the grid once", pointOf(row));
    }
  });
}

function bestOf(rows: readonly GridSearchChartRow[]): GridSearchChartRow {
  return rows.reduce((best, row) => (row.accuracy > best.accuracy ? row : best));
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** @example shortNumber(0.0001220703125) // "0.000122" */
function shortNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 1e-4 && rounded < 1e6 ? String(rounded) : rounded.toExponential().replace("e+", "e");
}

function pointOf({ C, gamma }: GridSearchChartRow): string {
  return `C ${shortNumber(C)}${gamma === undefined ? "" : `, gamma ${shortNumber(gamma)}`}`;
}

function wordsOf({ accuracy, low, high }: GridSearchChartRow): string {
  const interval = low === undefined || high === undefined ? "" : ` (${percent(low)} to ${percent(high)})`;
  return `accuracy ${percent(accuracy)}${interval}`;
}

function summaryOf(rows: readonly GridSearchChartRow[]): string {
  const best = bestOf(rows);
  const worst = rows.reduce((least, row) => (row.accuracy < least.accuracy ? row : least));
  return `Of ${rows.length} points: best ${pointOf(best)}, ${wordsOf(best)}; worst ${pointOf(worst)}, ${percent(worst.accuracy)}.`;
}
