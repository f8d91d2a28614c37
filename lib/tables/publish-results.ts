import { ArgumentError } from "../errors/argument-error.ts";
import type { TableColumn } from "./column.ts";
import { type ResultTable, resultTable } from "./result-table.ts";
import { jupyterDisplay, showAs } from "./shown-value.ts";

/** One result of a notebook: a model, used in one way, on one set of test pictures. */
export interface ResultRow {
  readonly model: string;
  /** How the model was used, in words. */
  readonly mode: string;
  /** Share of right answers, in [0, 1]. */
  readonly accuracy: number;
  /** Ends of the accuracy's interval, both or neither. */
  readonly low?: number;
  readonly high?: number;
  /** Share of pictures whose class is among the five most probable, where it was measured. */
  readonly top5?: number;
  readonly seconds?: number;
}

/** Type under which results are published beside the table, for the program that runs the notebook. */
export const RESULT_MIME_TYPE = "application/vnd.transferlab.result+json";

/**
 * Shows results as a table, and publishes them to whatever runs the notebook: `npm start` and `transferlab run` gather
 * them from all notebooks into one table.
 *
 * @throws {@link ArgumentError} when there is no row, or an accuracy is not in [0, 1].
 * @example await publishResults([{ model: "vgg16", mode: "frozen layers", accuracy: 0.91, low: 0.86, high: 0.95 }]);
 */
export async function publishResults(rows: readonly ResultRow[]): Promise<ResultTable> {
  rows.forEach(({ accuracy, low, high }, index) => {
    for (const [name, share] of Object.entries({ accuracy, low, high })) {
      if (share !== undefined && !(share >= 0 && share <= 1)) {
        throw new ArgumentError(`rows[${index}].${name}`, "a share in [0, 1]", share);
      }
    }
  });
  const some = (key: keyof ResultRow) => rows.some((row) => row[key] !== undefined);
  const columns: TableColumn[] = [
    { key: "model" },
    { key: "mode" },
    { key: "accuracy", format: "percent", ...(some("low") && { interval: ["low", "high"] as const }) },
    ...(some("top5") ? [{ key: "top5", title: "among five", format: "percent" } as const] : []),
    ...(some("seconds") ? [{ key: "seconds", title: "time", format: "seconds" } as const] : []),
  ];
  const table = await resultTable(
    rows.map((row) => ({ ...row })),
    columns,
  );
  const bundle = { ...table[jupyterDisplay](), [RESULT_MIME_TYPE]: rows };
  return showAs(table, () => bundle);
}
