import { pairsOf } from "../one-vs-one.ts";
import { couplePairs } from "./pairwise-coupling.ts";
import { applySigmoid, type Sigmoid } from "./sigmoid.ts";

/** LIBSVM keeps pair probabilities this far from 0 and 1. */
const leastProbability = 1e-7;

/**
 * Turns the decision values of one row into one probability a class.
 *
 * @param decisions - one a pair, positive for the pair's first class.
 * @see LIBSVM `svm_predict_probability`
 */
export function classProbabilities(
  decisions: ArrayLike<number>,
  sigmoids: readonly Sigmoid[],
  classCount: number,
): Float64Array {
  const probabilities = new Float64Array(classCount * classCount);
  pairsOf(classCount).forEach(([i, j], pair) => {
    const first = applySigmoid(sigmoids[pair]!, decisions[pair]!);
    const kept = Math.min(Math.max(first, leastProbability), 1 - leastProbability);
    probabilities[i * classCount + j] = kept;
    probabilities[j * classCount + i] = 1 - kept;
  });
  if (classCount === 2) return Float64Array.of(probabilities[1]!, probabilities[2]!);
  return couplePairs(probabilities, classCount);
}
