import { tableBundle } from "../table.ts";
import { hasMethods } from "./has-methods.ts";

/** More than a screen of rows is for a file, not for a notebook. */
const SHOWN_ROWS = 50;
const SHOWN_COLUMNS = 30;

/** A danfojs DataFrame or Series, with its index. */
export function formatDanfoFrame(frame: Record<PropertyKey, unknown>): unknown {
  const { index, columns, values, shape } = frame;
  if (!Array.isArray(index) || !Array.isArray(columns) || !Array.isArray(values) || !Array.isArray(shape)) {
    return undefined;
  }
  if (!("$dataIncolumnFormat" in frame)) return undefined;
  const shownColumns = columns.slice(0, SHOWN_COLUMNS);
  const rows = index.slice(0, SHOWN_ROWS).map((label, row) => {
    const line: unknown = values[row];
    return [label, ...(Array.isArray(line) ? line.slice(0, SHOWN_COLUMNS) : [line])] as unknown[];
  });
  return tableBundle({
    headings: ["", ...shownColumns.map(String)],
    rows,
    rowCount: index.length,
    note: describeSize(index.length, columns.length),
  });
}

/** An arquero table; grouped, filtered and ordered as it is. */
export function formatArqueroTable(table: Record<PropertyKey, unknown>): unknown {
  if (!hasMethods(table, "objects", "columnNames", "numRows", "numCols", "toHTML")) return undefined;
  const names = (table.columnNames() as string[]).slice(0, SHOWN_COLUMNS);
  const rows = (table.objects({ limit: SHOWN_ROWS }) as Record<string, unknown>[]).map((row) =>
    names.map((name) => row[name]),
  );
  const rowCount = table.numRows() as number;
  const note = describeSize(rowCount, table.numCols() as number);
  return tableBundle({ headings: names, rows, rowCount, note });
}

/** Any other table that gives its markup. (Frames of nodejs-polars have a display of their own.) */
export function formatHtmlTable(table: Record<PropertyKey, unknown>): unknown {
  if (!hasMethods(table, "toHTML")) return undefined;
  const html = table.toHTML();
  return typeof html === "string" ? { "text/html": html } : undefined;
}

function describeSize(rows: number, columns: number): string {
  return `${rows} ${rows === 1 ? "row" : "rows"} × ${columns} ${columns === 1 ? "column" : "columns"}`;
}
