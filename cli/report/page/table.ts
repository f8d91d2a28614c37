import escapeHtml from "escape-html";

/** A column of a page's table. */
export interface PageColumn {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A row: its cells, the first of which names it. */
export interface PageRow {
  readonly cells: readonly string[];
  readonly best?: boolean;
}

/** A table that scrolls within the page where it is wider; the first cell of a row is its heading. */
export function tableOf(columns: readonly PageColumn[], rows: readonly PageRow[], caption: string): string {
  const classOf = (at: number) => (columns[at]!.isNumber ? ' class="number"' : "");
  const head = columns.map(({ title }, at) => `<th scope="col"${classOf(at)}>${escapeHtml(title)}</th>`);
  const body = rows.map(({ cells, best = false }) => {
    const [first = "", ...others] = cells;
    const rest = others.map((cell, at) => `<td${classOf(at + 1)}>${escapeHtml(cell)}</td>`);
    return `<tr${best ? ' class="best"' : ""}><th scope="row">${escapeHtml(first)}</th>${rest.join("")}</tr>`;
  });
  return (
    `<p class="aside">${escapeHtml(caption)}</p>` +
    `<div class="table" role="region" aria-label="${escapeHtml(caption)}" tabindex="0"><table>` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`
  );
}
