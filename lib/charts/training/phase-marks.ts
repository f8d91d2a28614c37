import { staticWidthPx } from "../static/renderer.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, shortenToWidth } from "../theme/plotly-text.ts";
import { textWidthPx } from "../theme/text-width.ts";
import { fontSizes, neutralColor } from "../theme/theme.ts";

/** A change in the course of training, marked by a vertical line with words above the panels. */
export interface PhaseMark {
  /** Position on the epoch axis: between two epochs. */
  readonly at: number;
  readonly label: string;
  readonly color?: string;
}

const rowPx = 18;
const labelWidthPx = 260;

/**
 * Places the labels of marks in as few rows as keep them apart.
 *
 * @param epochs - the axis runs from 0.5 to `epochs` + 0.5.
 */
export function placeMarks(marks: readonly PhaseMark[], epochs: number) {
  const plotPx = staticWidthPx - 130;
  const rowEnds: number[] = [];
  const shapes: PlotlyJson[] = [];
  const annotations: PlotlyJson[] = [];
  for (const mark of [...marks].sort((a, b) => a.at - b.at)) {
    const text = shortenToWidth(mark.label, labelWidthPx, fontSizes.small);
    const widthPx = textWidthPx(text, fontSizes.small) + 16;
    const linePx = ((mark.at - 0.5) / epochs) * plotPx;
    const onLeft = linePx + widthPx > plotPx;
    const startPx = onLeft ? linePx - widthPx : linePx;
    const free = rowEnds.findIndex((end) => end <= startPx);
    const row = free === -1 ? rowEnds.length : free;
    rowEnds[row] = startPx + widthPx;
    const color = mark.color ?? neutralColor;
    shapes.push({
      type: "line",
      x0: mark.at,
      x1: mark.at,
      yref: "paper",
      y0: 0,
      y1: 1,
      line: { color, width: 1.5, dash: "dash" },
    });
    annotations.push({
      x: mark.at,
      xanchor: onLeft ? "right" : "left",
      yref: "paper",
      y: 1,
      yanchor: "bottom",
      yshift: row * rowPx,
      showarrow: false,
      text: escapePlotlyText(text),
      font: { size: fontSizes.small, ...(mark.color ? { color: mark.color } : {}) },
    });
  }
  return { shapes, annotations, heightPx: rowEnds.length * rowPx + (rowEnds.length > 0 ? 4 : 0) };
}
