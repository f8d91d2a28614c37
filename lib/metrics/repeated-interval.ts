import { ArgumentError } from "../errors/argument-error.ts";

/** What several runs on different splits of the same rows say about the accuracy of a method. */
export interface RepeatedInterval {
  readonly mean: number;
  /** Sample standard deviation over the repeats; 0 for a single one. */
  readonly standardDeviation: number;
  /** Interval of the mean at 95 % confidence, kept within [0, 1]; `NaN` for a single repeat. */
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom (any table of the distribution). */
const STUDENT_T = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604,
  2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555,
  2.0518, 2.0484, 2.0452, 2.0423,
];
/** Beyond the table: that of the normal distribution, 0.1 below at 31 degrees of freedom. */
const NORMAL = 1.96;

/**
 * Averages the accuracies of repeated random splits, with an interval that allows for their overlap.
 *
 * The splits share most of their rows, so their accuracies are not independent, and the usual standard error is too
 * small. The variance is multiplied by 1/repeats + test/train, as Nadeau and Bengio correct it.
 *
 * @param accuracies - one a repeat, each in [0, 1].
 * @param sizes - rows trained on and tested on in each repeat.
 * @throws {@link ArgumentError} when there is no accuracy, one is not in [0, 1], or a size is not positive.
 * @example repeatedInterval([0.8, 0.84, 0.79], { train: 70, test: 30 }).mean
 * @see Nadeau and Bengio 2003, https://doi.org/10.1023/A:1024068626366, equation 9
 */
export function repeatedInterval(
  accuracies: readonly number[],
  sizes: { readonly train: number; readonly test: number },
): RepeatedInterval {
  if (accuracies.length === 0) throw new ArgumentError("accuracies", "at least one", "none");
  accuracies.forEach((value, index) => {
    if (!(value >= 0 && value <= 1))
      throw new ArgumentError(`accuracies[${index}]`, "a share in [0, 1]", value);
  });
  for (const [name, size] of Object.entries(sizes)) {
    if (!(size > 0)) throw new ArgumentError(`sizes.${name}`, "a number of rows above 0", size);
  }
  const repeats = accuracies.length;
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / repeats;
  if (repeats === 1) return { mean, standardDeviation: 0, low: Number.NaN, high: Number.NaN };
  const variance = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (repeats - 1);
  const quantile = STUDENT_T[repeats - 2] ?? NORMAL;
  const reach = quantile * Math.sqrt((1 / repeats + sizes.test / sizes.train) * variance);
  return {
    mean,
    standardDeviation: Math.sqrt(variance),
    low: Math.max(0, mean - reach),
    high: Math.min(1, mean + reach),
  };
}
