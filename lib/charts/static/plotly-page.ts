import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { seededRandom } from "../../random/generator.ts";
import { installPixelCanvas } from "./pixel-canvas.ts";
import { installTextGeometry } from "./text-geometry.ts";

export interface PlotlyPage {
  /** Draws a figure, given as JSON text `{data, layout}`. Equal arguments give equal text. Not to be overlapped. */
  readonly drawSvg: (
    figureJson: string,
    options: { readonly width: number; readonly height: number; readonly seed: number },
  ) => Promise<string>;
}

interface PlotlyWindow {
  readonly JSON: JSON;
  readonly Math: { random: () => number };
  readonly URL: { createObjectURL: () => string; revokeObjectURL: () => void };
  readonly Plotly: { toImage: (figure: unknown, options: object) => Promise<string> };
  readonly eval: (code: string) => void;
}

/**
 * Opens a jsdom document with plotly in it; takes about two seconds.
 *
 * jsdom lays nothing out and draws nothing: the sizes of text come from font metrics, and heatmap pixels from a canvas
 * that knows rectangles only. Nothing is fetched from the network.
 */
export async function openPlotlyPage(): Promise<PlotlyPage> {
  const { JSDOM, VirtualConsole } = await import("jsdom");
  const source = await readFile(createRequire(import.meta.url).resolve("plotly.js-dist-min"), "utf8");
  const { window } = new JSDOM("<!doctype html><body></body>", {
    runScripts: "outside-only",
    virtualConsole: new VirtualConsole(),
  });
  const page = window as unknown as PlotlyWindow;
  page.URL.createObjectURL = () => "";
  page.URL.revokeObjectURL = () => undefined;
  installTextGeometry(window as never);
  const canvases = installPixelCanvas(window as never);
  page.eval(source);
  return {
    async drawSvg(figureJson, { width, height, seed }) {
      page.Math.random = seededRandom(seed);
      // Parsed inside the page: plotly takes only objects of its own realm for plain ones.
      const figure = page.JSON.parse(figureJson) as unknown;
      const svg = await page.Plotly.toImage(figure, { format: "svg", imageDataOnly: true, width, height });
      return canvases.fillIn(svg);
    },
  };
}
