import escapeHtml from "escape-html";
import { cellText, isNumeric, plainText } from "./cell-text.ts";
import { resolveColumns, type TableColumn, type TableRow } from "./column.ts";

export interface TableHtmlOptions {
  /** Stands above the table. */
  readonly caption?: string;
  /** Rows beyond are counted, not shown. @defaultValue 500 */
  readonly maxRows?: number;
}

/**
 * Writes rows as an HTML table; every text is escaped, and looks are left to the page but for the alignment.
 *
 * @throws {@link ArgumentError} when there is no row, a column's key is in no row, or a value is an object.
 * @example tableHtml([{ model: "VGG16", accuracy: 0.912 }], undefined, { caption: "Test accuracy" })
 */
export function tableHtml(
  rows: readonly TableRow[],
  columns?: ReadonlyArray<string | TableColumn>,
  options: TableHtmlOptions = {},
): string {
  const { caption, maxRows = 500 } = options;
  const resolved = resolveColumns(rows, columns);
  const styles = resolved.map((column) => `text-align: ${isNumeric(column) ? "right" : "left"}`);
  const heads = resolved.map(
    ({ title }, index) => `<th scope="col" style="${styles[index]}">${escapeHtml(plainText(title))}</th>`,
  );
  const lines = rows.slice(0, maxRows).map((row) => {
    const cells = resolved.map(
      (column, index) => `<td style="${styles[index]}">${escapeHtml(cellText(row, column))}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const hidden = rows.length - lines.length;
  if (hidden > 0) {
    lines.push(
      `<tr><td colspan="${resolved.length}">… and ${hidden} more ${hidden === 1 ? "row" : "rows"}</td></tr>`,
    );
  }
  return [
    '<table class="dataframe result-table">',
    ...(caption === undefined ? [] : [`<caption>${escapeHtml(plainText(caption))}</caption>`]),
    `<thead><tr>${heads.join("")}</tr></thead>`,
    `<tbody>${lines.join("\n")}</tbody>`,
    "</table>",
  ].join("\n");
}
