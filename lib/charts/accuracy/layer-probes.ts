import { requireShare, requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { textWidthPx } from "../theme/text-width.ts";
import { fontSizes } from "../theme/theme.ts";
import { accuracyLines, requireAccuracy } from "./accuracy-lines.ts";

/** Accuracy of a classifier on one layer's features; accuracies in [0, 1]. */
export interface LayerProbeRow {
  /** The network; rows of one network share a line. */
  readonly label: string;
  readonly layer: string;
  readonly accuracy: number;
  readonly low?: number;
  readonly high?: number;
  /** Place in the network, 0 at the input and 1 at the last layer. @defaultValue evenly over the network's rows */
  readonly depth?: number;
}

export interface LayerProbesOptions {
  /** Of each network, from the input up. */
  readonly rows: readonly LayerProbeRow[];
  /** @defaultValue "What each layer knows" */
  readonly title?: string;
  readonly subtitle?: string;
  /** @defaultValue "95 % interval" */
  readonly intervalName?: string;
  readonly chance?: number;
}

const nameWidthPx = 150;

/**
 * Draws the accuracy that each layer's features allow, by depth: one network over its layers' names, several over the
 * share of their depth.
 *
 * @throws {@link ArgumentError} when there is no row, or a number is not in [0, 1] or outside its interval.
 * @example layerProbes({ rows: [{ label: "VGG16", layer: "block1_pool", accuracy: 0.4 }, { label: "VGG16", layer: "block5_pool", accuracy: 0.8 }] })
 * @see Alain and Bengio 2016, "Understanding intermediate layers using linear classifier probes", https://arxiv.org/abs/1610.01644
 */
export function layerProbes(options: LayerProbesOptions): Figure {
  const { rows, title = "What each layer knows", intervalName = "95 % interval" } = options;
  requireSome("rows", rows, "row");
  rows.forEach((row, index) => {
    requireAccuracy(`rows[${index}]`, row);
    if (row.depth !== undefined) requireShare(`rows[${index}].depth`, row.depth);
  });
  const networks = [...new Set(rows.map(({ label }) => label))].map((name) => ({
    name,
    own: rows.filter(({ label }) => label === name),
  }));
  const single = networks.length === 1;
  const names = rows.map(({ layer }) => shortenToWidth(layer, nameWidthPx, fontSizes.small));
  return accuracyLines({
    title,
    subtitle: options.subtitle,
    intervalName,
    chance: options.chance,
    lines: networks.map(({ name, own }) => ({
      name,
      points: own.map(({ layer, accuracy, low, high, depth }, at) => ({
        x: single ? at : 100 * (depth ?? (own.length === 1 ? 1 : at / (own.length - 1))),
        accuracy,
        low,
        high,
        place: layer,
      })),
    })),
    xaxis: single
      ? {
          title: { text: "layer, from the input to the output", standoff: 12 },
          tickmode: "array",
          tickvals: names.map((_, index) => index),
          ticktext: names.map(escapePlotlyText),
          tickfont: { size: fontSizes.small },
          tickangle: -45,
          range: [-0.4, names.length - 0.6],
          automargin: false,
        }
      : {
          title: { text: "depth (% of the way from the input to the last layer)" },
          range: [-3, 103],
          ticksuffix: " %",
        },
    ...(single
      ? {
          bottomPx:
            48 + Math.ceil(0.72 * Math.max(...names.map((name) => textWidthPx(name, fontSizes.small)))),
        }
      : {}),
    summary: networks
      .map(({ name, own }) => {
        const best = own.reduce((top, row) => (row.accuracy > top.accuracy ? row : top));
        const last = own.at(-1)!;
        return `${withoutControls(name)}: best at ${withoutControls(best.layer)} (${percent(best.accuracy)}), last ${withoutControls(last.layer)} (${percent(last.accuracy)}).`;
      })
      .join(" "),
  });
}
