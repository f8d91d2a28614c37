import { ArgumentError } from "../../errors/argument-error.ts";
import { requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import { escapePlotlyText, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, legendBelow } from "../theme/theme.ts";

/** The learning rate over a training, of a schedule or of a group of layers. */
export interface RateSchedule {
  readonly name: string;
  /** Rate of each step or epoch, of 0 or more. */
  readonly rates: ArrayLike<number>;
}

export interface RateScheduleOptions {
  readonly schedules: readonly RateSchedule[];
  /** What a rate belongs to. @defaultValue "step" */
  readonly unit?: "step" | "epoch";
  /** Linear shows a schedule's shape, logarithmic layers that learn at very different rates (0 is then left out). @defaultValue "linear" */
  readonly scale?: "linear" | "log";
  /** @defaultValue "Learning-rate schedule" */
  readonly title?: string;
  readonly subtitle?: string;
}

const plotPx = 300;
const dashes = ["solid", "dash", "dot", "dashdot"] as const;

/**
 * Draws learning rates over the steps or epochs of a training.
 *
 * @throws {@link ArgumentError} when there is no schedule or one has no rate, or a rate is negative or not finite.
 * @example rateSchedule({ schedules: [{ name: "cosine", rates: [0.1, 0.05, 0] }], unit: "epoch" })
 */
export function rateSchedule(options: RateScheduleOptions): Figure {
  const { schedules, unit = "step", scale = "linear", title = "Learning-rate schedule", subtitle } = options;
  requireSome("schedules", schedules, "schedule");
  schedules.forEach(({ rates }, index) => {
    requireSome(`schedules[${index}].rates`, rates, unit);
    Array.from(rates).forEach((rate, at) => {
      if (!(rate >= 0 && rate < Infinity)) {
        throw new ArgumentError(`schedules[${index}].rates[${at}]`, "a rate of 0 or more", rate);
      }
    });
  });
  const heading = headingOf(title, subtitle);
  const many = schedules.length > 1;
  const bottomPx = 56 + (many ? 14 + 20 * Math.ceil(schedules.length / 4) : 0);
  return makeFigure({
    data: schedules.map(({ name, rates }, index) => ({
      type: "scatter",
      mode: rates.length <= 40 ? "lines+markers" : "lines",
      name: escapePlotlyText(shortenToWidth(name, 180)),
      x: Array.from(rates, (_, at) => at + 1),
      y: Array.from(rates, (rate) => (scale === "log" && rate === 0 ? null : rate)),
      line: { color: colorOf(index), width: 2.5, dash: dashes[Math.floor(index / 6) % dashes.length] },
      marker: { color: colorOf(index), size: 6 },
      hovertemplate: `<b>${escapePlotlyText(name)}</b><br>${unit} %{x}: rate %{y:.3g}<extra></extra>`,
    })),
    layout: {
      title: heading.title,
      height: heading.heightPx + plotPx + bottomPx,
      margin: { t: heading.heightPx, b: bottomPx, l: 20, r: 24 },
      hovermode: "closest",
      showlegend: many,
      ...(many ? { legend: legendBelow } : {}),
      xaxis: { title: { text: unit }, nticks: 12, tickformat: "d", zeroline: false },
      yaxis: {
        title: { text: scale === "log" ? "learning rate (logarithmic)" : "learning rate" },
        type: scale,
        exponentformat: "power",
        ...(scale === "log" ? { dtick: 1 } : { rangemode: "tozero" }),
        zeroline: false,
      },
    },
    title,
    summary: schedules
      .map(({ name, rates }) => {
        const all = Array.from(rates);
        return `${withoutControls(name)}: from ${short(all[0]!)} to ${short(all.at(-1)!)} in ${all.length} ${unit}s, at most ${short(Math.max(...all))}.`;
      })
      .join(" "),
  });
}

function short(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
