import { createHash } from "node:crypto";
import escapeHtml from "escape-html";
import { figureScript } from "./figure-script.ts";
import type { ReportHeading } from "./markdown.ts";
import { reportStyle } from "./style.ts";

/** A notebook as HTML, with what the table of contents says of it. */
export interface ReportSection {
  readonly id: string;
  readonly title: string;
  readonly html: string;
  readonly headings: readonly ReportHeading[];
  /** Ids of cells that ended in an error. */
  readonly failedCells: readonly string[];
}

export interface PageParts {
  readonly title: string;
  /** HTML */
  readonly summary: string;
  /** HTML: what is below the title. */
  readonly byline: string;
  readonly sections: readonly ReportSection[];
  /** Source of plotly.js; undefined when there is no figure. */
  readonly plotly: string | undefined;
  /** Whether the page's own scripts may compile code; scripts of outputs still do not run. */
  readonly allowEval: boolean;
  readonly hasCode: boolean;
  /** Looks of what is on this page alone. */
  readonly style?: string;
}

/**
 * Puts the page together.
 *
 * Its content security policy allows the page's own scripts, by their hashes, styles and data URIs, and nothing else:
 * no script that came with an output runs, and nothing is fetched.
 */
export function renderPage(parts: PageParts): string {
  const { title, summary, byline, sections, plotly, allowEval, hasCode, style = "" } = parts;
  const scripts = [...(plotly === undefined ? [] : [plotly]), figureScript].map(asInlineScript);
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashSource).join(" ")}${allowEval ? " 'unsafe-eval'" : ""}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    "media-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="page">
<aside class="contents">
<nav aria-labelledby="contents-title">
<p id="contents-title">Contents</p>
<ol>
${sections.map(contentsEntry).join("\n")}
</ol>
</nav>
<div class="controls" id="controls" hidden>
<button type="button" id="scheme">Dark colours</button>
${hasCode ? '<button type="button" id="code">Show all code</button>' : ""}
</div>
</aside>
<main id="main" tabindex="-1">
<header class="report">
<h1>${escapeHtml(title)}</h1>
<p class="written">${byline}</p>
${failureNotice(sections)}
${summary === "" ? "" : `<div class="summary prose">${summary}</div>`}
</header>
${sections.map(({ id, html }) => `<article id="${id}">\n${html}\n</article>`).join("\n")}
</main>
</div>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

function contentsEntry({ id, title, headings, failedCells }: ReportSection): string {
  const inner = headings
    .filter(({ level }) => level === 3)
    .map((heading) => `<li><a href="#${escapeHtml(heading.id)}">${escapeHtml(heading.text)}</a></li>`);
  const failed = failedCells.length > 0 ? " (stopped by an error)" : "";
  const list = inner.length > 0 ? `\n<ol>${inner.join("")}</ol>` : "";
  return `<li><a href="#${escapeHtml(id)}">${escapeHtml(title)}</a>${failed}${list}</li>`;
}

/** When a page was written, for its byline. */
export function timeHtml(written: Date): string {
  const iso = written.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}

function failureNotice(sections: readonly ReportSection[]): string {
  const failed = sections.filter(({ failedCells }) => failedCells.length > 0);
  if (failed.length === 0) return "";
  const links = failed.map(({ title, failedCells }) => {
    return `<a href="#${escapeHtml(failedCells[0] as string)}">${escapeHtml(title)}</a>`;
  });
  return `<p class="notice">Not everything ran: an error stopped ${links.join(" and ")}.</p>`;
}

/** The parser reads CRLF as LF, and a hash is of what the parser reads. */
function asInlineScript(source: string): string {
  const script = source.replace(/\r\n?/g, "\n");
  if (/<\/script|<!--[\s\S]*<script/i.test(script)) throw new Error("an inline script may not end itself");
  return script;
}

function hashSource(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
