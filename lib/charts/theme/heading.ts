import type { PlotlyJson } from "./plotly-json.ts";
import { escapePlotlyText, wrapText } from "./plotly-text.ts";
import { fontSizes } from "./theme.ts";

/** The narrowest page that titles are broken for: a JupyterLab cell beside an open sidebar. */
const titleWidthPx = 600;
const lineHeight = 1.3;
const paddingPx = 14;

/** A figure's title as layout, and the room it takes. */
export interface Heading {
  readonly title: PlotlyJson;
  /** Height of title and subtitle with the space around them, in pixels: the least top margin. */
  readonly heightPx: number;
}

/**
 * Sets a title, and a smaller line below it, at the left edge; both are plain text, escaped and broken into lines.
 */
export function headingOf(title: string, subtitle = ""): Heading {
  const lines = wrapText(title, titleWidthPx, fontSizes.title);
  const notes = subtitle === "" ? [] : wrapText(subtitle, titleWidthPx, fontSizes.subtitle);
  const titleHeight = lines.length * fontSizes.title * lineHeight;
  // Browsers set a subtitle a little lower than its size asks for.
  const notesHeight = notes.length === 0 ? 0 : notes.length * fontSizes.subtitle * lineHeight + 12;
  return {
    title: {
      text: lines.map(escapePlotlyText).join("<br>"),
      font: { size: fontSizes.title },
      x: 0,
      xref: "container",
      xanchor: "left",
      y: 1,
      yref: "container",
      yanchor: "top",
      pad: { l: paddingPx, t: paddingPx },
      ...(notes.length > 0
        ? { subtitle: { text: notes.map(escapePlotlyText).join("<br>"), font: { size: fontSizes.subtitle } } }
        : {}),
    },
    heightPx: Math.round(titleHeight + notesHeight + 2 * paddingPx),
  };
}
