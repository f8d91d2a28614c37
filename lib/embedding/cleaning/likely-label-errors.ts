import { ArgumentError } from "../../errors/argument-error.ts";
import { type Matrix, rowOf } from "../../matrix/matrix.ts";
import { requireFinite } from "../../metrics/require-finite.ts";
import { requireLabels, requireSameLength } from "../../metrics/require-labels.ts";

/** An image whose label is likely wrong. */
export interface LikelyLabelError {
  readonly row: number;
  readonly given: number;
  readonly suggested: number;
  /** Of the given and of the suggested class, in [0, 1]. */
  readonly probabilityOfGiven: number;
  readonly probabilityOfSuggested: number;
}

export interface LabelErrorReport {
  /** Surest first: by probability of the suggested class less that of the given one. */
  readonly errors: readonly LikelyLabelError[];
  /** `[given][likely true]`: images that count confidently as a class (the confident joint). */
  readonly confidentCounts: readonly (readonly number[])[];
  /** Share of wrong labels in the whole set, estimated from the counts; in [0, 1]. */
  readonly estimatedErrorRate: number;
}

/**
 * Finds labels that are likely wrong, from what a model says of images that it was not trained on (confident learning).
 *
 * A class is likely for an image when its probability reaches the mean that the class has over the images labelled so:
 * a model that is shy about a class is not held against it. The images whose likeliest such class is not their label
 * are named. They are for a person to look at, not to be dropped unseen.
 *
 * @param probabilities - `[images, classes]`, each row summing to 1, from folds that left the image out.
 * @param labels - `[images]`: class index of each image.
 * @throws {@link ArgumentError} when a row is no distribution, a label is no class, a class has no image, or lengths differ.
 * @example likelyLabelErrors(outOfFoldProbabilities(features, labels, fitLogisticRegression), labels).errors
 * @see Northcutt, Jiang and Chuang 2021, "Confident learning", equations 1 to 3, https://arxiv.org/abs/1911.00068
 */
export function likelyLabelErrors(probabilities: Matrix, labels: ArrayLike<number>): LabelErrorReport {
  requireFinite("probabilities", probabilities);
  requireDistributions(probabilities);
  const { rows, columns: classes } = probabilities;
  requireLabels("labels", labels, classes);
  requireSameLength("labels", labels, "probabilities", { length: rows });
  const thresholds = meanOwnProbabilities(probabilities, labels);
  const confidentCounts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const errors: LikelyLabelError[] = [];
  for (let row = 0; row < rows; row++) {
    const given = labels[row]!;
    const own = rowOf(probabilities, row);
    let suggested = -1;
    own.forEach((probability, index) => {
      // Sums in another order must not keep out a class whose images all have the same probability.
      const confident = probability >= thresholds[index]! - 1e-6;
      if (confident && (suggested < 0 || probability > own[suggested]!)) suggested = index;
    });
    if (suggested < 0) continue;
    confidentCounts[given]![suggested]! += 1;
    if (suggested === given) continue;
    errors.push({
      row,
      given,
      suggested,
      probabilityOfGiven: own[given]!,
      probabilityOfSuggested: own[suggested]!,
    });
  }
  const margin = (error: LikelyLabelError) => error.probabilityOfSuggested - error.probabilityOfGiven;
  errors.sort((a, b) => margin(b) - margin(a) || a.row - b.row);
  return Object.freeze({ errors, confidentCounts, estimatedErrorRate: errorRate(confidentCounts, labels) });
}

function meanOwnProbabilities(probabilities: Matrix, labels: ArrayLike<number>): number[] {
  const sums = new Array<number>(probabilities.columns).fill(0);
  const counts = new Array<number>(probabilities.columns).fill(0);
  for (let row = 0; row < probabilities.rows; row++) {
    const label = labels[row]!;
    sums[label]! += rowOf(probabilities, row)[label]!;
    counts[label]! += 1;
  }
  return sums.map((sum, label) => {
    if (counts[label] === 0) {
      throw new ArgumentError(
        "labels",
        `an image of each of ${sums.length} classes`,
        `none of class ${label}`,
      );
    }
    return sum / counts[label]!;
  });
}

/** Scales each given class's counts to its number of images before taking the share off the diagonal. */
function errorRate(counts: readonly (readonly number[])[], labels: ArrayLike<number>): number {
  const sizes = new Array<number>(counts.length).fill(0);
  for (let row = 0; row < labels.length; row++) sizes[labels[row]!]! += 1;
  return counts.reduce((sum, row, given) => {
    const total = row.reduce((all, count) => all + count, 0);
    return total === 0 ? sum : sum + ((sizes[given]! / labels.length) * (total - row[given]!)) / total;
  }, 0);
}

function requireDistributions(probabilities: Matrix): void {
  for (let row = 0; row < probabilities.rows; row++) {
    const values = rowOf(probabilities, row);
    const sum = values.reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > 1e-3 || values.some((value) => value < 0)) {
      throw new ArgumentError(
        `probabilities[row ${row}]`,
        "probabilities of 0 or more that sum to 1",
        `a sum of ${sum}, least ${Math.min(...values)}`,
      );
    }
  }
}
