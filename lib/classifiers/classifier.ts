import type { Matrix } from "../matrix/matrix.ts";

/**
 * What every fitted classifier has: a plain record with methods, kept as JSON by `JSON.stringify` and made again by
 * `classifierFromRecord`.
 */
export interface FittedClassifier {
  /** Labels in ascending order; columns of probabilities are in this order. */
  readonly classes: readonly number[];
  /** What a user should know of the fit, such as a limit that was hit; empty when all is well. */
  readonly warnings: readonly string[];
  /**
   * Returns one label a row.
   *
   * @param X - `[rows, features]`.
   * @throws ShapeError when the number of features differs; ArgumentError when a value is not finite.
   */
  predict(X: Matrix): number[];
  /** Returns `[rows, classes]`, or `[rows, 1]` for two classes, positive for the higher label. */
  decisionFunction?(X: Matrix): Matrix;
  /** Returns `[rows, classes]`; each row sums to 1. */
  predictProbability?(X: Matrix): Matrix;
  /** Returns plain data; its `type` names the kind. */
  toJSON(): { readonly type: string };
}

/** Something fitted that makes new rows of old ones. */
export interface Transformer {
  /** Returns a new matrix with as many rows. */
  transform(X: Matrix): Matrix;
  /** Returns plain data; its `type` names the kind. */
  toJSON(): { readonly type: string };
}
