import { accuracyInterval } from "../../metrics/accuracy.ts";
import { repeatedInterval } from "../../metrics/repeated-interval.ts";

/** Below this, the spread of a few repeats says less than the size of the test set does. */
const FEWEST_REPEATS = 5;

/**
 * Averages the accuracies of repeats, with the 95 % interval that fits: Wilson's for one test set at the mean accuracy,
 * or from five random splits on Nadeau and Bengio's.
 *
 * @param fixedTest - whether all repeats tested the same rows: more of them then say nothing of other rows.
 */
export function intervalOfRepeats(
  accuracies: readonly number[],
  sizes: { readonly train: number; readonly test: number },
  fixedTest: boolean,
): { readonly accuracy: number; readonly low: number; readonly high: number } {
  const { mean: accuracy, low, high } = repeatedInterval(accuracies, sizes);
  if (accuracies.length >= FEWEST_REPEATS && !fixedTest) return { accuracy, low, high };
  const wilson = accuracyInterval(Math.round(accuracy * sizes.test), sizes.test);
  return { accuracy, low: wilson.low, high: wilson.high };
}
