import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { type Matrix, takeRows } from "../matrix/matrix.ts";
import { accuracy } from "../metrics/accuracy.ts";
import { type StratifiedKFoldOptions, splitOfFold, stratifiedKFold } from "./stratified-k-fold.ts";

/** Anything fitted that gives one integer label a row. */
export interface Classifier {
  predict(X: Matrix): readonly number[];
}

export interface CrossValidateOptions extends StratifiedKFoldOptions {
  /** Number of folds, at least 2. @defaultValue 5 */
  readonly folds?: number;
  /** Fold of each row, as `stratifiedKFold` returns it, in place of folds dealt here. */
  readonly foldOfRow?: readonly number[];
  /** Called after each fold with its accuracy. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
    readonly score: number;
  }) => void;
}

export interface CrossValidation {
  /** Accuracy on each fold, in [0, 1]. */
  readonly scores: readonly number[];
  /** Mean of `scores`. */
  readonly mean: number;
  /** Population standard deviation of `scores`. */
  readonly standardDeviation: number;
  /** For each row, the label predicted by the classifier that had not seen it. */
  readonly predictions: readonly number[];
  readonly foldOfRow: readonly number[];
}

/**
 * Fits on all folds but one and tests on that one, for each fold in turn.
 *
 * Whatever learns from data, scaling included, belongs into `fitClassifier`, so that no fold is tested by statistics that it
 * took part in: `fitSvc` and `fitLinearSvc` scale inside.
 *
 * @param X - `[rows, features]`.
 * @param labels - one integer label a row.
 * @param fitClassifier - returns a classifier fitted to the rows given.
 * @throws {@link ArgumentError} when a class has fewer rows than folds or there is one class only; {@link ShapeError}
 * when there is not one label a row.
 * @example crossValidate(X, labels, (X, labels) => fitSvc(X, labels, { C: 0.1 }), { folds: 4 }).mean
 * @see scikit-learn `cross_val_score`
 */
export function crossValidate(
  X: Matrix,
  labels: readonly number[],
  fitClassifier: (X: Matrix, labels: number[]) => Classifier,
  options: CrossValidateOptions = {},
): CrossValidation {
  const { onProgress } = options;
  if (labels.length !== X.rows) throw new ShapeError("labels", `[${X.rows}]`, [labels.length]);
  const { foldOfRow, folds } = dealtFolds(labels, options);
  const labelsOf = (rows: readonly number[]) => rows.map((row) => labels[row]!);
  const predictions = new Array<number>(labels.length);
  const scores: number[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const { train, test } = splitOfFold(foldOfRow, fold);
    const predicted = fitClassifier(takeRows(X, train), labelsOf(train)).predict(takeRows(X, test));
    const score = accuracy(labelsOf(test), predicted);
    test.forEach((row, index) => {
      predictions[row] = predicted[index]!;
    });
    scores.push(score);
    onProgress?.({ done: fold + 1, total: folds, score });
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / folds;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / folds;
  return { scores, mean, standardDeviation: Math.sqrt(variance), predictions, foldOfRow };
}

function dealtFolds(labels: readonly number[], options: CrossValidateOptions) {
  const { folds = 5, foldOfRow } = options;
  if (foldOfRow === undefined) return { foldOfRow: stratifiedKFold(labels, folds, options), folds };
  if (foldOfRow.length !== labels.length) {
    throw new ShapeError("foldOfRow", `[${labels.length}]`, [foldOfRow.length]);
  }
  const present = new Set(foldOfRow);
  const count = present.size;
  if (count < 2 || ![...present].every((fold) => Number.isInteger(fold) && fold >= 0 && fold < count)) {
    throw new ArgumentError(
      "foldOfRow",
      "at least two folds, numbered from 0 without a gap",
      [...present].sort((a, b) => a - b).join(", "),
    );
  }
  return { foldOfRow, folds: count };
}
