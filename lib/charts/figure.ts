import { ArgumentError } from "../errors/argument-error.ts";
import { createStaticRenderer, type StaticRenderer } from "./static/renderer.ts";
import type { PlotlyJson } from "./theme/plotly-json.ts";
import { withoutControls } from "./theme/plotly-text.ts";
import { themeTemplate } from "./theme/theme.ts";

/** The key under which Jupyter kernels (this one, Deno's) look for a value's own display. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** Where Node.js's `inspect` looks for a value's own text: what `console.log` prints, and all that tslab shows. */
const inspectedText: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** What a notebook front end shows: one picture in several formats, richest first. */
export interface FigureBundle {
  /** Not there where `text/html` is: front ends would take it first. */
  readonly "application/vnd.plotly.v1+json"?: {
    readonly data: readonly PlotlyJson[];
    readonly layout: PlotlyJson;
    readonly config: PlotlyJson;
  };
  /** For figures that do more than plotly's JSON can say. */
  readonly "text/html"?: string;
  /** The same picture for viewers without plotly; one of the two, or neither when it could not be drawn. */
  readonly "image/svg+xml"?: string;
  /** Base64. */
  readonly "image/png"?: string;
  readonly "text/plain": string;
}

/** A plotly figure: a plain record that a notebook shows when a cell ends with it. */
export interface Figure {
  readonly data: readonly PlotlyJson[];
  /** Look and colours are in `layout.template`, so that a viewer can put a dark template in its place. */
  readonly layout: PlotlyJson;
  readonly config: PlotlyJson;
  /** What of the layout is otherwise in the static picture, say no buttons. */
  readonly staticLayout: PlotlyJson;
  /** Markup that a notebook shows in place of the plotly figure, which then is for its static picture and for other use. */
  readonly html?: string;
  /** Title, and what the figure says in words with its main numbers; without the title also in `layout.meta.summary`. */
  readonly summary: string;
  /** Makes the MIME bundle; loads plotly and jsdom on first use (about 2 s) for the static picture. */
  readonly [jupyterDisplay]: () => Promise<FigureBundle>;
  /** The summary: what printing the figure says. */
  readonly [inspectedText]: () => string;
}

/**
 * Makes a figure of plotly traces and layout, in this library's look.
 *
 * Text in `data` and `layout` is read by plotly as a subset of HTML: pass names of your own through
 * {@link escapePlotlyText}.
 *
 * @param parts.layout - `height` in pixels is kept; the width follows the page.
 * @param parts.html - shown in place of the plotly figure, by front ends that take HTML.
 * @param parts.title - plain text, for the summary alone: the title to be seen is in `layout`.
 * @param parts.summary - one or two sentences with the main numbers, plain text.
 * @throws {@link ArgumentError} when there is no trace.
 * @example makeFigure({ data: [{ type: "bar", x: ["a", "b"], y: [1, 2] }], summary: "Two bars: 1 and 2." })
 */
export function makeFigure(parts: {
  readonly data: readonly PlotlyJson[];
  readonly layout?: PlotlyJson;
  readonly config?: PlotlyJson;
  readonly staticLayout?: PlotlyJson;
  readonly html?: string;
  readonly title?: string;
  readonly summary: string;
}): Figure {
  const { data, layout = {}, config = {}, staticLayout = {}, html, title, summary } = parts;
  if (data.length === 0) throw new ArgumentError("data", "at least one trace", data);
  const figure: Figure = {
    ...copyAsJson({
      data,
      layout: { template: themeTemplate, autosize: true, ...layout, meta: { summary } },
      config: { responsive: true, displaylogo: false, ...config },
      staticLayout,
    }),
    ...(html === undefined ? {} : { html }),
    summary: title === undefined ? summary : `${withoutControls(title)}. ${summary}`,
    [jupyterDisplay]: () => figureBundle(figure, sharedRenderer),
    [inspectedText]: () => figure.summary,
  };
  return Object.freeze(figure);
}

/**
 * Makes the MIME bundle of a figure with a renderer of your own.
 *
 * A picture that cannot be drawn does not stop the interactive one: the text then says why it is missing.
 */
export async function figureBundle(figure: Figure, renderer: StaticRenderer): Promise<FigureBundle> {
  const { data, layout, config, html, summary } = figure;
  const interactive =
    html === undefined
      ? { "application/vnd.plotly.v1+json": { data, layout, config } }
      : { "text/html": html };
  try {
    const picture = await renderer.render(figure);
    return picture.format === "svg"
      ? { ...interactive, "image/svg+xml": picture.svg, "text/plain": summary }
      : {
          ...interactive,
          "image/png": Buffer.from(picture.png).toString("base64"),
          "text/plain": summary,
        };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      ...interactive,
      "text/plain": `${summary}\n(There is no static picture of this figure: ${reason})`,
    };
  }
}

/** Typed arrays would turn into objects with numbered keys; and a figure must not change with its caller's arrays. */
function copyAsJson<T>(parts: T): T {
  const text = JSON.stringify(parts, (_, value: unknown) =>
    ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float32Array) : value,
  );
  return JSON.parse(text) as T;
}

// Nothing is loaded until a figure is shown; every figure of a process then shares one copy of plotly.
const sharedRenderer = createStaticRenderer();
