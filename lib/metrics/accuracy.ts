import { ArgumentError } from "../errors/argument-error.ts";
import { requireLabels, requireSameLength } from "./require-labels.ts";

/**
 * Returns the share of rows whose predicted label is the true one, in [0, 1].
 *
 * @param truth - one integer label a row.
 * @param predicted - one integer label a row, in the same order.
 * @throws {@link ArgumentError} when a list is empty, holds something else than integers, or lengths differ.
 * @example accuracy([0, 1, 1, 2], [0, 1, 2, 2]) // 0.75
 */
export function accuracy(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return countCorrect(truth, predicted) / truth.length;
}

/**
 * Returns how many rows have the true label predicted.
 *
 * @throws {@link ArgumentError} as {@link accuracy}.
 * @example accuracyInterval(countCorrect(truth, predicted), truth.length)
 */
export function countCorrect(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireLabels("truth", truth);
  requireLabels("predicted", predicted);
  requireSameLength("predicted", predicted, "truth", truth);
  let correct = 0;
  for (let row = 0; row < truth.length; row++) if (truth[row] === predicted[row]) correct++;
  return correct;
}

/** An observed share and the bounds between which the true share lies with the confidence asked for; all in [0, 1]. */
export interface AccuracyInterval {
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Returns Wilson's score interval of an accuracy: how far a small test set can be trusted.
 *
 * Unlike accuracy ± 1.96 standard errors it stays inside [0, 1] and is not empty at 0 or 100 %.
 *
 * @param correct - rows predicted right: an integer in [0, `total`].
 * @param total - rows tested, at least 1.
 * @param confidence - in (0, 1).
 * @throws {@link ArgumentError} when a number is out of its range.
 * @example accuracyInterval(45, 50) // { accuracy: 0.9, low: 0.786…, high: 0.957… }
 * @see Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953; Brown, Cai and DasGupta 2001, https://doi.org/10.1214/ss/1009213286
 */
export function accuracyInterval(correct: number, total: number, confidence = 0.95): AccuracyInterval {
  if (!Number.isInteger(total) || total < 1)
    throw new ArgumentError("total", "an integer of at least 1", total);
  if (!Number.isInteger(correct) || correct < 0 || correct > total) {
    throw new ArgumentError("correct", `an integer in [0, ${total}]`, correct);
  }
  if (!(confidence > 0 && confidence < 1))
    throw new ArgumentError("confidence", "a number in (0, 1)", confidence);
  const z = normalQuantile((1 + confidence) / 2);
  const share = correct / total;
  const centre = (share + (z * z) / (2 * total)) / (1 + (z * z) / total);
  const half =
    (z / (1 + (z * z) / total)) * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  return {
    accuracy: share,
    low: correct === 0 ? 0 : Math.max(0, centre - half),
    high: correct === total ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Newton's method on Marsaglia's series for the normal distribution function (Marsaglia 2004, "Evaluating the Normal
 * Distribution", https://doi.org/10.18637/jss.v011.i04). Above one half the function is concave, so that steps from 0
 * approach the root from below and never overshoot.
 */
function normalQuantile(probability: number): number {
  let x = 0;
  for (let step = 0; step < 200; step++) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    let term = x;
    let sum = x;
    for (let power = 3; term > sum * 1e-17; power += 2) {
      term *= (x * x) / power;
      sum += term;
    }
    const change = (probability - 0.5 - density * sum) / density;
    x += change;
    if (change < 1e-14) break;
  }
  return x;
}
