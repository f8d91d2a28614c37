import { ArgumentError } from "../../errors/argument-error.ts";
import type { Matrix } from "../../matrix/matrix.ts";

export type KernelName = "linear" | "rbf" | "poly";

/** A kernel with its parameters settled. */
export interface Kernel {
  readonly name: KernelName;
  /** Positive; not used by `linear`. */
  readonly gamma: number;
  /** Integer of at least 1; used by `poly` only. */
  readonly degree: number;
  /** Used by `poly` only. */
  readonly coef0: number;
}

/**
 * Turns inner products of one row with others into kernel values, in place.
 *
 * linear: a·b; rbf: exp(-gamma |a - b|²); poly: (gamma a·b + coef0)^degree.
 *
 * @param products - read and written at [`offset`, `offset + count`).
 * @param squaredNorm - squared length of the one row.
 * @param squaredNorms - of the others, from `from` on.
 * @see LIBSVM, https://www.csie.ntu.edu.tw/~cjlin/papers/libsvm.pdf
 */
export function applyKernel(
  { name, gamma, degree, coef0 }: Kernel,
  products: Float64Array,
  { offset = 0, count }: { readonly offset?: number; readonly count: number },
  squaredNorm: number,
  squaredNorms: Float64Array,
  from = 0,
): void {
  if (name === "rbf") {
    for (let k = 0; k < count; k++) {
      // Rounding can make the squared distance of equal rows slightly negative.
      const distance = Math.max(0, squaredNorm + squaredNorms[from + k]! - 2 * products[offset + k]!);
      products[offset + k] = Math.exp(-gamma * distance);
    }
  } else if (name === "poly") {
    for (let k = 0; k < count; k++) products[offset + k] = (gamma * products[offset + k]! + coef0) ** degree;
  }
}

/** Returns the kernel of each row with itself. */
export function kernelDiagonal(kernel: Kernel, squaredNorms: Float64Array): Float64Array {
  if (kernel.name === "rbf") return new Float64Array(squaredNorms.length).fill(1);
  const values = squaredNorms.slice();
  applyKernel(kernel, values, { count: values.length }, 0, squaredNorms);
  return values;
}

/**
 * Returns gamma as a number: "scale" is 1 / (features × variance of all values), "auto" is 1 / features.
 *
 * @param X - `[rows, features]`, as the kernel sees it (scaled).
 * @throws {@link ArgumentError} when a number is not positive or the word is unknown.
 * @see scikit-learn `svm.SVC`, parameter gamma
 */
export function resolveGamma(gamma: "scale" | "auto" | number, X: Matrix): number {
  if (gamma === "auto") return 1 / X.columns;
  if (gamma === "scale") {
    const variance = varianceOfAll(X.values);
    return variance === 0 ? 1 : 1 / (X.columns * variance);
  }
  if (!(Number.isFinite(gamma) && gamma > 0)) {
    throw new ArgumentError("gamma", '"scale", "auto" or a positive number', gamma);
  }
  return gamma;
}

function varianceOfAll(values: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let at = 0; at < values.length; at++) squares += (values[at]! - mean) ** 2;
  return squares / values.length;
}
