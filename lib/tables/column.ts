import { ArgumentError } from "../errors/argument-error.ts";

/** What a cell may hold: what a DataFrame column can. */
export type CellValue = string | number | boolean | null | undefined;

/** One line of a table, by column key. */
export type TableRow = Readonly<Record<string, CellValue>>;

/**
 * How a column's numbers are written:
 * - *text*: as it is, set left
 * - *integer*: 12,345
 * - *number*: four significant digits of the column's largest, or `digits` after the point
 * - *percent*: a share in [0, 1] as 84.2 %
 * - *seconds*: 0.42 s, 12.3 s, 3 min 05 s
 */
export type CellFormat = "text" | "integer" | "number" | "percent" | "seconds";

/** What to show of the rows, and how. */
export interface TableColumn {
  /** Key of the value in a row. */
  readonly key: string;
  /** Heading. @defaultValue the key */
  readonly title?: string;
  /** @defaultValue from the values: *integer*, *number*, or *text* */
  readonly format?: CellFormat;
  /** Digits after the point, for *number* and *percent*. @defaultValue percent 1 */
  readonly digits?: number;
  /** Keys of the ends of an interval, written behind the value: 84.2 % (79.9 to 87.7). */
  readonly interval?: readonly [low: string, high: string];
}

/** A column with all choices made. */
export interface ResolvedColumn {
  readonly key: string;
  readonly title: string;
  readonly format: CellFormat;
  readonly digits: number;
  readonly interval: readonly [low: string, high: string] | undefined;
}

/**
 * Completes the columns of a table from its rows.
 *
 * @param columns - keys or columns; without them every key of the rows, in order of appearance.
 * @throws {@link ArgumentError} when there is no row, a column's key is in no row, or a value is an object.
 */
export function resolveColumns(
  rows: readonly TableRow[],
  columns?: ReadonlyArray<string | TableColumn>,
): ResolvedColumn[] {
  if (rows.length === 0) throw new ArgumentError("rows", "at least one row", "none");
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (keys.length === 0) throw new ArgumentError("rows", "at least one column", "empty rows");
  return (columns ?? keys).map((column, index) => {
    const given = typeof column === "string" ? { key: column } : column;
    for (const key of [given.key, ...(given.interval ?? [])]) {
      if (!keys.includes(key)) {
        throw new ArgumentError(`columns[${index}]`, `a key of the rows (${keys.join(", ")})`, `"${key}"`);
      }
      rows.forEach((row, at) => {
        checkValue(row[key], `rows[${at}].${key}`);
      });
    }
    const values = rows.map((row) => row[given.key]);
    const format = given.format ?? formatOf(values);
    return {
      key: given.key,
      title: given.title ?? given.key,
      format,
      digits: given.digits ?? digitsOf(values, format),
      interval: given.interval,
    };
  });
}

function checkValue(value: unknown, at: string): void {
  if (value === null || ["string", "number", "boolean", "undefined"].includes(typeof value)) return;
  throw new ArgumentError(at, "text, a number, true, false or nothing", value);
}

function formatOf(values: readonly CellValue[]): CellFormat {
  const present = values.filter((value) => value !== null && value !== undefined);
  if (present.length === 0 || !present.every((value) => typeof value === "number")) return "text";
  return present.every((value) => Number.isInteger(value) || !Number.isFinite(value)) ? "integer" : "number";
}

function digitsOf(values: readonly CellValue[], format: CellFormat): number {
  if (format === "percent") return 1;
  const sizes = values.flatMap((value) =>
    typeof value === "number" && Number.isFinite(value) ? [Math.abs(value)] : [],
  );
  const largest = Math.max(0, ...sizes);
  if (largest === 0) return 2;
  return Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(largest))));
}
