import type { Matrix } from "../matrix/matrix.ts";

/** Returns the inner product of every row with itself, in float64. */
export function squaredNorms(X: Matrix): Float64Array {
  const norms = new Float64Array(X.rows);
  for (let row = 0; row < X.rows; row++) {
    let sum = 0;
    for (let at = row * X.columns; at < (row + 1) * X.columns; at++) sum += X.values[at]! ** 2;
    norms[row] = sum;
  }
  return norms;
}
