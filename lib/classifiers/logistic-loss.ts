import type { RowStore } from "../matrix/row-store.ts";
import type { Objective } from "./lbfgs.ts";

export interface LogisticProblem {
  /** `[rows, features]`; its `vector` is overwritten. */
  readonly store: RowStore;
  /** Position of each row's class. */
  readonly positions: Uint32Array;
  readonly classCount: number;
  /** Weight of each class. */
  readonly classWeights: readonly number[];
  readonly C: number;
}

/**
 * Returns the mean weighted cross-entropy plus half the squared weights over C × Σ row weights; intercepts go free.
 *
 * A point has one vector a class, of as many weights as features and the intercept last; with two classes one vector,
 * for the second class.
 *
 * @see scikit-learn `linear_model/_logistic.py` (`l2_reg_strength = 1 / (C * sw_sum)`) and `_loss`, HalfMultinomialLoss
 * and HalfBinomialLoss
 */
export function logisticLoss({ store, positions, classCount, classWeights, C }: LogisticProblem): Objective {
  const { rows, columns, vector } = store;
  const vectorCount = classCount === 2 ? 1 : classCount;
  const width = columns + 1;
  const weightOfRow = Float64Array.from(positions, (position) => classWeights[position]!);
  const total = weightOfRow.reduce((sum, weight) => sum + weight, 0);
  const decisions = Array.from({ length: vectorCount }, () => new Float64Array(rows));
  const row = new Float64Array(classCount);
  return (point, gradient) => {
    scoreRows(store, point, decisions);
    let loss = 0;
    for (let at = 0; at < rows; at++) {
      const own = positions[at]!;
      const share = weightOfRow[at]! / total;
      loss += share * probabilitiesOf(decisions, at, row, own);
      // From here on a decision is the loss's slope along it.
      for (let k = 0; k < vectorCount; k++) {
        const position = classCount === 2 ? 1 : k;
        decisions[k]![at] = share * (row[position]! - (own === position ? 1 : 0));
      }
    }
    const strength = 1 / (C * total);
    let squares = 0;
    for (let k = 0; k < vectorCount; k++) {
      const slopes = decisions[k]!;
      const start = k * width;
      vector.fill(0);
      let ofIntercept = 0;
      for (let at = 0; at < rows; at++) {
        store.add(at, slopes[at]!);
        ofIntercept += slopes[at]!;
      }
      for (let column = 0; column < columns; column++) {
        const weight = point[start + column]!;
        squares += weight * weight;
        gradient[start + column] = vector[column]! + strength * weight;
      }
      gradient[start + columns] = ofIntercept;
    }
    return loss + (strength * squares) / 2;
  };
}

/** Writes the decision value of every row into one list a vector of `point`. */
export function scoreRows(store: RowStore, point: Float64Array, decisions: readonly Float64Array[]): void {
  const { rows, columns } = store;
  const width = columns + 1;
  const weightsOf = (k: number) => point.subarray(k * width, k * width + columns);
  for (let k = 0; k < decisions.length; k += 2) {
    const first = decisions[k]!;
    const second = decisions[k + 1];
    if (second) store.productsOfTwo(weightsOf(k), weightsOf(k + 1), rows, first, second);
    else store.products(weightsOf(k), 0, rows, first);
  }
  decisions.forEach((values, k) => {
    const intercept = point[k * width + columns]!;
    for (let at = 0; at < rows; at++) values[at]! += intercept;
  });
}

/**
 * Writes the probabilities of one row into `out` and returns minus the logarithm of the one at `own`.
 *
 * @param decisions - one list a class, or the second class's alone.
 */
export function probabilitiesOf(
  decisions: readonly Float64Array[],
  row: number,
  out: Float64Array,
  own = 0,
): number {
  if (decisions.length === 1) {
    const decision = decisions[0]![row]!;
    const small = Math.exp(-Math.abs(decision));
    const likely = 1 / (1 + small);
    out[1] = decision >= 0 ? likely : small * likely;
    out[0] = decision >= 0 ? small * likely : likely;
    const signed = own === 1 ? decision : -decision;
    return Math.log1p(small) + Math.max(0, -signed);
  }
  let highest = Number.NEGATIVE_INFINITY;
  for (const values of decisions) highest = Math.max(highest, values[row]!);
  let sum = 0;
  decisions.forEach((values, k) => {
    const share = Math.exp(values[row]! - highest);
    out[k] = share;
    sum += share;
  });
  for (let k = 0; k < decisions.length; k++) out[k]! /= sum;
  return Math.log(sum) + highest - decisions[own]![row]!;
}
