import { ArgumentError } from "../../errors/argument-error.ts";
import { requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { guessingLine } from "../theme/guessing-line.ts";
import { headingOf } from "../theme/heading.ts";
import { logTicks } from "../theme/log-ticks.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, legendBelow, symbolOf } from "../theme/theme.ts";
import { requireAccuracy } from "./accuracy-lines.ts";

/** What a way of using a network costs and comes to; accuracies in [0, 1]. */
export interface TimeErrorRow {
  /** The line: a mode or model, say "frozen". */
  readonly label: string;
  /** Time that it took, above 0. */
  readonly seconds: number;
  readonly accuracy: number;
  /** Ends of the interval of the accuracy; both or neither. */
  readonly low?: number;
  readonly high?: number;
  /** What stands beside the point, say the number of images. */
  readonly note?: string;
}

export interface TimeErrorOptions {
  /** Points of one label are joined in the order given. */
  readonly rows: readonly TimeErrorRow[];
  /** @defaultValue "Error against time" */
  readonly title?: string;
  readonly subtitle?: string;
  /** What the time is. @defaultValue "training time" */
  readonly timeName?: string;
  /** What the whiskers are. @defaultValue "95 % interval" */
  readonly intervalName?: string;
  /** Accuracy of guessing, in [0, 1]; its error is marked by a line. */
  readonly chance?: number;
}

const plotPx = 330;

/**
 * Draws the share of wrong answers against the time that they cost, on a logarithmic scale: low and left is good.
 *
 * @throws {@link ArgumentError} when there is no row, a number is out of its range, or an interval leaves out its accuracy.
 * @example timeErrorCurves({ rows: [{ label: "frozen", seconds: 0.4, accuracy: 0.7, note: "10 images" }] })
 */
export function timeErrorCurves(options: TimeErrorOptions): Figure {
  const { rows, title = "Error against time", timeName = "training time", chance } = options;
  const { intervalName = "95 % interval" } = options;
  requireSome("rows", rows, "row");
  rows.forEach((row, index) => {
    requireAccuracy(`rows[${index}]`, row);
    if (!(row.seconds > 0 && row.seconds < Infinity)) {
      throw new ArgumentError(`rows[${index}].seconds`, "a time above 0", row.seconds);
    }
  });
  if (chance !== undefined) requireAccuracy("chance", { accuracy: chance });
  const labels = [...new Set(rows.map(({ label }) => label))];
  const whiskers = rows.some(({ low }) => low !== undefined) ? `whisker: ${intervalName}` : "";
  const heading = headingOf(title, [options.subtitle, whiskers].filter(Boolean).join("; "));
  const legendPx = labels.length > 1 ? 14 + 20 * Math.ceil(labels.length / 4) : 0;
  const times = rows.map(({ seconds }) => seconds);
  const errors = rows.flatMap(({ accuracy, low, high }) => [1 - (low ?? accuracy), 1 - (high ?? accuracy)]);
  const highest = Math.max(...errors, chance === undefined ? 0 : 1 - chance);
  return makeFigure({
    data: labels.map((label, index) =>
      lineOf(
        rows.filter((row) => row.label === label),
        { label, index, intervalName },
      ),
    ),
    layout: {
      title: heading.title,
      height: heading.heightPx + plotPx + 52 + legendPx,
      margin: { t: heading.heightPx, b: 52 + legendPx, l: 20, r: 24 },
      hovermode: "closest",
      showlegend: labels.length > 1,
      ...(labels.length > 1 ? { legend: legendBelow } : {}),
      xaxis: {
        type: "log",
        title: { text: `${escapePlotlyText(timeName)} (s, logarithmic)` },
        ...timeTicks(times),
        zeroline: false,
      },
      yaxis: {
        title: { text: "error (% of images)" },
        ticksuffix: " %",
        range: [0, Math.min(104, 100 * highest + 6)],
        zeroline: false,
      },
      ...(chance === undefined ? {} : guessingLine(1 - chance, "left")),
    },
    title,
    summary: labels.map((label) => sentence(rows, label)).join(" "),
  });
}

function lineOf(
  rows: readonly TimeErrorRow[],
  look: { readonly label: string; readonly index: number; readonly intervalName: string },
): PlotlyJson {
  const { label, index, intervalName } = look;
  const known = rows.some(({ low }) => low !== undefined);
  return {
    type: "scatter",
    mode: "lines+markers+text",
    name: escapePlotlyText(shortenToWidth(label, 180)),
    x: rows.map(({ seconds }) => seconds),
    y: rows.map(({ accuracy }) => 100 * (1 - accuracy)),
    text: rows.map(({ note = "" }) => escapePlotlyText(shortenToWidth(note, 90))),
    textposition: "top right",
    textfont: { size: 11 },
    cliponaxis: false,
    line: { color: colorOf(index), width: 1.5, dash: "dot" },
    marker: { color: colorOf(index), symbol: symbolOf(index), size: 9 },
    ...(known && {
      error_y: {
        type: "data",
        symmetric: false,
        // An error is high where its accuracy is low.
        array: rows.map(({ accuracy, low }) => 100 * (accuracy - (low ?? accuracy))),
        arrayminus: rows.map(({ accuracy, high }) => 100 * ((high ?? accuracy) - accuracy)),
        thickness: 1.5,
        width: 4,
      },
    }),
    customdata: rows.map(({ note = "", low, high }) => [
      note === "" ? "" : `<br>${escapePlotlyText(note)}`,
      low === undefined || high === undefined
        ? ""
        : `<br>${escapePlotlyText(intervalName)}: ${percent(1 - high)} to ${percent(1 - low)}`,
    ]),
    hovertemplate: `<b>${escapePlotlyText(label)}</b>%{customdata[0]}<br>error %{y:.1f} % in %{x:.2~f} s%{customdata[1]}<extra></extra>`,
  };
}

/** Powers of ten where there are several, else 1, 2 and 5 between them too. */
function timeTicks(times: readonly number[]): PlotlyJson {
  const [low, high] = [Math.min(...times) * 0.75, Math.max(...times) * 1.6];
  const tens = logTicks(low, high, [1]);
  const shown = tens.length >= 2 ? tens : logTicks(low, high);
  return {
    tickmode: "array",
    tickvals: shown,
    ticktext: shown.map(String),
    range: [Math.log10(low), Math.log10(high)],
  };
}

function sentence(rows: readonly TimeErrorRow[], label: string): string {
  const own = rows.filter((row) => row.label === label);
  const words = own.map(({ seconds, accuracy, note }) => {
    const time = `${percent(1 - accuracy)} wrong in ${Number(seconds.toPrecision(2))} s`;
    return note === undefined ? time : `${time} (${withoutControls(note)})`;
  });
  return `${withoutControls(label)}: ${words.join(", ")}.`;
}
