import { ArgumentError } from "../errors/argument-error.ts";
import type { Matrix } from "../matrix/matrix.ts";

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

/** Value of a kernel from the inner product of two rows and their squared lengths. */
export type KernelFunction = (product: number, squaredNormA: number, squaredNormB: number) => number;

/**
 * Returns the function that turns an inner product into the kernel's value.
 *
 * linear: a·b; rbf: exp(-gamma |a - b|²); poly: (gamma a·b + coef0)^degree.
 *
 * @example kernelFunction({ name: "rbf", gamma: 0.5, degree: 3, coef0: 0 })(1, 1, 1) // 1
 * @see LIBSVM, https://www.csie.ntu.edu.tw/~cjlin/papers/libsvm.pdf
 */
export function kernelFunction({ name, gamma, degree, coef0 }: Kernel): KernelFunction {
  switch (name) {
    case "linear":
      return (product) => product;
    case "rbf":
      // Rounding can make the squared distance of equal rows slightly negative.
      return (product, normA, normB) => Math.exp(-gamma * Math.max(0, normA + normB - 2 * product));
    case "poly":
      return (product) => (gamma * product + coef0) ** degree;
  }
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
