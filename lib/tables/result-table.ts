import type { DataFrame } from "danfojs-node";
import { LabError } from "../errors/lab-error.ts";
import { resolveColumns, type TableColumn, type TableRow } from "./column.ts";
import { type ShownValue, showAs } from "./shown-value.ts";
import { tableHtml } from "./table-html.ts";
import { tableText } from "./table-text.ts";

export interface TableBundle {
  readonly "text/html": string;
  readonly "text/plain": string;
}

/** A danfojs DataFrame that a notebook shows as a formatted table. */
export type ResultTable = ShownValue<DataFrame, TableBundle>;

export interface ResultTableOptions {
  /** Stands above the table. */
  readonly caption?: string;
}

/**
 * Makes a DataFrame of rows, shown in notebooks as a table with aligned, formatted numbers.
 *
 * The DataFrame holds the raw values of every key of the rows, also of those that `columns` does not show. Only what is
 * shown is formatted. A frame that a DataFrame method returns has danfojs's own plain display; see {@link showTable}.
 *
 * Loads danfojs on first use (about a second). Making and showing tables uses no tensor; arithmetic between frames
 * (`add`, `sub`, …) does, through whichever TensorFlow.js backend is current: select an engine first.
 *
 * @param columns - keys, or columns with heading and format; without them every key.
 * @throws {@link ArgumentError} when there is no row, a column's key is in no row, or a value is an object.
 * @example
 * await resultTable(
 *   [{ model: "VGG16", accuracy: 0.91, low: 0.86, high: 0.95, seconds: 41.2 }],
 *   ["model", { key: "accuracy", format: "percent", interval: ["low", "high"] }, { key: "seconds", format: "seconds" }],
 * )
 */
export async function resultTable(
  rows: readonly TableRow[],
  columns?: ReadonlyArray<string | TableColumn>,
  options: ResultTableOptions = {},
): Promise<ResultTable> {
  // Every key is checked, the shown columns too, before a second is spent on loading.
  const keys = resolveColumns(rows).map(({ key }) => key);
  resolveColumns(rows, columns);
  const { DataFrame } = await loadDanfo();
  const values = rows.map((row) => keys.map((key) => row[key] ?? null));
  return withDisplay(new DataFrame(values, { columns: keys }), rows, columns, options);
}

/**
 * Makes a frame of your own, say the outcome of `groupby`, show like a {@link resultTable}.
 *
 * @returns the same frame, changed in how it is shown alone.
 * @throws {@link ArgumentError} when the frame has no row, or lacks a column.
 * @example showTable(table.groupby(["model"]).mean(), ["model", { key: "accuracy_mean", format: "percent" }])
 */
export function showTable(
  frame: DataFrame,
  columns?: ReadonlyArray<string | TableColumn>,
  options: ResultTableOptions = {},
): ResultTable {
  const keys = frame.columns as string[];
  const rows = (frame.values as unknown[][]).map(
    (line) => Object.fromEntries(keys.map((key, index) => [key, line[index]])) as TableRow,
  );
  resolveColumns(rows, columns);
  return withDisplay(frame, rows, columns, options);
}

function withDisplay(
  frame: DataFrame,
  rows: readonly TableRow[],
  columns: ReadonlyArray<string | TableColumn> | undefined,
  options: ResultTableOptions,
): ResultTable {
  const { caption } = options;
  return showAs(frame, () => ({
    "text/html": tableHtml(rows, columns, options),
    "text/plain": `${caption === undefined ? "" : `${caption}\n`}${tableText(rows, columns)}`,
  }));
}

/** A CommonJS package: whether its names come at the top or under `default` depends on who loads it. */
async function loadDanfo(): Promise<typeof import("danfojs-node")> {
  const module = await import("danfojs-node").catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new LabError(
      "resultTable: expected the package danfojs-node, which is not installed; in a project that depends on " +
        'transferlab, copy "overrides" of its package.json into your own and run: npm install danfojs-node@1.2.0',
      { cause },
    );
  });
  return "DataFrame" in module ? module : (module as { default: typeof import("danfojs-node") }).default;
}
