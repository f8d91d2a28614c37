import { ArgumentError } from "../errors/argument-error.ts";
import { type Matrix, matrixFromRows, rowOf } from "../matrix/matrix.ts";
import {
  type StandardScaler,
  type StandardScalerRecord,
  standardScalerFromRecord,
} from "./standard-scaler.ts";

/** What records of linear classifiers have in common. */
interface LinearRecord {
  readonly type: string;
  readonly classes: readonly number[];
  readonly coef: readonly (readonly number[])[];
  readonly intercept: readonly number[];
  readonly scaler: StandardScalerRecord | null;
}

/**
 * Checks the record of a linear classifier and gives its numbers the form in which they are used.
 *
 * @throws {@link ArgumentError} when it is of another type or its parts do not fit together.
 */
export function readLinearRecord(
  { type, classes, coef, intercept, scaler }: LinearRecord,
  wanted: string,
): { coef: Matrix; scaler: StandardScaler | null } {
  if (type !== wanted) throw new ArgumentError("record", `a record of type "${wanted}"`, String(type));
  const rows = classes.length === 2 ? 1 : classes.length;
  if (classes.length < 2 || coef.length !== rows || intercept.length !== rows) {
    throw new ArgumentError(
      "record",
      "one row of coef and one intercept a class (one in all for two classes)",
      `${classes.length} classes, ${coef.length} rows of coef, ${intercept.length} intercepts`,
    );
  }
  return { coef: matrixFromRows(coef), scaler: scaler === null ? null : standardScalerFromRecord(scaler) };
}

/** Turns the numbers of a linear classifier into those of its record. */
export function writeLinearRecord(coef: Matrix, scaler: StandardScaler | null) {
  return {
    coef: Array.from({ length: coef.rows }, (_, row) => Array.from(rowOf(coef, row))),
    scaler: scaler?.toJSON() ?? null,
  };
}
