import type { RowStore } from "../../matrix/row-store.ts";
import { type Random, randomInteger } from "../../random/generator.ts";

export type LinearLoss = "hinge" | "squaredHinge";

export interface LinearProblem {
  /** `[rows, features]`; its `vector` is overwritten. */
  readonly store: RowStore;
  /** Inner product of each row with itself. */
  readonly squaredNorms: Float64Array;
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
 * @example solveLinear({ store: storeRows(X), squaredNorms: squaredNorms(X), signs, positiveC: 1, negativeC: 1, loss: "hinge" }, { tolerance: 1e-4, maxIterations: 1000, random })
 * @see Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, "A dual coordinate descent method for large-scale linear SVM",
 * https://doi.org/10.1145/1390156.1390208, algorithm 3
 */
export function solveLinear(
  { store, squaredNorms, signs, positiveC, negativeC, loss }: LinearProblem,
  {
    tolerance,
    maxIterations,
    random,
  }: { readonly tolerance: number; readonly maxIterations: number; readonly random: Random },
): LinearSolution {
  const { rows, vector: weights } = store;
  weights.fill(0);
  let intercept = 0;
  const alpha = new Float64Array(rows);
  const bounds = Float64Array.from(signs, (sign) => (sign > 0 ? positiveC : negativeC));
  // The squared loss has no upper bound on alpha; its dual has 1 / (2C) on the diagonal instead.
  const softening = bounds.map((bound) => (loss === "squaredHinge" ? 0.5 / bound : 0));
  if (loss === "squaredHinge") bounds.fill(Number.POSITIVE_INFINITY);
  const curvature = squaredNorms.map((norm, row) => norm + 1 + softening[row]!);
  const active = Uint32Array.from({ length: rows }, (_, row) => row);
  let activeCount = rows;
  let highestBefore = Number.POSITIVE_INFINITY;
  let lowestBefore = Number.NEGATIVE_INFINITY;
  let iterations = 0;

  while (iterations < maxIterations) {
    iterations++;
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < activeCount; at++) {
      const other = at + randomInteger(random, activeCount - at);
      const kept = active[at]!;
      active[at] = active[other]!;
      active[other] = kept;
    }
    const visits = activeCount;
    activeCount = 0;
    for (let at = 0; at < visits; at++) {
      const row = active[at]!;
      const sign = signs[row]!;
      const before = alpha[row]!;
      const bound = bounds[row]!;
      const gradient = sign * (store.dot(row) + intercept) - 1 + softening[row]! * before;
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
      store.add(row, step);
      intercept += step;
    }
    if (activeCount === 0 || highest - lowest <= tolerance) {
      if (activeCount === rows) return { weights: weights.slice(), intercept, iterations, converged: true };
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
  return { weights: weights.slice(), intercept, iterations, converged: false };
}
