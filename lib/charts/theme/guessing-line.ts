import type { PlotlyJson } from "./plotly-json.ts";
import { percent } from "./plotly-text.ts";
import { neutralColor } from "./theme.ts";

/**
 * A dashed line across a chart whose height is a percentage, for what guessing comes to; a part of its layout.
 *
 * @param share - in [0, 1].
 * @param side - where its name stands.
 */
export function guessingLine(share: number, side: "left" | "right"): PlotlyJson {
  const y = 100 * share;
  return {
    shapes: [
      {
        type: "line",
        xref: "paper",
        x0: 0,
        x1: 1,
        y0: y,
        y1: y,
        line: { color: neutralColor, width: 1.5, dash: "dash" },
      },
    ],
    annotations: [
      {
        xref: "paper",
        x: side === "left" ? 0 : 1,
        xanchor: side,
        y,
        yanchor: "bottom",
        showarrow: false,
        text: `guessing: ${percent(share)}`,
      },
    ],
  };
}
