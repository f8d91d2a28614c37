/** A place in a cell; line and column count from 1, columns in UTF-16 units as editors and V8 count them. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Finds line and column of a character offset (UTF-16 units from 0). */
export function findPosition(source: string, offset: number): SourcePosition {
  const before = source.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/**
 * Formats the lines around a place, with line numbers and a caret under the column.
 *
 * @param context - lines shown before and after; at least 0.
 * @example formatCodeFrame("let a = 1\nlet b = ;", { line: 2, column: 9 })
 */
export function formatCodeFrame(source: string, { line, column }: SourcePosition, context = 2): string {
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const first = Math.max(1, line - context);
  const last = Math.min(lines.length, line + context);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1] ?? "";
    shown.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line) {
      // A tab before the caret keeps it under the same column whatever a tab's width is.
      const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
      shown.push(`  ${" ".repeat(width)} | ${indent}^`);
    }
  }
  return shown.join("\n");
}
