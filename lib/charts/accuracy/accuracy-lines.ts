import { requireInterval, requireShare } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { guessingLine } from "../theme/guessing-line.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, percent, shortenToWidth } from "../theme/plotly-text.ts";
import { colorOf, legendBelow, paleColorOf, symbolOf } from "../theme/theme.ts";

/** An accuracy at a place on the axis, with its interval; all in [0, 1]. */
export interface AccuracyPoint {
  readonly x: number;
  readonly accuracy: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** What hover calls the place, plain text. */
  readonly place: string;
}

export interface AccuracyLine {
  readonly name: string;
  readonly points: readonly AccuracyPoint[];
}

const plotPx = 330;

/**
 * Draws accuracies as lines, with their intervals as bands: what the charts of accuracy over something share.
 *
 * @param options.lines - each with a name and at least one point, in the order of the axis.
 * @param options.xaxis - plotly's axis, title included.
 */
export function accuracyLines(options: {
  readonly lines: readonly AccuracyLine[];
  readonly xaxis: PlotlyJson;
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly chance?: number | undefined;
  readonly intervalName: string;
  readonly bottomPx?: number;
  readonly summary: string;
}): Figure {
  const { lines, xaxis, title, subtitle, chance, intervalName, bottomPx = 52, summary } = options;
  if (chance !== undefined) requireShare("chance", chance);
  const points = lines.flatMap((line) => line.points);
  const intervals = points.some(({ low }) => low !== undefined);
  const note = intervals ? `band: ${intervalName}` : "";
  const heading = headingOf(title, [subtitle, note].filter(Boolean).join("; "));
  const legendPx = lines.length > 1 ? 14 + 20 * Math.ceil(lines.length / 4) : 0;
  const lows = points.map(({ accuracy, low }) => 100 * Math.min(low ?? accuracy, chance ?? 1));
  const highs = points.map(({ accuracy, high }) => 100 * Math.max(high ?? accuracy, chance ?? 0));
  const low = Math.max(0, Math.min(...lows) - 4);
  const high = Math.min(102, Math.max(...highs) + 4);
  return makeFigure({
    data: lines.flatMap((line, index) => [...bandOf(line, index), lineOf(line, index, intervalName)]),
    layout: {
      title: heading.title,
      height: heading.heightPx + plotPx + bottomPx + legendPx,
      margin: { t: heading.heightPx, b: bottomPx + legendPx, l: 20, r: 24 },
      hovermode: "closest",
      showlegend: lines.length > 1,
      ...(lines.length > 1 ? { legend: legendBelow } : {}),
      xaxis: { zeroline: false, ...xaxis },
      yaxis: {
        title: { text: "accuracy (% of images)" },
        ticksuffix: " %",
        range: [low, high],
        zeroline: false,
      },
      ...(chance === undefined ? {} : guessingLine(chance, "right")),
    },
    title,
    summary,
  });
}

/** @throws {@link ArgumentError} when an accuracy or an end of its interval is not in [0, 1], or they are out of order. */
export function requireAccuracy(
  argument: string,
  row: { readonly accuracy: number; readonly low?: number | undefined; readonly high?: number | undefined },
): void {
  const { accuracy, low, high } = row;
  requireShare(`${argument}.accuracy`, accuracy);
  if (low !== undefined) requireShare(`${argument}.low`, low);
  if (high !== undefined) requireShare(`${argument}.high`, high);
  requireInterval(argument, {
    value: accuracy,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  });
}

function lineOf({ name, points }: AccuracyLine, index: number, intervalName: string): PlotlyJson {
  const known = points.filter(({ low, high }) => low !== undefined && high !== undefined);
  return {
    type: "scatter",
    mode: points.length <= 40 ? "lines+markers" : "lines",
    name: escapePlotlyText(shortenToWidth(name, 180)),
    legendgroup: String(index),
    x: points.map(({ x }) => x),
    y: points.map(({ accuracy }) => accuracy * 100),
    line: { color: colorOf(index), width: 2.5, dash: index < 6 ? "solid" : "dash" },
    marker: { color: colorOf(index), symbol: symbolOf(index), size: 8 },
    // One place makes no band.
    ...(known.length === 1
      ? {
          error_y: {
            type: "data",
            symmetric: false,
            array: points.map(({ accuracy, high }) => 100 * ((high ?? accuracy) - accuracy)),
            arrayminus: points.map(({ accuracy, low }) => 100 * (accuracy - (low ?? accuracy))),
            thickness: 2.5,
          },
        }
      : {}),
    customdata: points.map(({ place, low, high }) => [
      escapePlotlyText(place),
      low === undefined || high === undefined
        ? ""
        : `<br>${escapePlotlyText(intervalName)}: ${percent(low)} to ${percent(high)}`,
    ]),
    hovertemplate: `<b>${escapePlotlyText(name)}</b><br>%{customdata[0]}<br>accuracy %{y:.1f} %%{customdata[1]}<extra></extra>`,
  };
}

/** One closed outline: up along the upper ends, back along the lower ones. */
function bandOf({ points }: AccuracyLine, index: number): PlotlyJson[] {
  const known = points.filter(({ low, high }) => low !== undefined && high !== undefined);
  if (known.length < 2) return [];
  const back = known.toReversed();
  return [
    {
      type: "scatter",
      mode: "lines",
      x: [...known, ...back].map(({ x }) => x),
      y: [...known.map(({ high }) => 100 * high!), ...back.map(({ low }) => 100 * low!)],
      fill: "toself",
      fillcolor: paleColorOf(index, 0.16),
      line: { width: 0 },
      legendgroup: String(index),
      showlegend: false,
      hoverinfo: "skip",
    },
  ];
}
