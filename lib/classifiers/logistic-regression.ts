import { ShapeError } from "../errors/argument-error.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../matrix/matrix.ts";
import { storeRows } from "../matrix/row-store.ts";
import { requireFinite } from "../metrics/require-finite.ts";
import { type ClassWeight, resolveClassWeights } from "../svm/class-weights.ts";
import { readLinearRecord, writeLinearRecord } from "../svm/linear-record.ts";
import { fitStandardScaler, type StandardScaler, type StandardScalerRecord } from "../svm/standard-scaler.ts";
import { requireCount, requirePositive, requireTrainingSet } from "../svm/training-set.ts";
import type { FittedClassifier } from "./classifier.ts";
import { minimize } from "./lbfgs.ts";
import { logisticLoss, probabilitiesOf, scoreRows } from "./logistic-loss.ts";

export interface LogisticRegressionOptions {
  /** Weight of errors against small weights, positive. @defaultValue 1 */
  readonly C?: number;
  /** Largest component of the gradient of the mean loss at which to stop. @defaultValue 1e-4 */
  readonly tolerance?: number;
  /** L-BFGS iterations after which to give up; see `converged`. @defaultValue 1,000 (scikit-learn: 100) */
  readonly maxIterations?: number;
  /** Weights of rows by label, or "balanced". @defaultValue every class counts 1 */
  readonly classWeight?: ClassWeight;
  /** Whether to scale columns to mean 0 and deviation 1 first. @defaultValue true */
  readonly standardize?: boolean;
  /** Called after each iteration with the loss. */
  readonly onProgress?: (progress: { readonly iterations: number; readonly loss: number }) => void;
}

/** A fitted logistic regression as plain data: survives `JSON.parse(JSON.stringify(regression))`. */
export interface LogisticRegressionRecord {
  readonly type: "logisticRegression";
  /** Labels in ascending order. */
  readonly classes: readonly number[];
  /** `[classes][features]`; with two classes one row, for the higher label. Of scaled features. */
  readonly coef: readonly (readonly number[])[];
  /** One a row of `coef`. */
  readonly intercept: readonly number[];
  readonly iterations: number;
  /** Whether the gradient fell below the tolerance; if not, raise `maxIterations`, scale the features or lower `C`. */
  readonly converged: boolean;
  /** What a user should know of the fit; empty when all is well. */
  readonly warnings: readonly string[];
  /** Applied to rows first; null when fitted with `standardize: false`. */
  readonly scaler: StandardScalerRecord | null;
}

/** A fitted logistic regression. */
export interface LogisticRegression
  extends Omit<LogisticRegressionRecord, "coef" | "scaler">,
    FittedClassifier {
  /** `[classes, features]`, or `[1, features]` for two classes. */
  readonly coef: Matrix;
  readonly scaler: StandardScaler | null;
  /** Returns log-odds up to a constant a row: `[rows, classes]`; with two classes `[rows, 1]`, positive for the higher label. */
  decisionFunction(X: Matrix): Matrix;
  predictProbability(X: Matrix): Matrix;
  toJSON(): LogisticRegressionRecord;
}

/**
 * Fits a logistic regression with L2 penalty: softmax over the classes, or one sigmoid for two.
 *
 * Gives scikit-learn's `make_pipeline(StandardScaler(), LogisticRegression(…))` (solver "lbfgs") within the tolerance;
 * intercepts are not penalised. A fit that hits `maxIterations` is returned with `converged: false` and a sentence in
 * `warnings`, not thrown.
 *
 * @param X - `[rows, features]`, not scaled; copied, not kept.
 * @param labels - one integer a row.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there is one class only, or an
 * option is out of its range; {@link ShapeError} when there is not one label a row.
 * @example const regression = fitLogisticRegression(train, trainLabels, { C: 0.1 }); regression.predictProbability(test);
 * @see scikit-learn `linear_model.LogisticRegression`; Hastie, Tibshirani and Friedman 2009, "The Elements of
 * Statistical Learning", 4.4
 */
