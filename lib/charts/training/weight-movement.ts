import { ArgumentError } from "../../errors/argument-error.ts";
import { requireLength, requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { countOf, escapePlotlyText, shortenToWidth, smallPercent } from "../theme/plotly-text.ts";
import { textWidthPx } from "../theme/text-width.ts";
import { colorOf, fontSizes, legendBelow, neutralColor } from "../theme/theme.ts";

export interface WeightMovementOptions {
  /** Names of layers or weights, in the order of the network. */
  readonly layers: readonly string[];
  /** Relative change of each, ‖after − before‖ / ‖before‖: 0 is not moved at all, 0.01 is one percent. */
  readonly relativeChange: ArrayLike<number>;
  /** Which were meant to stay as they were: one that moved all the same is set apart. */
  readonly frozen?: readonly boolean[];
  /** @defaultValue "Which weights moved" */
  readonly title?: string;
  readonly subtitle?: string;
}

type Kind = "moved" | "still" | "broken";

/**
 * Draws how far the weights of each layer moved, on a logarithmic scale with a place of its own for exactly zero.
 *
 * @throws {@link ArgumentError} when there is no layer, lengths differ, or a change is negative or not finite.
 * @example weightMovement({ layers: ["block5_conv1", "predictions"], relativeChange: [0, 0.12], frozen: [true, false] })
 */
export function weightMovement(options: WeightMovementOptions): Figure {
  const { layers, relativeChange, frozen, title = "Which weights moved", subtitle } = options;
  requireSome("layers", layers, "layer");
  requireLength("relativeChange", relativeChange, layers.length, "layers");
  if (frozen) requireLength("frozen", frozen, layers.length, "layers");
  const changes = Array.from(relativeChange, (change, index) => {
    if (Number.isFinite(change) && change >= 0) return change;
    throw new ArgumentError(`relativeChange[${index}]`, "a finite number of 0 or more", change);
  });
  const kinds = changes.map(
    (change, index): Kind => (change === 0 ? "still" : frozen?.[index] ? "broken" : "moved"),
  );
  const scale = scaleOf(changes);
  const heading = headingOf(title, subtitle);
  const rowPx = layers.length <= 30 ? 24 : layers.length <= 80 ? 17 : 12;
  const bottomPx = 92;
  const namePx = rowPx < 14 ? 9 : fontSizes.small;
  const names = layers.map((name) => shortenToWidth(name, 220, namePx));
  const leftPx = Math.ceil(1.05 * Math.max(...names.map((name) => textWidthPx(name, namePx)))) + 22;
  const heightPx = Math.round(heading.heightPx + layers.length * rowPx + bottomPx);
  return makeFigure({
    data: [
      ...traceOf("moved", "moved", { color: colorOf(0), symbol: "circle" }),
      ...traceOf("still", frozen ? "did not move (exactly 0)" : "exactly 0", {
        color: neutralColor,
        symbol: "square-open",
      }),
      ...traceOf("broken", "frozen, but moved", { color: colorOf(1), symbol: "diamond" }),
    ],
    layout: {
      title: heading.title,
      height: heightPx,
      margin: { t: heading.heightPx, b: bottomPx, l: leftPx, r: 84 },
      showlegend: true,
      legend: legendBelow,
      xaxis: {
        range: [scale.zeroAt - 0.5, scale.to + 0.15],
        tickmode: "array",
        tickvals: scale.ticks.map(({ at }) => at),
        ticktext: scale.ticks.map(({ text }) => text),
        zeroline: false,
        title: { text: "relative change (% of the weights' norm, logarithmic)" },
      },
      yaxis: {
        range: [layers.length - 0.5, -0.5],
        zeroline: false,
        tickmode: "array",
        tickvals: layers.map((_, index) => index),
        ticktext: names.map(escapePlotlyText),
        tickfont: { size: namePx },
        // Measuring again whenever plotly asks would take seconds at 160 layers.
        automargin: false,
        showgrid: layers.length <= 80,
        ticklabelstandoff: 6,
      },
      // A band of its own keeps zero from being read as a point of the logarithmic scale.
      shapes: [
        {
          type: "rect",
          layer: "below",
          x0: scale.zeroAt - 0.5,
          x1: scale.zeroAt + 0.5,
          yref: "paper",
          y0: 0,
          y1: 1,
          fillcolor: neutralColor,
          opacity: 0.16,
          line: { width: 0 },
        },
      ],
    },
    title,
    summary: summaryOf(layers, changes, kinds),
  });

  function traceOf(kind: Kind, name: string, marker: { color: string; symbol: string }): PlotlyJson[] {
    const rows = kinds.flatMap((each, row) => (each === kind ? [row] : []));
    if (rows.length === 0) return [];
    const labelled = kind !== "still" && layers.length <= 80;
    const xOf = (row: number) => (changes[row] === 0 ? scale.zeroAt : Math.log10(changes[row] as number));
    return [
      {
        type: "scatter",
        mode: labelled ? "markers+text" : "markers",
        name,
        x: rows.map(xOf),
        y: rows,
        marker: { ...marker, size: rowPx < 14 ? 7 : 10, line: { width: kind === "still" ? 2 : 0 } },
        text: rows.map((row) => smallPercent(changes[row] as number)),
        ...(labelled ? { textposition: "middle right", textfont: { size: fontSizes.small } } : {}),
        cliponaxis: false,
        customdata: rows.map((row) => escapePlotlyText(layers[row] as string)),
        hovertemplate: "<b>%{customdata}</b><br>changed by %{text}<extra></extra>",
      },
    ];
  }
}

/** Works in powers of ten, with zero one and a half decades below the smallest change. */
function scaleOf(changes: readonly number[]) {
  const moved = changes.filter((change) => change > 0).map(Math.log10);
  const from = moved.length > 0 ? Math.floor(Math.min(...moved)) : -4;
  const to = moved.length > 0 ? Math.max(Math.ceil(Math.max(...moved)), from + 1) : 0;
  const zeroAt = from - 1;
  const step = Math.ceil((to - from) / 8);
  const ticks = [{ at: zeroAt, text: "0" }];
  for (let power = from; power <= to; power += step) ticks.push({ at: power, text: decade(power) });
  return { zeroAt, to, ticks };
}

function decade(power: number): string {
  const value = 10 ** (power + 2);
  return power >= -6 && power <= 3 ? `${Number(value.toPrecision(1))} %` : `10<sup>${power + 2}</sup> %`;
}

function summaryOf(layers: readonly string[], changes: readonly number[], kinds: readonly Kind[]): string {
  const count = (kind: Kind) => kinds.filter((each) => each === kind).length;
  const most = changes.indexOf(Math.max(...changes));
  const largest =
    changes[most] === 0 ? "" : ` Most: ${layers[most]}, by ${smallPercent(changes[most] as number)}.`;
  const broken = count("broken");
  const warning = broken === 0 ? "" : ` ${countOf(broken, "frozen layer")} moved, which must not be.`;
  const moved = count("moved") + broken;
  return `Of ${countOf(layers.length, "layer")}, ${moved} moved and ${count("still")} did not.${largest}${warning}`;
}
