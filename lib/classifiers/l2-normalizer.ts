import { type Matrix, matrix } from "../matrix/matrix.ts";
import { requireFinite } from "../metrics/require-finite.ts";
import { squaredNorms } from "../metrics/squared-norms.ts";
import type { Transformer } from "./classifier.ts";

/**
 * Returns every row divided by its length, as a new matrix; rows of zeros stay.
 *
 * @param X - `[rows, features]`.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column).
 * @example l2Normalize(features)
 * @see scikit-learn `preprocessing.Normalizer`
 */
export function l2Normalize(X: Matrix): Matrix {
  requireFinite("X", X);
  const result = matrix(X.rows, X.columns);
  squaredNorms(X).forEach((square, row) => {
    const length = square === 0 ? 1 : Math.sqrt(square);
    const start = row * X.columns;
    for (let at = start; at < start + X.columns; at++) result.values[at] = X.values[at]! / length;
  });
  return result;
}

/** The step of a pipeline that normalises rows. */
export interface L2Normalizer extends Transformer {
  readonly type: "l2Normalizer";
  toJSON(): { readonly type: "l2Normalizer" };
}

/**
 * Makes {@link l2Normalize} a step of a pipeline. Learns nothing.
 *
 * @example const fit = pipeline(fitL2Normalizer, fitKNeighbors);
 */
export function fitL2Normalizer(_X?: Matrix): L2Normalizer {
  const type = "l2Normalizer" as const;
  return Object.freeze({ type, transform: l2Normalize, toJSON: () => ({ type }) });
}
