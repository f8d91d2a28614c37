import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { requireFinite } from "./require-finite.ts";
import { requireLabels } from "./require-labels.ts";

/**
 * Returns the share of rows whose true class is among the `k` highest scores, in [0, 1].
 *
 * Of equal scores the lower class comes first, so that `k = 1` agrees with the usual argmax.
 *
 * @param scores - `[rows, classes]`: probabilities, logits or decision values; higher is likelier.
 * @param truth - the true column of each row.
 * @param k - in [1, classes].
 * @throws {@link ArgumentError} when a score is not finite, a label is out of range, or `k` is.
 * @example topKAccuracy(matrixFromRows([[0.1, 0.6, 0.3]]), [2], 2) // 1
 */
export function topKAccuracy(scores: Matrix, truth: ArrayLike<number>, k: number): number {
  requireFinite("scores", scores);
  requireLabels("truth", truth, scores.columns);
  if (truth.length !== scores.rows) throw new ShapeError("truth", `[${scores.rows}]`, [truth.length]);
  if (!Number.isInteger(k) || k < 1 || k > scores.columns) {
    throw new ArgumentError("k", `an integer in [1, ${scores.columns}]`, k);
  }
  const { values, columns } = scores;
  let hits = 0;
  for (let row = 0; row < scores.rows; row++) {
    const start = row * columns;
    const label = truth[row]!;
    const own = values[start + label]!;
    let ahead = 0;
    for (let other = 0; other < columns; other++) {
      const score = values[start + other]!;
      if (score > own || (score === own && other < label)) ahead++;
    }
    if (ahead < k) hits++;
  }
  return hits / scores.rows;
}
