import escapeHtml from "escape-html";
import { createIds } from "../../../kernel/report/markdown.ts";
import { type OutputContext, renderOutput } from "../../../kernel/report/output.ts";
import { type ReportSection, renderPage, timeHtml } from "../../../kernel/report/page.ts";
import { readPlotly } from "../../../kernel/report/write-report.ts";
import { type Figure, jupyterDisplay } from "../../../lib/charts/figure.ts";
import { galleryStyle } from "./gallery.ts";

/** Puts a page together, section by section. */
export interface PageBuilder {
  /** Adds a section under a heading; its parts are HTML. */
  addSection(title: string, parts: readonly string[]): void;
  /**
   * A chart, interactive and as a picture for paper.
   *
   * @param caption - `"inTable"`: its numbers are in a table nearby; they are then told to readers of the chart's text alone.
   */
  figure(figure: Figure, caption?: "shown" | "inTable"): Promise<string>;
  /** The whole page. */
  render(head: PageHead): Promise<string>;
}

export interface PageHead {
  readonly title: string;
  /** HTML: what came out. */
  readonly summary: string;
  /** Plain text. */
  readonly about: string;
  readonly written: Date;
}

/** Starts a page without sections. */
export function createPageBuilder(): PageBuilder {
  const sections: ReportSection[] = [];
  const idOf = createIds();
  let figureCount = 0;
  const context: OutputContext = {
    tidyHtml: escapeHtml,
    renderMarkdown: escapeHtml,
    addFigure: () => `figure-${++figureCount}`,
  };
  return {
    addSection: (title, parts) => {
      const id = idOf(title);
      const html = [`<h2>${escapeHtml(title)}</h2>`, ...parts].filter(Boolean).join("\n");
      sections.push({ id, title, html, headings: [], failedCells: [] });
    },
    figure: async (figure, caption = "shown") => {
      const data = (await figure[jupyterDisplay]()) as unknown as Readonly<Record<string, unknown>>;
      const html = renderOutput({ kind: "data", data }, context);
      return caption === "shown" ? html : html.replace("<figcaption>", '<figcaption class="aside">');
    },
    render: async ({ title, summary, about, written }) =>
      renderPage({
        title,
        summary,
        byline: `${escapeHtml(about)}, written ${timeHtml(written)}`,
        sections,
        plotly: figureCount > 0 ? await readPlotly() : undefined,
        allowEval: false,
        hasCode: false,
        style: galleryStyle,
      }),
  };
}

/** A paragraph of plain text. */
export function paragraph(text: string, className?: string): string {
  return `<p${className === undefined ? "" : ` class="${className}"`}>${escapeHtml(text)}</p>`;
}

/** A list of plain texts. */
export function bullets(texts: readonly string[]): string {
  if (texts.length === 0) return "";
  return `<div class="prose"><ul>${texts.map((text) => `<li>${escapeHtml(text)}</li>`).join("")}</ul></div>`;
}

/** Terms and what they are, both plain text. */
export function factList(facts: ReadonlyArray<readonly [term: string, fact: string]>): string {
  const rows = facts.map(([term, fact]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(fact)}</dd>`);
  return `<dl class="facts">${rows.join("\n")}</dl>`;
}
