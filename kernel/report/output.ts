import escapeHtml from "escape-html";
import { isRecord, type ReadOutput, textOf } from "./notebook-json.ts";
import { terminalText } from "./terminal-text.ts";

/** What rendering outputs needs to know of the page. */
export interface OutputContext {
  /** Makes HTML that nothing can leave or run: see tidy-html.ts. */
  readonly tidyHtml: (html: string) => string;
  readonly renderMarkdown: (source: string) => string;
  /** Takes note of a figure and returns its id. */
  readonly addFigure: (figure: Readonly<Record<string, unknown>>) => string;
}

const plotlyType = "application/vnd.plotly.v1+json";
const pictureTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const defaultFigureHeightPx = 450;

/** Renders one output of a code cell, in the richest form that a page without network can show. */
export function renderOutput(output: ReadOutput, context: OutputContext): string {
  switch (output.kind) {
    case "stream":
      return stream(output.name, terminalText(output.text));
    case "error":
      return errorBox(output);
    case "data":
      return `<div class="output">${renderBundle(output.data, context)}</div>`;
  }
}

function stream(name: "stdout" | "stderr", text: string): string {
  if (text.trim() === "") return "";
  const label = name === "stderr" ? "Messages" : "Printed text";
  return `<pre class="output stream ${name}" tabindex="0" aria-label="${label}">${escapeHtml(text.replace(/\n$/, ""))}</pre>`;
}

function errorBox({ name, message, traceback }: Extract<ReadOutput, { kind: "error" }>): string {
  const title = terminalText(message ? `${name}: ${message}` : name);
  const trace = terminalText(traceback);
  return [
    `<div class="output error" role="group" aria-label="Error">`,
    `<p class="error-title">${escapeHtml(title)}</p>`,
    trace === "" ? "" : `<pre tabindex="0">${escapeHtml(trace)}</pre>`,
    "</div>",
  ].join("");
}

function renderBundle(data: Readonly<Record<string, unknown>>, context: OutputContext): string {
  const words = terminalText(textOf(data["text/plain"])).trim();
  const figure = data[plotlyType];
  if (isRecord(figure) && Array.isArray(figure.data)) return plotlyFigure(figure, data, words, context);
  const html = textOf(data["text/html"]);
  if (html !== "") return `<div class="html-output">${context.tidyHtml(html)}</div>`;
  const picture = pictureOf(data);
  if (picture) return `<img class="picture" src="${picture}" alt="${escapeHtml(altText(words))}">`;
  const markdown = textOf(data["text/markdown"]);
  if (markdown !== "") return context.renderMarkdown(markdown);
  const latex = textOf(data["text/latex"]);
  if (latex !== "") return `<pre>${escapeHtml(latex)}</pre>`;
  if (words !== "") return `<pre class="result" tabindex="0">${escapeHtml(words)}</pre>`;
  const json = data["application/json"];
  if (json !== undefined) return `<pre tabindex="0">${escapeHtml(JSON.stringify(json, undefined, 2))}</pre>`;
  return `<p class="missing">An output that this report cannot show (${escapeHtml(Object.keys(data).join(", "))}).</p>`;
}

/**
 * Puts a figure into the page as JSON, with its static picture for print and for readers without scripts.
 *
 * The script of the page draws it; `layout.meta.summary`, where there is one, becomes the caption.
 */
function plotlyFigure(
  figure: Readonly<Record<string, unknown>>,
  data: Readonly<Record<string, unknown>>,
  words: string,
  context: OutputContext,
): string {
  const id = context.addFigure(figure);
  const layout = isRecord(figure.layout) ? figure.layout : {};
  const summary = isRecord(layout.meta) ? textOf(layout.meta.summary) : "";
  const height = typeof layout.height === "number" ? layout.height : defaultFigureHeightPx;
  const picture = pictureOf(data);
  const alt = altText(words || summary);
  return [
    `<figure class="plot${picture ? "" : " no-picture"}" id="${id}" style="--plot-height: ${height}px">`,
    `<div class="plot-area"></div>`,
    picture ? `<img class="static" src="${picture}" alt="${escapeHtml(alt)}">` : "",
    `<figcaption${summary === "" ? ' class="aside"' : ""}>${escapeHtml(summary || alt)}</figcaption>`,
    `<script type="application/json">${scriptJson(figure)}</script>`,
    `<noscript>${picture ? "" : "This figure needs JavaScript."}</noscript>`,
    "</figure>",
  ].join("\n");
}

/** Writes JSON that may stand inside a script element: no `</script>`, no `<!--`. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** Inside <img>, an SVG runs no script, and its ids do not meet those of other pictures. */
function pictureOf(data: Readonly<Record<string, unknown>>): string | undefined {
  const svg = textOf(data["image/svg+xml"]);
  if (svg !== "") return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  for (const type of pictureTypes) {
    const base64 = textOf(data[type]).replace(/[^A-Za-z0-9+/=]/g, "");
    if (base64 !== "") return `data:${type};base64,${base64}`;
  }
  return undefined;
}

function altText(words: string): string {
  const line = words.replace(/\s+/g, " ").trim();
  if (line === "") return "Picture without a description";
  return line.length <= 400 ? line : `${line.slice(0, 399)}…`;
}
