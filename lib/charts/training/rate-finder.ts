import { ArgumentError } from "../../errors/argument-error.ts";
import { requireLength, requirePositive, requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import { colorOf, legendBelow, neutralColor } from "../theme/theme.ts";

export interface RateFinderCurveOptions {
  /** Learning rate of each step, positive, ascending. */
  readonly rates: ArrayLike<number>;
  /** Loss of each step's batch. One that is not finite leaves a gap: the rate was too large. */
  readonly losses: ArrayLike<number>;
  /** The same, smoothed. */
  readonly smoothed?: ArrayLike<number>;
  /** The rate to take, marked by a line. */
  readonly suggestion?: number;
  /** @defaultValue "Learning-rate finder" */
  readonly title?: string;
  readonly subtitle?: string;
  /** What the loss is, for the axis. @defaultValue "loss" */
  readonly lossName?: string;
}

const plotPx = 320;

/**
 * Draws the loss against a learning rate that grows from step to step, with the rate that it suggests.
 *
 * The axis of the loss ends at twice the first loss or the largest before it falls: what comes after the training has
 * blown up would hide the rest.
 *
 * @throws {@link ArgumentError} when there is no step, lengths differ, rates are not positive and ascending, or no loss is finite.
 * @example rateFinderCurve({ rates: [1e-4, 1e-3, 1e-2], losses: [2.3, 1.9, 4.1], suggestion: 1e-3 })
 * @see Smith 2017, "Cyclical learning rates for training neural networks", https://arxiv.org/abs/1506.01186
 */
export function rateFinderCurve(options: RateFinderCurveOptions): Figure {
  const { rates, losses, smoothed, suggestion, title = "Learning-rate finder", lossName = "loss" } = options;
  requireSome("rates", rates, "step");
  requireLength("losses", losses, rates.length, "rates");
  if (smoothed) requireLength("smoothed", smoothed, rates.length, "rates");
  if (suggestion !== undefined) requirePositive("suggestion", suggestion);
  const x = Array.from(rates);
  x.forEach((rate, at) => {
    requirePositive(`rates[${at}]`, rate);
    if (at > 0 && rate <= x[at - 1]!) throw new ArgumentError(`rates[${at}]`, `more than ${x[at - 1]}`, rate);
  });
  const shown = Array.from(smoothed ?? losses).filter(Number.isFinite);
  if (shown.length === 0) throw new ArgumentError("losses", "at least one finite loss", "none");
  const heading = headingOf(title, options.subtitle);
  const least = Math.min(...shown);
  const most = Math.min(Math.max(...shown), 2 * Math.max(shown[0]!, least));
  const margin = 0.08 * (most - least || 1);
  const bottomPx = smoothed ? 84 : 56;
  const topPx = heading.heightPx + (suggestion === undefined ? 0 : 20);
  const gaps = (values: ArrayLike<number>) =>
    Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  const lossOf = (values: ArrayLike<number>, name: string, look: object) => ({
    type: "scatter",
    mode: "lines",
    name,
    x,
    y: gaps(values),
    hovertemplate: `rate %{x:.2g}<br>${name} %{y:.4f}<extra></extra>`,
    ...look,
  });
  return makeFigure({
    data: [
      ...(smoothed ? [lossOf(losses, "each batch", { line: { color: neutralColor, width: 1 } })] : []),
      lossOf(smoothed ?? losses, smoothed ? "smoothed" : "loss", { line: { color: colorOf(0), width: 2.5 } }),
    ],
    layout: {
      title: heading.title,
      height: topPx + plotPx + bottomPx,
      margin: { t: topPx, b: bottomPx, l: 20, r: 24 },
      hovermode: "closest",
      showlegend: smoothed !== undefined,
      legend: legendBelow,
      xaxis: {
        type: "log",
        title: { text: "learning rate (logarithmic)" },
        exponentformat: "power",
        dtick: 1,
        zeroline: false,
      },
      yaxis: {
        title: { text: `${lossName} (a batch)` },
        range: [least - margin, most + margin],
        zeroline: false,
      },
      ...(suggestion === undefined
        ? {}
        : {
            shapes: [
              {
                type: "line",
                x0: suggestion,
                x1: suggestion,
                yref: "paper",
                y0: 0,
                y1: 1,
                line: { color: colorOf(1), width: 2, dash: "dash" },
              },
            ],
            annotations: [
              {
                x: Math.log10(suggestion),
                yref: "paper",
                y: 1,
                yanchor: "bottom",
                showarrow: false,
                text: `suggested: ${suggestion.toPrecision(2)}`,
              },
            ],
          }),
    },
    title,
    summary:
      `${x.length} steps from a rate of ${x[0]!.toPrecision(2)} to ${x.at(-1)!.toPrecision(2)}; least loss ${least.toFixed(3)}.` +
      (suggestion === undefined ? "" : ` Suggested: ${suggestion.toPrecision(2)}.`),
  });
}
