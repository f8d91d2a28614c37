import { ArgumentError } from "../../errors/argument-error.ts";
import { requireShare, requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, legendBelow, neutralColor } from "../theme/theme.ts";

/** One bar: an accuracy and its interval, all in [0, 1]. */
export interface AccuracyRow {
  readonly label: string;
  readonly accuracy: number;
  /** Ends of the interval, `low` ≤ `accuracy` ≤ `high`; both or neither. */
  readonly low?: number;
  readonly high?: number;
  /** Rows of one group share a colour and a legend entry, say "VGG16". */
  readonly group?: string;
}

export interface AccuracyBarsOptions {
  readonly rows: readonly AccuracyRow[];
  /** @defaultValue "Accuracy" */
  readonly title?: string;
  readonly subtitle?: string;
  /** What the whiskers are. @defaultValue "95 % interval" */
  readonly intervalName?: string;
  /** Accuracy of guessing, in [0, 1], marked by a line. */
  readonly chance?: number;
}

/**
 * Draws accuracies as horizontal bars with their intervals as whiskers, in the order given, on a scale from 0 to 100 %.
 *
 * @throws {@link ArgumentError} when there is no row, a number is not in [0, 1], or an interval leaves out its accuracy.
 * @example accuracyBars({ rows: [{ label: "VGG16 + SVM", accuracy: 0.91, low: 0.85, high: 0.95 }], chance: 1 / 6 })
 */
export function accuracyBars(options: AccuracyBarsOptions): Figure {
  const { rows, title = "Accuracy", subtitle, intervalName = "95 % interval", chance } = options;
  requireSome("rows", rows, "row");
  rows.forEach(checkRow);
  if (chance !== undefined) requireShare("chance", chance);
  const groups = [...new Set(rows.map(({ group }) => group ?? ""))];
  const showLegend = groups.length > 1;
  const heading = headingOf(title, subtitle);
  const rowPx = rows.length <= 20 ? 36 : rows.length <= 60 ? 24 : 17;
  const topPx = heading.heightPx + (chance === undefined ? 0 : 20);
  const bottomPx = showLegend ? 92 : 64;
  return makeFigure({
    data: groups.flatMap((group, index) => groupTraces(rows, group, { color: colorOf(index), intervalName })),
    layout: {
      title: heading.title,
      height: Math.round(topPx + rows.length * rowPx + bottomPx),
      margin: { t: topPx, b: bottomPx, l: 20, r: 20 },
      barmode: "overlay",
      showlegend: showLegend,
      ...(showLegend ? { legend: legendBelow } : {}),
      xaxis: {
        // Room for the figure beside a bar of 100 %: plotly leaves out text whose point is off the axis.
        range: [0, 112],
        tick0: 0,
        dtick: 20,
        ticksuffix: " %",
        fixedrange: true,
        title: { text: "accuracy (% of images)" },
      },
      yaxis: {
        range: [rows.length - 0.5, -0.5],
        showgrid: false,
        zeroline: false,
        tickmode: "array",
        tickvals: rows.map((_, index) => index),
        ticktext: rows.map(({ label }) => escapePlotlyText(shortenToWidth(label, 230))),
        ticklabelstandoff: 6,
      },
      ...(chance === undefined ? {} : chanceMark(chance)),
    },
    title,
    summary: summaryOf(options, intervalName),
  });
}

function checkRow(row: AccuracyRow, index: number): void {
  const at = `rows[${index}]`;
  requireShare(`${at}.accuracy`, row.accuracy);
  const { low, high, accuracy } = row;
  if (low === undefined && high === undefined) return;
  if (low === undefined || high === undefined) {
    throw new ArgumentError(
      at,
      "both low and high, or neither",
      `only ${low === undefined ? "high" : "low"}`,
    );
  }
  requireShare(`${at}.low`, low);
  requireShare(`${at}.high`, high);
  if (!(low <= accuracy && accuracy <= high)) {
    throw new ArgumentError(at, "low ≤ accuracy ≤ high", `low ${low}, accuracy ${accuracy}, high ${high}`);
  }
}

function groupTraces(
  rows: readonly AccuracyRow[],
  group: string,
  look: { readonly color: string; readonly intervalName: string },
): PlotlyJson[] {
  const members = rows.flatMap((row, y) => ((row.group ?? "") === group ? [{ row, y }] : []));
  const bars: PlotlyJson = {
    type: "bar",
    orientation: "h",
    name: escapePlotlyText(group === "" ? "other" : group),
    legendgroup: escapePlotlyText(group),
    x: members.map(({ row }) => row.accuracy * 100),
    y: members.map(({ y }) => y),
    width: 0.68,
    // Paler than their whiskers, which must be seen within the bar as well as beyond it.
    marker: { color: look.color, opacity: 0.55, line: { color: look.color, width: 1 } },
    error_x: {
      type: "data",
      symmetric: false,
      array: members.map(({ row }) => ((row.high ?? row.accuracy) - row.accuracy) * 100),
      arrayminus: members.map(({ row }) => (row.accuracy - (row.low ?? row.accuracy)) * 100),
      color: look.color,
      thickness: 2.5,
      width: 5,
    },
    customdata: members.map(({ row }) => [
      escapePlotlyText(row.label),
      row.low === undefined || row.high === undefined
        ? ""
        : `<br>${escapePlotlyText(look.intervalName)}: ${percent(row.low)} to ${percent(row.high)}`,
    ]),
    hovertemplate: "<b>%{customdata[0]}</b><br>accuracy %{x:.1f} %%{customdata[1]}<extra></extra>",
  };
  // Bar labels would lie under the whiskers, so the figures are points of text beyond them.
  const figures: PlotlyJson = {
    type: "scatter",
    mode: "text",
    legendgroup: escapePlotlyText(group),
    showlegend: false,
    hoverinfo: "skip",
    cliponaxis: false,
    x: members.map(({ row }) => (row.high ?? row.accuracy) * 100 + 1),
    y: members.map(({ y }) => y),
    text: members.map(({ row }) => percent(row.accuracy)),
    textposition: "middle right",
  };
  return [bars, figures];
}

function chanceMark(chance: number): PlotlyJson {
  return {
    shapes: [
      {
        type: "line",
        x0: chance * 100,
        x1: chance * 100,
        yref: "paper",
        y0: 0,
        y1: 1,
        line: { color: neutralColor, width: 1.5, dash: "dash" },
      },
    ],
    annotations: [
      {
        x: chance * 100,
        yref: "paper",
        y: 1,
        xanchor: chance > 0.7 ? "right" : chance < 0.15 ? "left" : "center",
        yanchor: "bottom",
        showarrow: false,
        text: `guessing: ${percent(chance)}`,
      },
    ],
  };
}

function summaryOf({ rows, chance }: AccuracyBarsOptions, intervalName: string): string {
  const list = rows.map(({ label, accuracy, low, high }) => {
    const interval = low === undefined || high === undefined ? "" : ` (${percent(low)} to ${percent(high)})`;
    return `${withoutControls(label)} ${percent(accuracy)}${interval}`;
  });
  const whiskers = rows.some(({ low }) => low !== undefined) ? `With ${intervalName}: ` : "";
  const guessing = chance === undefined ? "" : ` Guessing: ${percent(chance)}.`;
  return `${whiskers}${list.join("; ")}.${guessing}`;
}
