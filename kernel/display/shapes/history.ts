import { tableBundle } from "../table.ts";
import { isPlainObject } from "./has-methods.ts";

/** Longer histories show their beginning and their end. */
const SHOWN_EPOCHS = 40;

/** What TensorFlow.js `fit` gives, or curves alone as `{ loss: [...], accuracy: [...] }`: a row an epoch. */
export function formatHistory(value: Record<PropertyKey, unknown>): unknown {
  const isCallback = Array.isArray(value.epoch) && isPlainObject(value.history);
  const curves = isCallback ? value.history : isPlainObject(value) ? value : undefined;
  if (!isPlainObject(curves) || !hasEpochs(curves)) return undefined;
  const names = Object.keys(curves).filter((name) => (curves[name] as unknown[]).length > 0);
  const count = Math.max(...names.map((name) => (curves[name] as unknown[]).length));
  const numbers = isCallback ? (value.epoch as number[]) : [];
  const rows = Array.from({ length: count }, (_, row) => [
    // TensorFlow.js counts epochs from 0.
    (numbers[row] ?? row) + 1,
    ...names.map((name) => formatMetric((curves[name] as unknown[])[row])),
  ]);
  const half = SHOWN_EPOCHS / 2;
  const isLong = count > SHOWN_EPOCHS;
  const gap = ["…", ...names.map(() => "…")];
  return tableBundle({
    headings: ["epoch", ...names],
    rows: isLong ? [...rows.slice(0, half), gap, ...rows.slice(-half)] : rows,
  });
}

/** One list of numbers a metric; a plain record is a history only if one of them is the loss. */
function hasEpochs(curves: Record<string, unknown>): boolean {
  if (!Array.isArray(curves.loss) || curves.loss.length === 0) return false;
  return Object.values(curves).every((list) => Array.isArray(list) && list.every((entry) => isMetric(entry)));
}

/** A number, or a tensor that `syncData()` has not fetched. */
function isMetric(entry: unknown): boolean {
  return (
    typeof entry === "number" || typeof (entry as { dataSync?: unknown } | null)?.dataSync === "function"
  );
}

function formatMetric(entry: unknown): number | undefined {
  if (entry === undefined) return undefined;
  const value =
    typeof entry === "number" ? entry : (entry as { dataSync(): ArrayLike<number> }).dataSync()[0];
  return value === undefined ? undefined : Number(value.toPrecision(5));
}
