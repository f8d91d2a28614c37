import { tableBundle } from "./table.ts";

/**
 * Makes a table of rows: objects with a column a key, or lists.
 *
 * @param columns - the keys to show, in this order; without them all keys.
 */
export function tableOfRows(rows: Iterable<unknown>, columns?: readonly string[]): Record<string, unknown> {
  const all = Array.from(rows);
  const headings = columns ?? findKeys(all);
  const hasValues = all.some((row) => typeof row !== "object" || row === null);
  const cells = all.map((row) => {
    const record = (typeof row === "object" && row !== null ? row : {}) as Record<string, unknown>;
    const named = headings.map((key) => record[key]);
    return hasValues ? [...named, typeof row === "object" ? undefined : row] : named;
  });
  return tableBundle({ headings: hasValues ? [...headings, "value"] : headings, rows: cells });
}

function findKeys(rows: readonly unknown[]): string[] {
  const keys = new Set<string>();
  for (const row of rows) {
    if (typeof row === "object" && row !== null) for (const key of Object.keys(row)) keys.add(key);
  }
  return [...keys];
}
