import { requireInterval, requirePositive, requireShare, requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import { logTicks } from "../theme/log-ticks.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, legendBelow, symbolOf } from "../theme/theme.ts";

/** What a way of using a network comes to, and what it costs. */
export interface AccuracyCostRow {
  /** The mark's name, say "VGG16, fine-tuned". */
  readonly label: string;
  /** In [0, 1]. */
  readonly accuracy: number;
  /** Ends of the interval; both or neither. */
  readonly low?: number;
  readonly high?: number;
  /** Above 0, in the unit of the axis. */
  readonly cost: number;
  /** Rows of one group share a colour, say "VGG16". */
  readonly group: string;
}

export interface AccuracyCostOptions {
  readonly rows: readonly AccuracyCostRow[];
  /** What the cost is, with its unit. @defaultValue "seconds of computing (logarithmic)" */
  readonly costTitle?: string;
  /** @defaultValue "Accuracy and what it costs" */
  readonly title?: string;
  readonly subtitle?: string;
  /** What the whiskers are. @defaultValue "95 % interval" */
  readonly intervalName?: string;
}

const plotPx = 330;

/**
 * Draws accuracies over their cost on a logarithmic scale, with their intervals as whiskers; a colour for each group, a
 * shape for each row of it.
 *
 * @throws {@link ArgumentError} when there is no row, a number is out of its range, or an interval leaves out its accuracy.
 * @example accuracyCost({ rows: [{ label: "VGG16, frozen", group: "VGG16", accuracy: 0.91, low: 0.85, high: 0.95, cost: 4.2 }] })
 */
export function accuracyCost(options: AccuracyCostOptions): Figure {
  const { rows, title = "Accuracy and what it costs", subtitle, intervalName = "95 % interval" } = options;
  const { costTitle = "seconds of computing (logarithmic)" } = options;
  requireSome("rows", rows, "row");
  rows.forEach(({ accuracy, low, high, cost }, index) => {
    requireShare(`rows[${index}].accuracy`, accuracy);
    requireInterval(`rows[${index}]`, {
      value: accuracy,
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
    });
    requirePositive(`rows[${index}].cost`, cost);
  });
  const groups = [...new Set(rows.map(({ group }) => group))];
  const note = rows.some(({ low }) => low !== undefined) ? `whiskers: ${intervalName}` : "";
  const heading = headingOf(title, [subtitle, note].filter(Boolean).join("; "));
  const legendPx = 14 + 20 * Math.ceil(rows.length / 3);
  const costs = rows.map(({ cost }) => cost);
  const lows = rows.map(({ accuracy, low }) => 100 * (low ?? accuracy));
  const highs = rows.map(({ accuracy, high }) => 100 * (high ?? accuracy));
  return makeFigure({
    data: rows.map((row): PlotlyJson => {
      const { label, accuracy, low = accuracy, high = accuracy, cost, group } = row;
      const shape = rows.filter((other) => other.group === group).indexOf(row);
      const color = colorOf(groups.indexOf(group));
      return {
        type: "scatter",
        mode: "markers",
        name: escapePlotlyText(shortenToWidth(label, 220)),
        x: [cost],
        y: [100 * accuracy],
        marker: { color, symbol: symbolOf(shape), size: 12 },
        error_y: {
          type: "data",
          symmetric: false,
          array: [100 * (high - accuracy)],
          arrayminus: [100 * (accuracy - low)],
          color,
          thickness: 1.5,
          width: 4,
        },
        hovertemplate: `<b>${escapePlotlyText(label)}</b><br>accuracy %{y:.1f} %<br>%{x:.3~g}<extra></extra>`,
      };
    }),
    layout: {
      title: heading.title,
      height: heading.heightPx + plotPx + 52 + legendPx,
      margin: { t: heading.heightPx, b: 52 + legendPx, l: 20, r: 24 },
      hovermode: "closest",
      showlegend: true,
      legend: legendBelow,
      xaxis: {
        type: "log",
        title: { text: escapePlotlyText(costTitle) },
        range: [Math.log10(Math.min(...costs) / 1.6), Math.log10(Math.max(...costs) * 1.6)],
        tickmode: "array",
        ...ticksOf(Math.min(...costs) / 1.6, Math.max(...costs) * 1.6),
        fixedrange: true,
      },
      yaxis: {
        title: { text: "accuracy (% of images)" },
        ticksuffix: " %",
        range: [Math.max(0, Math.min(...lows) - 4), Math.min(102, Math.max(...highs) + 4)],
        fixedrange: true,
      },
    },
    title,
    summary: `${withoutControls(costTitle)}, accuracy: ${rows
      .map(
        ({ label, cost, accuracy }) =>
          `${withoutControls(label)} ${Number(cost.toPrecision(3))}, ${percent(accuracy)}`,
      )
      .join("; ")}.`,
  });
}

/** 1, 2, 5, 10, ... within a range, fewer where it spans many powers of ten. */
function ticksOf(low: number, high: number): { readonly tickvals: number[]; readonly ticktext: string[] } {
  const powers = Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low));
  const tickvals = logTicks(low, high, powers > 3 ? [1] : [1, 2, 5]);
  return {
    tickvals,
    ticktext: tickvals.map((value) => value.toLocaleString("en-US", { maximumFractionDigits: 6 })),
  };
}
