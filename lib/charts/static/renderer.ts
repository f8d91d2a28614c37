import { createHash } from "node:crypto";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { openPlotlyPage, type PlotlyPage } from "./plotly-page.ts";
import { hasFonts, rasterize } from "./rasterize.ts";

/** The parts of a figure that a picture is made of. */
export interface DrawnFigure {
  readonly data: readonly PlotlyJson[];
  readonly layout: PlotlyJson;
  /** Taken in place of the same keys of `layout`. */
  readonly staticLayout?: PlotlyJson;
}

export type StaticPicture =
  | { readonly format: "svg"; readonly svg: string }
  | { readonly format: "png"; readonly png: Uint8Array };

export interface StaticRenderer {
  /** Draws in the format that suits the figure and the machine. */
  readonly render: (figure: DrawnFigure) => Promise<StaticPicture>;
  /** Draws as SVG text: equal figures give equal text. */
  readonly renderSvg: (figure: DrawnFigure) => Promise<string>;
  /**
   * Draws as PNG bytes.
   *
   * @param scale - pixels of the picture for each pixel of the figure.
   * @throws Error when the machine has no font: the picture would lack all text.
   */
  readonly renderPng: (figure: DrawnFigure, scale?: number) => Promise<Uint8Array>;
}

/** Width of a static picture in pixels, where the figure leaves it to the page. */
export const staticWidthPx = 820;
const staticHeightPx = 450;

/**
 * Makes a renderer that draws figures without a browser: plotly in jsdom for SVG, resvg for PNG.
 *
 * Both are loaded at the first picture and kept as long as the renderer is. Pictures are drawn one after the other.
 *
 * SVG is the usual format: it needs no font on this machine (resvg leaves out text that it finds no font for), and
 * stays sharp. Beyond `pngAboveBytes` a figure becomes a PNG, where the machine has fonts.
 *
 * @param options.pngAboveBytes - size of an SVG in bytes.
 * @defaultValue options.pngAboveBytes 400,000
 * @example const svg = await createStaticRenderer().renderSvg(figure);
 */
export function createStaticRenderer(options: { readonly pngAboveBytes?: number } = {}): StaticRenderer {
  const { pngAboveBytes = 400_000 } = options;
  let page: Promise<PlotlyPage> | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function drawSvg(figure: DrawnFigure): Promise<string> {
    page ??= openPlotlyPage();
    const { drawSvg: draw } = await page;
    const layout = { ...figure.layout, ...figure.staticLayout };
    const { width, height } = sizeOf(layout);
    const json = JSON.stringify({ data: figure.data, layout: { ...layout, width, height } });
    // Plotly names clip paths at random; SVGs of one page share one name space, so the names follow the content.
    const seed = createHash("sha256").update(json).digest().readUInt32LE(0);
    return draw(json, { width, height, seed });
  }

  function renderSvg(figure: DrawnFigure): Promise<string> {
    const svg = queue.then(() => drawSvg(figure));
    queue = svg.catch(() => undefined);
    return svg;
  }

  async function renderPng(figure: DrawnFigure, scale = 2): Promise<Uint8Array> {
    if (!(await hasFonts())) {
      throw new Error("this machine has no fonts, so a PNG would lack all text: install a font, or use SVG");
    }
    return rasterize(await renderSvg(figure), { scale });
  }

  async function render(figure: DrawnFigure): Promise<StaticPicture> {
    const svg = await renderSvg(figure);
    if (Buffer.byteLength(svg) <= pngAboveBytes || !(await hasFonts())) return { format: "svg", svg };
    return { format: "png", png: await rasterize(svg, { scale: 2 }) };
  }

  return Object.freeze({ render, renderSvg, renderPng });
}

function sizeOf(layout: PlotlyJson): { width: number; height: number } {
  const { width, height } = layout;
  return {
    width: typeof width === "number" ? width : staticWidthPx,
    height: typeof height === "number" ? height : staticHeightPx,
  };
}
