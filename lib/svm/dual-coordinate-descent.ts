import type { Matrix } from "../matrix/matrix.ts";
import { squaredNorms } from "../metrics/pairwise.ts";
import { permutation, type Random } from "../random/generator.ts";

export type LinearLoss = "hinge" | "squaredHinge";

export interface LinearProblem {
  /** `[rows, features]`. */
  readonly X: Matrix;
  /** +1 or -1 a row. */
  readonly signs: Int8Array;
  /** C × weight of a positive row's class. */
  readonly positiveC: number;
  readonly negativeC: number;
  readonly loss: LinearLoss;
}

export interface LinearSolution {
  /** One a feature. */
  readonly weights: Float64Array;
  readonly intercept: number;
  /** Passes over the rows. */
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Fits one linear two-class machine by dual coordinate descent with shrinking.
 *
 * The intercept is the weight of one more feature of value 1, and is regularised like the others (LIBLINEAR's bias 1,
 * scikit-learn's `intercept_scaling=1`).
 *
 * @param options.tolerance - spread of the projected gradients over one pass at which to stop.
 * @param options.maxIterations - passes over the rows after which to give up.
 * @param options.random - orders the rows anew in each pass.
 * @example solveLinear({ X, signs, positiveC: 1, negativeC: 1, loss: "hinge" }, { tolerance: 1e-4, maxIterations: 1000, random })
 * @see Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, "A dual coordinate descent method for large-scale linear SVM",
 * https://doi.org/10.1145/1390156.1390208, algorithm 3
 */
export function solveLinear(
  { X, signs, positiveC, negativeC, loss }: LinearProblem,
  {
    tolerance,
    maxIterations,
    random,
  }: { readonly tolerance: number; readonly maxIterations: number; readonly random: Random },
): LinearSolution {
  const { rows, columns, values } = X;
  const weights = new Float64Array(columns);
  let intercept = 0;
  const alpha = new Float64Array(rows);
  const curvature = squaredNorms(X).map((norm, row) => norm + 1 + softening(row));
  const active = Uint32Array.from({ length: rows }, (_, row) => row);
  let activeCount = rows;
  let highestBefore = Number.POSITIVE_INFINITY;
  let lowestBefore = Number.NEGATIVE_INFINITY;
  let iterations = 0;

  function boundC(row: number): number {
    return signs[row]! > 0 ? positiveC : negativeC;
  }
  // The squared loss has no upper bound on alpha; its dual has 1 / (2C) on the diagonal instead.
  function softening(row: number): number {
    return loss === "squaredHinge" ? 0.5 / boundC(row) : 0;
  }

  while (iterations < maxIterations) {
    iterations++;
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    const order = permutation(random, activeCount).map((at) => active[at]!);
    activeCount = 0;
    for (const row of order) {
      const sign = signs[row]!;
      const start = row * columns;
      const gradient = sign * (dot(values, start, weights) + intercept) - 1 + softening(row) * alpha[row]!;
      const bound = loss === "hinge" ? boundC(row) : Number.POSITIVE_INFINITY;
      const before = alpha[row]!;
      let projected = gradient;
      if (before === 0) {
        if (gradient > highestBefore) continue;
        projected = Math.min(0, gradient);
      } else if (before === bound) {
        if (gradient < lowestBefore) continue;
        projected = Math.max(0, gradient);
      }
      active[activeCount++] = row;
      if (projected > highest) highest = projected;
      if (projected < lowest) lowest = projected;
      if (Math.abs(projected) <= 1e-12) continue;
      const after = Math.min(Math.max(before - gradient / curvature[row]!, 0), bound);
      alpha[row] = after;
      const step = sign * (after - before);
      for (let k = 0; k < columns; k++) weights[k]! += step * values[start + k]!;
      intercept += step;
    }
    if (activeCount === 0 || highest - lowest <= tolerance) {
      if (activeCount === rows) return { weights, intercept, iterations, converged: true };
      // Optimal on what is left: check it against the rows set aside.
      activeCount = rows;
      for (let row = 0; row < rows; row++) active[row] = row;
      highestBefore = Number.POSITIVE_INFINITY;
      lowestBefore = Number.NEGATIVE_INFINITY;
      continue;
    }
    highestBefore = highest > 0 ? highest : Number.POSITIVE_INFINITY;
    lowestBefore = lowest < 0 ? lowest : Number.NEGATIVE_INFINITY;
  }
  return { weights, intercept, iterations, converged: false };
}

function dot(values: Float32Array, start: number, weights: Float64Array): number {
  const { length } = weights;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += values[start + k]! * weights[k]!;
    s1 += values[start + k + 1]! * weights[k + 1]!;
    s2 += values[start + k + 2]! * weights[k + 2]!;
    s3 += values[start + k + 3]! * weights[k + 3]!;
  }
  for (; k < length; k++) s0 += values[start + k]! * weights[k]!;
  return s0 + s1 + s2 + s3;
}
