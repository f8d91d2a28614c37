/**
 * Joins probabilities of pairs of classes into one probability a class.
 *
 * Minimises Σ_i Σ_j≠i (r_ji p_i - r_ij p_j)² on the simplex by coordinate descent; ends when all optimality conditions
 * hold within 0.005 / classes, as in LIBSVM.
 *
 * @param pairProbabilities - r_ij, the probability of class i among i and j, at `i * classCount + j`; r_ji = 1 - r_ij.
 * @returns `classCount` probabilities that sum to 1.
 * @example couplePairs(Float64Array.of(0, 0.9, 0.8, 0.1, 0, 0.4, 0.2, 0.6, 0), 3)
 * @see Wu, Lin and Weng 2004, "Probability estimates for multi-class classification by pairwise coupling", JMLR 5,
 * second approach, algorithm 2; LIBSVM `multiclass_probability`
 */
export function couplePairs(pairProbabilities: Float64Array, classCount: number): Float64Array {
  const k = classCount;
  const r = (i: number, j: number) => pairProbabilities[i * k + j]!;
  const Q = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      if (j === i) continue;
      Q[i * k + i]! += r(j, i) ** 2;
      Q[i * k + j] = -r(j, i) * r(i, j);
    }
  }
  const p = new Float64Array(k).fill(1 / k);
  const Qp = new Float64Array(k);
  const mostTurns = Math.max(100, k);
  for (let turn = 0; turn < mostTurns; turn++) {
    // Made anew in each turn, so that rounding does not pile up.
    let pQp = 0;
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += Q[i * k + j]! * p[j]!;
      Qp[i] = sum;
      pQp += p[i]! * sum;
    }
    let largest = 0;
    for (let i = 0; i < k; i++) largest = Math.max(largest, Math.abs(Qp[i]! - pQp));
    if (largest < 0.005 / k) break;
    for (let i = 0; i < k; i++) {
      const own = Q[i * k + i]!;
      const change = (pQp - Qp[i]!) / own;
      p[i]! += change;
      const scale = 1 + change;
      pQp = (pQp + change * (change * own + 2 * Qp[i]!)) / scale / scale;
      for (let j = 0; j < k; j++) {
        Qp[j] = (Qp[j]! + change * Q[i * k + j]!) / scale;
        p[j]! /= scale;
      }
    }
  }
  return p;
}
