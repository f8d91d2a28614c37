import { cellText, isNumeric, plainText } from "./cell-text.ts";
import { resolveColumns, type TableColumn, type TableRow } from "./column.ts";

export interface TableTextOptions {
  /** A longer cell is cut, with an ellipsis. In columns of the terminal. @defaultValue 40 */
  readonly maxCellWidth?: number;
  /** Rows beyond are counted, not shown. @defaultValue 100 */
  readonly maxRows?: number;
}

/**
 * Writes rows as an aligned table for a terminal: numbers right, text left, no escape sequences.
 *
 * @throws {@link ArgumentError} when there is no row, a column's key is in no row, or a value is an object.
 * @example
 * tableText([{ model: "VGG16", accuracy: 0.912 }, { model: "ResNet50", accuracy: 0.883 }],
 *   ["model", { key: "accuracy", format: "percent" }])
 * // model     accuracy
 * // ────────  ────────
 * // VGG16       91.2 %
 * // ResNet50    88.3 %
 */
export function tableText(
  rows: readonly TableRow[],
  columns?: ReadonlyArray<string | TableColumn>,
  options: TableTextOptions = {},
): string {
  const { maxCellWidth = 40, maxRows = 100 } = options;
  const resolved = resolveColumns(rows, columns);
  const shown = rows.slice(0, maxRows);
  const blocks = resolved.map((column) => {
    const cells = [plainText(column.title), ...shown.map((row) => cellText(row, column))];
    const cut = cells.map((cell) => cutTo(cell, maxCellWidth));
    const width = Math.max(...cut.map(widthOf));
    const aligned = cut.map((cell) => {
      const space = " ".repeat(width - widthOf(cell));
      return isNumeric(column) ? space + cell : cell + space;
    });
    aligned.splice(1, 0, "─".repeat(width));
    return aligned;
  });
  const lines = Array.from({ length: shown.length + 2 }, (_, line) =>
    blocks
      .map((block) => block[line])
      .join("  ")
      .trimEnd(),
  );
  const hidden = rows.length - shown.length;
  return [...lines, ...(hidden > 0 ? [`… and ${hidden} more ${hidden === 1 ? "row" : "rows"}`] : [])].join(
    "\n",
  );
}

function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && widthOf(letters.join("")) >= width) letters.pop();
  return `${letters.join("")}…`;
}

/** Counts terminal columns: East Asian letters and emoji take two, combining marks none. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (/\p{M}|\p{Cf}/u.test(letter)) continue;
    const wide = /\p{scx=Han}|\p{scx=Hira}|\p{scx=Kana}|\p{scx=Hang}|\p{Emoji_Presentation}/u.test(letter);
    width += wide ? 2 : 1;
  }
  return width;
}