export function fitLogisticRegression(
  X: Matrix,
  labels: ArrayLike<number>,
  options: LogisticRegressionOptions = {},
): LogisticRegression {
  const { C = 1, tolerance = 1e-4, maxIterations = 1000 } = options;
  const { classWeight, standardize = true, onProgress } = options;
  requirePositive({ C, tolerance });
  requireCount("maxIterations", maxIterations, 1);
  const groups = requireTrainingSet(X, labels);
  const scaler = standardize ? fitStandardScaler(X) : null;
  const positions = new Uint32Array(X.rows);
  groups.forEach(({ rows }, position) => {
    for (const row of rows) positions[row] = position;
  });
  const vectorCount = groups.length === 2 ? 1 : groups.length;
  const loss = logisticLoss({
    store: storeRows(scaler ? scaler.transform(X) : X),
    positions,
    classCount: groups.length,
    classWeights: resolveClassWeights(classWeight, groups),
    C,
  });
  const width = X.columns + 1;
  const { point, iterations, converged } = minimize(loss, new Float64Array(vectorCount * width), {
    tolerance,
    maxIterations,
    onIteration: (done, value) => onProgress?.({ iterations: done, loss: value }),
  });
  const vectors = Array.from({ length: vectorCount }, (_, k) => point.subarray(k * width, (k + 1) * width));
  return makeLogisticRegression({
    type: "logisticRegression",
    classes: groups.map((group) => group.label),
    coef: matrixFromRows(vectors.map((vector) => vector.subarray(0, X.columns))),
    intercept: vectors.map((vector) => vector[X.columns]!),
    iterations,
    converged,
    warnings: converged
      ? []
      : [
          `stopped at maxIterations (${maxIterations}) before the tolerance was reached: raise it, scale the features or lower C`,
        ],
    scaler,
  });
}

/**
 * Makes a logistic regression of a record, for one that was saved as JSON.
 *
 * @throws {@link ArgumentError} when the parts of the record do not fit together.
 * @example const again = logisticRegressionFromRecord(JSON.parse(JSON.stringify(regression)));
 */
export function logisticRegressionFromRecord(record: LogisticRegressionRecord): LogisticRegression {
  return makeLogisticRegression({ ...record, ...readLinearRecord(record, "logisticRegression") });
}

function makeLogisticRegression(
  parts: Omit<LogisticRegression, "predict" | "decisionFunction" | "predictProbability" | "toJSON">,
): LogisticRegression {
  const { classes, coef, intercept, scaler } = parts;
  const width = coef.columns + 1;
  const point = new Float64Array(coef.rows * width);
  for (let k = 0; k < coef.rows; k++) {
    point.set(rowOf(coef, k), k * width);
    point[k * width + coef.columns] = intercept[k]!;
  }
  const decide = (X: Matrix): Float64Array[] => {
    if (X.columns !== coef.columns) throw new ShapeError("X", `[_, ${coef.columns}]`, [X.rows, X.columns]);
    requireFinite("X", X);
    const decisions = Array.from({ length: coef.rows }, () => new Float64Array(X.rows));
    scoreRows(storeRows(scaler ? scaler.transform(X) : X), point, decisions);
    return decisions;
  };
  return Object.freeze({
    ...parts,
    predict(X: Matrix) {
      const decisions = decide(X);
      return Array.from({ length: X.rows }, (_, row) => {
        if (decisions.length === 1) return classes[decisions[0]![row]! > 0 ? 1 : 0]!;
        let best = 0;
        decisions.forEach((values, k) => {
          if (values[row]! > decisions[best]![row]!) best = k;
        });
        return classes[best]!;
      });
    },
    decisionFunction(X: Matrix) {
      const decisions = decide(X);
      const result = matrix(X.rows, decisions.length);
      decisions.forEach((values, k) => {
        for (let row = 0; row < X.rows; row++) result.values[row * decisions.length + k] = values[row]!;
      });
      return result;
    },
    predictProbability(X: Matrix) {
      const decisions = decide(X);
      const result = matrix(X.rows, classes.length);
      const own = new Float64Array(classes.length);
      for (let row = 0; row < X.rows; row++) {
        probabilitiesOf(decisions, row, own);
        rowOf(result, row).set(own);
      }
      return result;
    },
    toJSON: () => ({
      ...parts,
      ...writeLinearRecord(coef, scaler),
    }),
  });
}
