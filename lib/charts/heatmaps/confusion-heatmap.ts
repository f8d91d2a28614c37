import { ArgumentError, ShapeError } from "../../errors/argument-error.ts";
import { type Matrix, rowOf } from "../../matrix/matrix.ts";
import { requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { staticWidthPx } from "../static/renderer.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { countOf, escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { textWidthPx } from "../theme/text-width.ts";
import { fontSizes } from "../theme/theme.ts";

export interface ConfusionHeatmapOptions {
  /** Counts `[classes, classes]`: rows are the true classes, columns the predicted ones. */
  readonly matrix: Matrix | ReadonlyArray<ArrayLike<number>>;
  /** `[classes]` */
  readonly classNames: readonly string[];
  /** @defaultValue "Confusion matrix" */
  readonly title?: string;
  /** @defaultValue how many images are right */
  readonly subtitle?: string;
}

const nameWidthPx = 130;
const colorbarPx = 84;
/** Beyond this many classes the cells are too small for their counts, which then show on hover only. */
const mostCounts = 20;
/** In larger matrices zeros would drown the rest. */
const mostZeros = 8;
const mostHoverTexts = 40;
const leastWidthPx = 480;

/**
 * Draws a confusion matrix: true classes down, predicted across, colour by the share of the true class.
 *
 * Counts stand in the cells of up to 20 classes; pointing at a cell tells count and share for any number.
 *
 * @throws {@link ShapeError} when the matrix is not square over the classes; {@link ArgumentError} for no class, or a
 * count that is negative or not finite.
 * @example confusionHeatmap({ matrix: [[9, 1], [2, 8]], classNames: ["cat", "dog"] })
 */
export function confusionHeatmap(options: ConfusionHeatmapOptions): Figure {
  const { classNames, title = "Confusion matrix", subtitle } = options;
  requireSome("classNames", classNames, "class");
  const counts = countsOf(options.matrix, classNames.length);
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const size = classNames.length;
  const names = uniqueNames(classNames);
  const labelPx = size > 40 ? fontSizes.small - 1 : fontSizes.small + 1;
  const shown = names.map((name) => shortenToWidth(name, nameWidthPx, labelPx));
  const longestPx = Math.max(...shown.map((name) => textWidthPx(name, labelPx)));
  const leftPx = Math.ceil(longestPx) + 52;
  const cellPx = Math.min(64, Math.max(2.5, (staticWidthPx - leftPx - colorbarPx) / size));
  const plotPx = Math.max(150, Math.round(cellPx * size));
  const tilt = longestPx + 8 <= plotPx / size ? 0 : size > 12 ? -90 : -45;
  const belowPx = Math.ceil(tilt === 0 ? 18 : tilt === -45 ? longestPx * 0.72 + 16 : longestPx + 10) + 44;
  const heading = headingOf(
    title,
    `${subtitle ?? overallSentence(counts, totals)}; colour: share of the true class`,
  );
  const labels = names.map(escapePlotlyText);
  const step = Math.ceil(((labelPx + 2) * size) / plotPx);
  const ticked = labels.map((_, index) => index).filter((index) => index % step === 0);
  const axis = {
    type: "category",
    tickmode: "array",
    tickvals: ticked,
    ticktext: ticked.map((index) => escapePlotlyText(shown[index] as string)),
    tickfont: { size: labelPx },
    automargin: false,
    showgrid: false,
    zeroline: false,
    ticks: "",
    ticklabelstandoff: 4,
  };
  const rightPx = Math.max(colorbarPx, leastWidthPx - leftPx - plotPx);
  return makeFigure({
    data: [
      {
        type: "heatmap",
        x: labels,
        y: labels,
        z: counts.map((row, from) => row.map((count) => percentOf(count, totals[from] as number))),
        zmin: 0,
        zmax: 100,
        xgap: cellPx >= 8 ? 1 : 0,
        ygap: cellPx >= 8 ? 1 : 0,
        hoverongaps: false,
        colorbar: {
          ticksuffix: " %",
          x: 1,
          xpad: 12,
          ypad: 0,
        },
        ...(size <= mostCounts
          ? {
              text: counts.map((row) =>
                row.map((count) => (count === 0 && size > mostZeros ? "" : String(count))),
              ),
              texttemplate: "%{text}",
              textfont: { size: 12 },
            }
          : {}),
        ...hoverOf(labels, counts, totals),
      },
    ],
    layout: {
      title: heading.title,
      width: leftPx + plotPx + rightPx,
      height: heading.heightPx + plotPx + belowPx,
      margin: { t: heading.heightPx, b: belowPx, l: leftPx, r: rightPx },
      xaxis: {
        ...axis,
        range: [-0.5, size - 0.5],
        tickangle: tilt,
        title: { text: "predicted class", standoff: 8 },
      },
      yaxis: { ...axis, range: [size - 0.5, -0.5], title: { text: "true class", standoff: 8 } },
    },
    title,
    summary: summaryOf(counts, totals, names),
  });
}

/** A text for each cell would weigh megabytes at 200 classes: there the axes give the names, and the cells numbers. */
function hoverOf(
  labels: readonly string[],
  counts: readonly number[][],
  totals: readonly number[],
): PlotlyJson {
  if (labels.length > mostHoverTexts) {
    return {
      customdata: counts.map((row, from) => row.map((count) => [count, totals[from]])),
      hovertemplate:
        "true class: <b>%{y}</b><br>predicted: <b>%{x}</b><br>" +
        "%{customdata[0]} of %{customdata[1]} images (%{z:.1f} %)<extra></extra>",
    };
  }
  return {
    hovertext: counts.map((row, from) =>
      row.map(
        (count, to) =>
          `true class: <b>${labels[from]}</b><br>predicted: <b>${labels[to]}</b><br>` +
          `${count} of ${countOf(totals[from] as number, "image")} (${percent(count / (totals[from] as number))})`,
      ),
    ),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function countsOf(source: ConfusionHeatmapOptions["matrix"], size: number): number[][] {
  const rows = "values" in source && "rows" in source ? rowsOf(source) : source;
  const misfit = rows.length === size ? rows.find((row) => row.length !== size) : (rows[0] ?? []);
  if (misfit) {
    throw new ShapeError("matrix", `[${size}, ${size}] (classNames has ${size})`, [
      rows.length,
      misfit.length,
    ]);
  }
  return rows.map((row, index) => {
    return Array.from(row, (count, column) => {
      if (Number.isFinite(count) && count >= 0) return count;
      throw new ArgumentError(`matrix[${index}][${column}]`, "a count of 0 or more", count);
    });
  });
}

function rowsOf(source: Matrix): Float32Array[] {
  return Array.from({ length: source.rows }, (_, index) => rowOf(source, index));
}

/** Two classes of one name would share a row: the second gets a number. */
function uniqueNames(classNames: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return classNames.map((name) => {
    const clean = withoutControls(name);
    const times = (seen.get(clean) ?? 0) + 1;
    seen.set(clean, times);
    return times === 1 ? clean : `${clean} (${times})`;
  });
}

/** Undefined for a class without images, which then has no colour. */
function percentOf(count: number, total: number): number | null {
  return total === 0 ? null : Math.round((count / total) * 10000) / 100;
}

function overallSentence(counts: readonly number[][], totals: readonly number[]): string {
  const total = totals.reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, index) => sum + (row[index] as number), 0);
  return total === 0
    ? "no images"
    : `${right} of ${countOf(total, "image")} right (${percent(right / total)})`;
}

function summaryOf(counts: readonly number[][], totals: readonly number[], names: readonly string[]): string {
  let worst = { count: 0, from: 0, to: 0 };
  counts.forEach((row, from) => {
    row.forEach((count, to) => {
      if (from !== to && count > worst.count) worst = { count, from, to };
    });
  });
  const mistake =
    worst.count === 0
      ? ""
      : ` Most often mistaken: ${names[worst.from]} for ${names[worst.to]} (${worst.count}).`;
  const empty = names.filter((_, index) => totals[index] === 0);
  const missing = empty.length === 0 ? "" : ` Without images: ${empty.join(", ")}.`;
  return `${countOf(names.length, "class", "classes")}: ${overallSentence(counts, totals)}.${mistake}${missing}`;
}
