import { ArgumentError } from "../../errors/argument-error.ts";
import { requireShare } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { countOf, escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, fontSizes, neutralColor } from "../theme/theme.ts";

export interface PairedDisagreementOptions {
  /** Names of the two models. */
  readonly first: string;
  readonly second: string;
  /** Images that both, one or none of them got right; whole numbers. */
  readonly bothRight: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly bothWrong: number;
  /** Of McNemar's test, in [0, 1]. */
  readonly pValue?: number;
  /** @defaultValue "Where the two models differ" */
  readonly title?: string;
  readonly subtitle?: string;
}

const cellWidthPx = 215;
const cellHeightPx = 108;
const leftPx = 170;
const underPx = 20;

/**
 * Draws two models on the same images as a table of two by two: which of them is right. The cells where one is right
 * and the other wrong, which are all that McNemar's test looks at, have the models' colours.
 *
 * @throws {@link ArgumentError} when a count is not a whole number of 0 or more, all are 0, or `pValue` is not in [0, 1].
 * @example pairedDisagreement({ first: "VGG16", second: "ResNet50", bothRight: 80, onlyFirst: 4, onlySecond: 11, bothWrong: 5, pValue: 0.118 })
 */
export function pairedDisagreement(options: PairedDisagreementOptions): Figure {
  const { pValue, title = "Where the two models differ", subtitle } = options;
  const counts = {
    both: options.bothRight,
    first: options.onlyFirst,
    second: options.onlySecond,
    none: options.bothWrong,
  };
  for (const [name, key] of [
    ["bothRight", "both"],
    ["onlyFirst", "first"],
    ["onlySecond", "second"],
    ["bothWrong", "none"],
  ] as const) {
    const count = counts[key];
    if (!(Number.isInteger(count) && count >= 0)) {
      throw new ArgumentError(name, "a whole number of 0 or more", count);
    }
  }
  if (pValue !== undefined) requireShare("pValue", pValue);
  const total = counts.both + counts.first + counts.second + counts.none;
  if (total === 0) throw new ArgumentError("bothRight", "at least one image in the four counts", 0);
  const [first, second] = [withoutControls(options.first), withoutControls(options.second)];
  const test = pValue === undefined ? "" : `McNemar's test: p ${pValueText(pValue)}`;
  const heading = headingOf(title, [subtitle, `${countOf(total, "image")}`, test].filter(Boolean).join("; "));
  const cells = [
    { x: 0, y: 0, count: counts.both, words: "both right", color: neutralColor, opacity: 0.14 },
    { x: 1, y: 0, count: counts.first, words: `only ${first} right`, color: colorOf(0), opacity: 0.3 },
    { x: 0, y: 1, count: counts.second, words: `only ${second} right`, color: colorOf(1), opacity: 0.3 },
    { x: 1, y: 1, count: counts.none, words: "both wrong", color: neutralColor, opacity: 0.14 },
  ];
  const topPx = heading.heightPx + 30;
  const named = (name: string, outcome: string, room: number) =>
    escapePlotlyText(`${shortenToWidth(name, room)} ${outcome}`);
  return makeFigure({
    data: [
      {
        type: "scatter",
        mode: "text",
        x: cells.map(({ x }) => x),
        y: cells.map(({ y }) => y),
        text: cells.map(
          ({ count, words }) =>
            `<b>${count}</b><br>${percent(count / total)}<br>${escapePlotlyText(shortenToWidth(words, cellWidthPx - 16))}`,
        ),
        textfont: { size: fontSizes.label },
        hovertext: cells.map(
          ({ words, count }) =>
            `${escapePlotlyText(words)}: ${countOf(count, "image")} (${percent(count / total)})`,
        ),
        hovertemplate: "%{hovertext}<extra></extra>",
      },
    ],
    layout: {
      title: heading.title,
      width: leftPx + 2 * cellWidthPx + 20,
      height: topPx + 2 * cellHeightPx + underPx,
      margin: { t: topPx, b: underPx, l: leftPx, r: 20 },
      showlegend: false,
      xaxis: axisOf([named(second, "right", 150), named(second, "wrong", 150)], {
        side: "top",
        range: [-0.5, 1.5],
      }),
      yaxis: axisOf([named(first, "right", 110), named(first, "wrong", 110)], { range: [1.5, -0.5] }),
      shapes: cells.map(({ x, y, color, opacity }) => ({
        type: "rect",
        layer: "below",
        x0: x - 0.49,
        x1: x + 0.49,
        y0: y - 0.48,
        y1: y + 0.48,
        fillcolor: color,
        opacity,
        line: { width: 0 },
      })),
    },
    config: { modeBarButtonsToRemove: ["select2d", "lasso2d"] },
    title,
    summary:
      `Of ${countOf(total, "image")}: both right ${counts.both}, only ${first} ${counts.first}, only ${second} ${counts.second}, ` +
      `both wrong ${counts.none}.${test === "" ? "" : ` ${test}.`}`,
  });
}

function axisOf(names: readonly string[], more: PlotlyJson): PlotlyJson {
  return {
    tickmode: "array",
    tickvals: [0, 1],
    ticktext: names,
    showgrid: false,
    zeroline: false,
    fixedrange: true,
    ticks: "",
    automargin: false,
    ticklabelstandoff: 4,
    ...more,
  };
}

/** @example pValueText(0.0312) // "= 0.031" */
function pValueText(pValue: number): string {
  return pValue < 0.001 ? "< 0.001" : `= ${pValue.toFixed(3)}`;
}
