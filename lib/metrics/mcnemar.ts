import { requireLabels, requireSameLength } from "./require-labels.ts";

/** The outcome of McNemar's test on two classifiers that saw the same rows. */
export interface McnemarResult {
  /** Rows that only the first classifier got right. */
  readonly onlyFirst: number;
  /** Rows that only the second classifier got right. */
  readonly onlySecond: number;
  /** Two-sided probability of a difference at least this large between equally good classifiers, in [0, 1]. */
  readonly pValue: number;
}

/**
 * Tests whether two classifiers differ, on the rows where one is right and the other wrong (McNemar's test).
 *
 * The exact binomial test at every count, so that no approximation needs a minimum of disagreements.
 *
 * @param truth - one integer label a row.
 * @param first - labels predicted by one classifier, in the same order.
 * @param second - labels predicted by the other.
 * @throws {@link ArgumentError} when a list is empty, holds something else than integers, or lengths differ.
 * @example mcnemar(truth, predictedByVgg, predictedByResNet).pValue < 0.05
 * @see McNemar 1947, https://doi.org/10.1007/BF02295996; Dietterich 1998, https://doi.org/10.1162/089976698300017197
 */
export function mcnemar(
  truth: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): McnemarResult {
  requireLabels("truth", truth);
  requireLabels("first", first);
  requireLabels("second", second);
  requireSameLength("first", first, "truth", truth);
  requireSameLength("second", second, "truth", truth);
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let row = 0; row < truth.length; row++) {
    const firstRight = first[row] === truth[row];
    if (firstRight === (second[row] === truth[row])) continue;
    if (firstRight) onlyFirst++;
    else onlySecond++;
  }
  const tail = fairCoinTail(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond);
  return { onlyFirst, onlySecond, pValue: Math.min(1, 2 * tail) };
}

/** Probability of at most `heads` heads in `tosses` tosses of a fair coin. */
function fairCoinTail(heads: number, tosses: number): number {
  // In logarithms: 0.5 ** tosses is zero in floating point from 1,075 tosses on.
  let logTerm = -tosses * Math.LN2;
  for (let head = 1; head <= heads; head++) logTerm += Math.log((tosses - head + 1) / head);
  let term = Math.exp(logTerm);
  let sum = 0;
  for (let head = heads; head >= 0; head--) {
    sum += term;
    term *= head / (tosses - head + 1);
  }
  return sum;
}
