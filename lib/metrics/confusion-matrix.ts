import { ArgumentError } from "../errors/argument-error.ts";
import { requireLabels, requireSameLength } from "./require-labels.ts";

/**
 * Counts how often each true class was predicted as each class.
 *
 * @param truth - integer labels in [0, `classCount`).
 * @param predicted - likewise, in the same order.
 * @param classCount - at least 1; classes without a row get a row and column of zeros.
 * @returns `counts[true class][predicted class]`.
 * @throws {@link ArgumentError} when a label is out of range, a list is empty, or lengths differ.
 * @example confusionMatrix([0, 0, 1], [0, 1, 1], 2) // [[1, 1], [0, 1]]
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): number[][] {
  if (!Number.isInteger(classCount) || classCount < 1) {
    throw new ArgumentError("classCount", "an integer of at least 1", classCount);
  }
  requireLabels("truth", truth, classCount);
  requireLabels("predicted", predicted, classCount);
  requireSameLength("predicted", predicted, "truth", truth);
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (let row = 0; row < truth.length; row++) {
    const ofTrueClass = counts[truth[row]!]!;
    ofTrueClass[predicted[row]!] = ofTrueClass[predicted[row]!]! + 1;
  }
  return counts;
}

/** How one class fared. A ratio is NaN where it is not defined (scikit-learn: `zero_division=np.nan`). */
export interface ClassReport {
  /** Share of the class's rows that were predicted as it; NaN when the class has no row. */
  readonly recall: number;
  /** Share of the rows predicted as the class that belong to it; NaN when none was. */
  readonly precision: number;
  /** Harmonic mean of recall and precision; NaN when the class has neither rows nor predictions. */
  readonly f1: number;
  /** Rows that belong to the class. */
  readonly support: number;
  /** Rows predicted as the class. */
  readonly predicted: number;
}

/**
 * Returns recall, precision and F1 of every class, in class order.
 *
 * @param counts - square, `counts[true class][predicted class]`, as {@link confusionMatrix} returns it.
 * @throws {@link ArgumentError} when the matrix is not square.
 * @example classReports(confusionMatrix(truth, predicted, 3))[2].recall
 * @see scikit-learn `metrics.classification_report`
 */
export function classReports(counts: ReadonlyArray<readonly number[]>): ClassReport[] {
  for (const row of counts) {
    if (row.length !== counts.length) {
      throw new ArgumentError(
        "counts",
        "a square confusion matrix",
        `${counts.length} rows, one of ${row.length}`,
      );
    }
  }
  return counts.map((row, label) => {
    const hits = row[label]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, other) => sum + other[label]!, 0);
    return {
      recall: hits / support,
      precision: hits / predicted,
      f1: (2 * hits) / (support + predicted),
      support,
      predicted,
    };
  });
}
