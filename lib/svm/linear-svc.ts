import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { type Matrix, matrix, rowOf } from "../matrix/matrix.ts";
import { requireFinite } from "../metrics/require-finite.ts";
import { readLinearRecord, writeLinearRecord } from "./linear-record.ts";
import type { LinearLoss } from "./solver/dual-coordinate-descent.ts";
import type { StandardScaler, StandardScalerRecord } from "./standard-scaler.ts";

/** A fitted linear machine as plain data: survives `JSON.parse(JSON.stringify(linearSvc))`. */
export interface LinearSvcRecord {
  readonly type: "linearSvc";
  /** Labels in ascending order. */
  readonly classes: readonly number[];
  readonly loss: LinearLoss;
  /** `[classes][features]`, one class against the rest; with two classes one row, for the higher label. Of scaled features. */
  readonly coef: readonly (readonly number[])[];
  /** One a row of `coef`. */
  readonly intercept: readonly number[];
  /** Passes over the rows, one a row of `coef`. */
  readonly iterations: readonly number[];
  /** Whether every row reached the tolerance; if not, raise `maxIterations`, scale the features or lower `C`. */
  readonly converged: boolean;
  /** What a user should know of the fit; empty when all is well. */
  readonly warnings: readonly string[];
  /** Applied to rows first; null when fitted with `standardize: false`. */
  readonly scaler: StandardScalerRecord | null;
}

/** The data of a fitted linear machine in the form in which it is used. */
export interface LinearSvcParts extends Omit<LinearSvcRecord, "coef" | "scaler"> {
  /** `[classes, features]`, or `[1, features]` for two classes. */
  readonly coef: Matrix;
  readonly scaler: StandardScaler | null;
}

/** A fitted linear support vector machine. */
export interface LinearSvc extends LinearSvcParts {
  /**
   * Returns one label a row: the class of the highest decision value, the lower label of equal ones.
   *
   * @param X - `[rows, features]`, not scaled.
   * @throws {@link ShapeError} when the number of features differs; {@link ArgumentError} when a value is not finite.
   */
  predict(X: Matrix): number[];
  /**
   * Returns decision values: `[rows, classes]`; with two classes `[rows, 1]`, positive for the higher label.
   *
   * @param X - `[rows, features]`, not scaled.
   * @throws {@link ShapeError} and {@link ArgumentError} as `predict`.
   */
  decisionFunction(X: Matrix): Matrix;
  toJSON(): LinearSvcRecord;
}

/**
 * Makes a linear machine of a record, for one that was saved as JSON.
 *
 * @throws {@link ArgumentError} when the parts of the record do not fit together.
 * @example const again = linearSvcFromRecord(JSON.parse(JSON.stringify(linearSvc)));
 */
export function linearSvcFromRecord(record: LinearSvcRecord): LinearSvc {
  return makeLinearSvc({ ...record, ...readLinearRecord(record, "linearSvc") });
}

/** Gives the data of a fitted linear machine its methods. */
export function makeLinearSvc(parts: LinearSvcParts): LinearSvc {
  const { classes, coef, intercept, scaler } = parts;
  const decisionFunction = (X: Matrix) => {
    if (X.columns !== coef.columns) throw new ShapeError("X", `[_, ${coef.columns}]`, [X.rows, X.columns]);
    requireFinite("X", X);
    const scaled = scaler ? scaler.transform(X) : X;
    const result = matrix(X.rows, coef.rows);
    for (let row = 0; row < X.rows; row++) {
      const values = rowOf(scaled, row);
      for (let label = 0; label < coef.rows; label++) {
        const weights = rowOf(coef, label);
        let sum = intercept[label]!;
        for (let k = 0; k < values.length; k++) sum += values[k]! * weights[k]!;
        result.values[row * coef.rows + label] = sum;
      }
    }
    return result;
  };
  const predict = (X: Matrix) => {
    const decisions = decisionFunction(X);
    return Array.from({ length: X.rows }, (_, row) => {
      const own = rowOf(decisions, row);
      if (own.length === 1) return classes[own[0]! > 0 ? 1 : 0]!;
      return classes[own.indexOf(Math.max(...own))]!;
    });
  };
  return Object.freeze({
    ...parts,
    predict,
    decisionFunction,
    toJSON: () => ({
      ...parts,
      ...writeLinearRecord(coef, scaler),
    }),
  });
}
