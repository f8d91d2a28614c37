import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { type Matrix, matrix, rowOf, takeRows } from "../matrix/matrix.ts";
import { type StratifiedKFoldOptions, splitOfFold, stratifiedKFold } from "./stratified-k-fold.ts";

/** Anything fitted that gives each class it knows a probability a row. */
export interface ProbabilityClassifier {
  /** Labels in the order of the columns. */
  readonly classes: readonly number[];
  predictProbability(X: Matrix): Matrix;
}

export interface OutOfFoldOptions extends StratifiedKFoldOptions {
  /** Number of folds, at least 2. @defaultValue 5 */
  readonly folds?: number;
}

/**
 * Asks for each row a classifier that has not seen it: fits on all folds but one, in turn, and keeps what that says of the
 * one left out. What `likelyLabelErrors` looks at.
 *
 * @param X - `[rows, features]`.
 * @param labels - one integer a row, from 0 on, each class with at least as many rows as there are folds.
 * @param fitClassifier - returns a classifier fitted to the rows given; whatever learns from data belongs into it.
 * @returns `[rows, classes]`: column `c` is the probability of label `c`.
 * @throws {@link ArgumentError} when a class has fewer rows than folds, or labels leave out a number; {@link ShapeError}
 *   when there is not one label a row.
 * @example
 * const probabilities = outOfFoldProbabilities(features, labels, (X, labels) => fitLogisticRegression(X, labels, { C: 0.01 }));
 * @see scikit-learn `cross_val_predict`, method "predict_proba"
 */
export function outOfFoldProbabilities(
  X: Matrix,
  labels: readonly number[],
  fitClassifier: (X: Matrix, labels: number[]) => ProbabilityClassifier,
  options: OutOfFoldOptions = {},
): Matrix {
  const { folds = 5 } = options;
  if (labels.length !== X.rows) throw new ShapeError("labels", `[${X.rows}]`, [labels.length]);
  const foldOfRow = stratifiedKFold(labels, folds, options);
  const classes = new Set(labels).size;
  const beyond = labels.find((label) => label >= classes || label < 0);
  if (beyond !== undefined) {
    throw new ArgumentError("labels", `0 to ${classes - 1}, for there are ${classes} classes`, beyond);
  }
  const result = matrix(X.rows, classes);
  for (let fold = 0; fold < folds; fold++) {
    const { train, test } = splitOfFold(foldOfRow, fold);
    const classifier = fitClassifier(
      takeRows(X, train),
      train.map((row) => labels[row]!),
    );
    const probabilities = classifier.predictProbability(takeRows(X, test));
    test.forEach((row, index) => {
      const own = rowOf(probabilities, index);
      classifier.classes.forEach((label, column) => {
        rowOf(result, row)[label] = own[column]!;
      });
    });
  }
  return result;
}
