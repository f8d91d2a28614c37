import { nearestNeighbors } from "../embedding/nearest-neighbors.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../matrix/matrix.ts";
import { requireTrainingSet } from "../svm/training-set.ts";
import type { FittedClassifier } from "./classifier.ts";

export interface NearestClassMeanOptions {
  /** Straight distance, or 1 - cosine of the angle. @defaultValue "euclidean" */
  readonly metric?: "euclidean" | "cosine";
}

/** A fitted nearest class mean as plain data. */
export interface NearestClassMeanRecord {
  readonly type: "nearestClassMean";
  /** Labels in ascending order. */
  readonly classes: readonly number[];
  readonly metric: "euclidean" | "cosine";
  /** `[classes][features]`. */
  readonly means: readonly (readonly number[])[];
}

/** A fitted classifier by the nearest class mean. */
export interface NearestClassMean extends Omit<NearestClassMeanRecord, "means">, FittedClassifier {
  /** `[classes, features]`. */
  readonly means: Matrix;
  toJSON(): NearestClassMeanRecord;
}

/**
 * Learns the mean row of each class, to give others the label of the nearest mean; of equal ones the lower label.
 *
 * The plainest baseline on features: no setting to choose.
 *
 * @param X - `[rows, features]`; not kept.
 * @param labels - one integer a row.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there is one class only, or a
 * mean is zero under "cosine"; {@link ShapeError} when there is not one label a row.
 * @example fitNearestClassMean(train, trainLabels).predict(test)
 * @see scikit-learn `neighbors.NearestCentroid`
 */
export function fitNearestClassMean(
  X: Matrix,
  labels: ArrayLike<number>,
  { metric = "euclidean" }: NearestClassMeanOptions = {},
): NearestClassMean {
  const groups = requireTrainingSet(X, labels);
  const means = groups.map(({ rows }) => {
    const sum = new Float64Array(X.columns);
    for (const row of rows) {
      const values = rowOf(X, row);
      for (let column = 0; column < sum.length; column++) sum[column]! += values[column]!;
    }
    return sum.map((value) => value / rows.length);
  });
  return makeNearestClassMean(
    groups.map((group) => group.label),
    metric,
    matrixFromRows(means),
  );
}

/**
 * Makes a classifier by the nearest class mean of a record, for one that was saved as JSON.
 *
 * @throws {@link ArgumentError} when the parts of the record do not fit together.
 * @example const again = nearestClassMeanFromRecord(JSON.parse(JSON.stringify(nearest)));
 */
export function nearestClassMeanFromRecord(record: NearestClassMeanRecord): NearestClassMean {
  const { type, classes, means, metric } = record;
  if (type !== "nearestClassMean") {
    throw new ArgumentError("record", 'a record of type "nearestClassMean"', String(type));
  }
  if (means.length !== classes.length) {
    throw new ArgumentError("record", "one mean a class", `${classes.length} classes, ${means.length} means`);
  }
  return makeNearestClassMean(classes, metric, matrixFromRows(means));
}

function makeNearestClassMean(
  classes: readonly number[],
  metric: "euclidean" | "cosine",
  means: Matrix,
): NearestClassMean {
  const type = "nearestClassMean" as const;
  const predict = (X: Matrix) =>
    nearestNeighbors(means, 1, { queries: X, metric }).indices.map(([nearest]) => classes[nearest!]!);
  // The means of one class each: finds a metric that does not exist, or a mean without direction, at the fit.
  predict(matrix(1, means.columns, rowOf(means, 0).slice()));
  return Object.freeze({
    type,
    classes,
    metric,
    means,
    warnings: [],
    predict,
    toJSON: () => ({
      type,
      classes,
      metric,
      means: Array.from({ length: means.rows }, (_, row) => Array.from(rowOf(means, row))),
    }),
  });
}
