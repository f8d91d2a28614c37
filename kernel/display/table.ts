import { inspect } from "node:util";
import escapeHtml from "escape-html";

/** What a table shows: its headings, and each row's cells. */
export interface TableContent {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Rows that there are, of which `rows` are the first. */
  readonly rowCount?: number;
  /** Stands under the table. */
  readonly note?: string;
}

/** Makes a table as HTML, and as text with columns padded to one width. Numbers stand to the right. */
export function tableBundle(table: TableContent): Record<string, unknown> {
  return { "text/html": tableHtml(table), "text/plain": tableText(table) };
}

/** Without colours of its own, so that each front end's light and dark look hold. */
export function tableHtml({ headings, rows, rowCount = rows.length, note }: TableContent): string {
  const align = (cell: unknown): string => (isNumber(cell) ? "right" : "left");
  const head = headings
    .map((text, column) => `<th style="text-align: ${align(rows[0]?.[column])}">${escapeHtml(text)}</th>`)
    .join("");
  const body = rows
    .map((row) => {
      const cells = row.map(
        (cell) => `<td style="text-align: ${align(cell)}">${escapeHtml(cellText(cell))}</td>`,
      );
      return `<tr>${cells.join("")}</tr>`;
    })
    .join("\n");
  const foot = notes(rows.length, rowCount, note)
    .map((line) => `\n<p>${escapeHtml(line)}</p>`)
    .join("");
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${foot}`;
}

export function tableText({ headings, rows, rowCount = rows.length, note }: TableContent): string {
  const lines = [headings, ...rows.map((row) => row.map((cell) => cellText(cell).replaceAll("\n", " ")))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const isRight = headings.map((_, column) => isNumber(rows[0]?.[column]));
  const text = lines.map((line) =>
    line
      .map((cell, column) =>
        isRight[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  text.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  return [...text, ...notes(rows.length, rowCount, note)].join("\n");
}

function notes(shown: number, count: number, note: string | undefined): string[] {
  const missing = count > shown ? [`… ${count - shown} more rows`] : [];
  return note === undefined ? missing : [...missing, note];
}

function isNumber(cell: unknown): boolean {
  return typeof cell === "number" || typeof cell === "bigint";
}

function cellText(cell: unknown): string {
  if (cell === undefined) return "";
  if (typeof cell === "string") return cell;
  if (cell instanceof Date && !Number.isNaN(cell.getTime())) return cell.toISOString();
  return inspect(cell, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200 });
}
