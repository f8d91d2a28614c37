import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import escapeHtml from "escape-html";
import writeFileAtomic from "write-file-atomic";
import { createIds, createMarkdown, type ReportHeading } from "./markdown.ts";
import { isRecord, type ReadCell, readNotebook, textOf } from "./notebook-json.ts";
import { type OutputContext, renderOutput } from "./output.ts";
import { type ReportSection, renderPage, timeHtml } from "./page.ts";
import { createHtmlTidier } from "./tidy-html.ts";

/** An executed notebook for a report. */
export interface ReportNotebook {
  /** For the table of contents, and as heading where the notebook does not begin with one. */
  readonly title: string;
  /** JSON of nbformat 4, as in the `.ipynb` file. */
  readonly notebook: unknown;
}

export interface ReportOptions {
  readonly title: string;
  /** Markdown, shown first: what came out. */
  readonly summary?: string;
  /** Shown below the title; left out, the report depends on the notebooks alone. */
  readonly written?: Date;
}

/** What went into a report. */
export interface ReportFacts {
  readonly figureCount: number;
  /** Cells that ended in an error. */
  readonly errorCount: number;
  readonly sizeBytes: number;
}

/**
 * Writes executed notebooks as one HTML file that needs no other file and no network.
 *
 * Plotly figures are interactive, everything else shows as it did in the notebook; with scripts off, and on paper, the
 * figures' static pictures stand in. The file appears whole or not at all.
 *
 * @param options.outPath - folders on the way are made.
 * @returns `path` absolute, and what went into the report.
 * @throws {@link NotebookFormatError} when a notebook is not of nbformat 4.
 * @example await writeReport([{ title: "Pretrained classifier", notebook }], { title: "Results", outPath: "report.html" });
 */
export async function writeReport(
  notebooks: readonly ReportNotebook[],
  options: ReportOptions & { readonly outPath: string },
): Promise<ReportFacts & { readonly path: string }> {
  const path = resolve(options.outPath);
  const { html, ...facts } = await renderReport(notebooks, options);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, html);
  return { path, ...facts };
}

/**
 * Renders the page that {@link writeReport} writes. Equal notebooks and options give equal text.
 *
 * @throws {@link NotebookFormatError} when a notebook is not of nbformat 4.
 */
export async function renderReport(
  notebooks: readonly ReportNotebook[],
  options: ReportOptions,
): Promise<ReportFacts & { readonly html: string }> {
  const { title, summary = "", written } = options;
  const documents = notebooks.map(({ title: name, notebook }) => ({
    title: name,
    cells: readNotebook(notebook, name).cells,
  }));
  const cells = documents.flatMap((document) => document.cells);
  const idOf = createIds();
  const render = createMarkdown();
  let figureCount = 0;
  let compiles = false;
  const context: OutputContext = {
    tidyHtml: cells.some(hasHtml) ? await createHtmlTidier() : (html) => escapeHtml(html),
    renderMarkdown: (source) => `<div class="prose">${render(source, { idOf }).html}</div>`,
    addFigure: (figure) => {
      compiles ||= usesWebGlTraces(figure);
      return `figure-${++figureCount}`;
    },
  };
  const summaryHtml = summary === "" ? "" : render(summary, { idOf }).html;
  const sections = documents.map((document) => renderSection(document, { idOf, render, context }));
  const html = renderPage({
    title,
    summary: summaryHtml,
    byline: bylineOf(notebooks.length, written),
    sections,
    plotly: figureCount > 0 ? await readPlotly() : undefined,
    allowEval: compiles,
    hasCode: cells.some(({ kind }) => kind === "code"),
  });
  return {
    html,
    figureCount,
    errorCount: sections.reduce((sum, { failedCells }) => sum + failedCells.length, 0),
    sizeBytes: Buffer.byteLength(html),
  };
}

function bylineOf(count: number, written: Date | undefined): string {
  const notebooks = `${count} ${count === 1 ? "notebook" : "notebooks"}`;
  return written === undefined ? notebooks : `${notebooks}, written ${timeHtml(written)}`;
}

function renderSection(
  document: { readonly title: string; readonly cells: readonly ReadCell[] },
  tools: {
    readonly idOf: (text: string) => string;
    readonly render: ReturnType<typeof createMarkdown>;
    readonly context: OutputContext;
  },
): ReportSection {
  const { title, cells } = document;
  const { idOf, render, context } = tools;
  const id = idOf(`notebook ${title}`);
  const headings: ReportHeading[] = [];
  const failedCells: string[] = [];
  const parts = cells.map((cell, index) => {
    if (cell.kind === "markdown") {
      const { html, headings: found } = render(cell.source, { attachments: cell.attachments, idOf });
      headings.push(...found);
      return `<div class="prose">${html}</div>`;
    }
    if (cell.kind === "raw") return "";
    const cellId = `${id}--cell-${index + 1}`;
    if (cell.outputs.some(({ kind }) => kind === "error")) failedCells.push(cellId);
    return renderCode(cell, cellId, context);
  });
  const first = cells.find(({ source }) => source.trim() !== "");
  const beginsWithTitle = first?.kind === "markdown" && /^\s*#\s/.test(first.source);
  if (!beginsWithTitle) parts.unshift(`<h2>${escapeHtml(title)}</h2>`);
  return { id, title, html: parts.filter(Boolean).join("\n"), headings, failedCells };
}

function renderCode(cell: Extract<ReadCell, { kind: "code" }>, id: string, context: OutputContext): string {
  const outputs = cell.outputs.map((output) => renderOutput(output, context)).join("\n");
  const source = cell.source.replace(/\s+$/, "");
  if (source === "") return outputs;
  const lines = source.split("\n").length;
  const label = cell.executionCount === undefined ? "Code" : `Code, cell ${cell.executionCount}`;
  return [
    `<div class="cell" role="group" id="${id}" aria-label="${label}">`,
    `<details class="code"><summary>${label} (${lines} ${lines === 1 ? "line" : "lines"})</summary>`,
    `<pre tabindex="0"><code>${escapeHtml(source)}</code></pre></details>`,
    outputs,
    "</div>",
  ].join("\n");
}

function hasHtml(cell: ReadCell): boolean {
  return (
    cell.kind === "code" &&
    cell.outputs.some((output) => output.kind === "data" && "text/html" in output.data)
  );
}

/** Plotly's regl traces compile their drawing commands with `Function`, which the page must then allow its scripts. */
function usesWebGlTraces(figure: Readonly<Record<string, unknown>>): boolean {
  const traces = Array.isArray(figure.data) ? figure.data : [];
  return traces.some((trace) => isRecord(trace) && /gl$|^splom$|^parcoords$/.test(textOf(trace.type)));
}

/** Source of plotly.js, for a page. */
export function readPlotly(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve("plotly.js-dist-min"), "utf8");
}
