import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { type Matrix, matrix } from "../matrix/matrix.ts";
import { requireFinite } from "../metrics/require-finite.ts";

/** The plain record behind a {@link StandardScaler}, as JSON keeps it. */
export interface StandardScalerRecord {
  readonly type: "standardScaler";
  /** Mean of each column. */
  readonly mean: readonly number[];
  /** Population standard deviation of each column; 1 where the column is constant. */
  readonly scale: readonly number[];
}

/** A fitted scaler: shifts and scales each column to mean 0 and standard deviation 1 over the rows it was fitted to. */
export interface StandardScaler extends StandardScalerRecord {
  /**
   * Returns (X - mean) / scale as a new matrix.
   *
   * @throws {@link ShapeError} when the number of columns differs; {@link ArgumentError} when a value is not finite.
   */
  transform(X: Matrix): Matrix;
  toJSON(): StandardScalerRecord;
}

/**
 * Learns mean and population standard deviation of every column.
 *
 * A constant column (a dead unit of a network) gets scale 1, so that it becomes 0 and not NaN.
 *
 * @param X - `[rows, features]`.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column) or there is no row.
 * @example const scaler = fitStandardScaler(train); const scaled = scaler.transform(test);
 * @see scikit-learn `preprocessing.StandardScaler`
 */
export function fitStandardScaler(X: Matrix): StandardScaler {
  requireFinite("X", X);
  const { rows, columns, values } = X;
  const mean = new Float64Array(columns);
  for (let at = 0, row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) mean[column]! += values[at]!;
  }
  for (let column = 0; column < columns; column++) mean[column]! /= rows;
  const squares = new Float64Array(columns);
  const residue = new Float64Array(columns);
  for (let at = 0, row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const distance = values[at]! - mean[column]!;
      squares[column]! += distance * distance;
      residue[column]! += distance;
    }
  }
  const scale = Array.from(squares, (sum, column) => {
    // The second term takes out what rounding of the mean added (Chan, Golub and LeVeque 1983).
    const variance = (sum - residue[column]! ** 2 / rows) / rows;
    return isConstant(variance, mean[column]!, rows) ? 1 : Math.sqrt(variance);
  });
  return standardScalerFromRecord({ type: "standardScaler", mean: Array.from(mean), scale });
}

/**
 * Makes a scaler of a record, for one that was saved as JSON.
 *
 * @throws {@link ArgumentError} when the record is not one of a scaler.
 * @example standardScalerFromRecord(JSON.parse(JSON.stringify(scaler)))
 */
export function standardScalerFromRecord(record: StandardScalerRecord): StandardScaler {
  if (record.type !== "standardScaler") {
    throw new ArgumentError("record", 'a record of type "standardScaler"', String(record.type));
  }
  const mean = Object.freeze([...record.mean]);
  const scale = Object.freeze([...record.scale]);
  if (mean.length !== scale.length || !mean.every(Number.isFinite) || !scale.every((value) => value > 0)) {
    throw new ArgumentError(
      "record",
      "finite means and as many positive scales",
      `${mean.length} means, ${scale.length} scales`,
    );
  }
  const { type } = record;
  return Object.freeze({
    type,
    mean,
    scale,
    transform: (X: Matrix) => transform(X, mean, scale),
    toJSON: () => ({ type, mean, scale }),
  });
}

function transform(X: Matrix, mean: readonly number[], scale: readonly number[]): Matrix {
  if (X.columns !== mean.length) throw new ShapeError("X", `[_, ${mean.length}]`, [X.rows, X.columns]);
  requireFinite("X", X);
  const result = matrix(X.rows, X.columns);
  const means = Float64Array.from(mean);
  const scales = Float64Array.from(scale);
  for (let at = 0, row = 0; row < X.rows; row++) {
    for (let column = 0; column < X.columns; column++, at++) {
      result.values[at] = (X.values[at]! - means[column]!) / scales[column]!;
    }
  }
  return result;
}

/** scikit-learn's bound on what rounding alone makes of a constant column (`_is_constant_feature`). */
function isConstant(variance: number, mean: number, rows: number): boolean {
  return variance <= rows * Number.EPSILON * variance + (rows * mean * Number.EPSILON) ** 2;
}
