import { createRequire } from "node:module";
import { ArgumentError, ShapeError } from "../../errors/argument-error.ts";
import { type Matrix, matrix, rowOf } from "../../matrix/matrix.ts";
import { requireFinite } from "../../metrics/require-finite.ts";

/** One two-class machine as ml-svm writes it (`toJSON`). */
export interface MlSvmModel {
  readonly options: { readonly kernel: string; readonly [option: string]: unknown };
  readonly b: number;
  readonly minMax: readonly { readonly min: number; readonly max: number }[];
  /** Of linear machines. */
  readonly W?: readonly number[];
  /** Of others: support vectors, their signs and multipliers. */
  readonly X?: readonly (readonly number[])[];
  readonly Y?: readonly number[];
  readonly alphas?: readonly number[];
}

/** What of ml-svm 2.1.2 is used here; the package has no types. */
export interface MlSvmMachine {
  train(rows: number[][], signs: number[]): void;
  /** Of one row. Its `margin` of several rows forgets to scale all but the first (2.1.2: `map` passes the index as `noWhitening`). */
  marginOne(row: number[]): number;
  toJSON(): MlSvmModel;
}

export interface MlSvmPackage {
  new (options: Readonly<Record<string, unknown>>): MlSvmMachine;
  load(model: MlSvmModel): MlSvmMachine;
}

/** Loads ml-svm: only when it is asked for, and at once, because it is a CommonJS package. */
export function loadMlSvm(): MlSvmPackage {
  const require = createRequire(import.meta.url);
  return require("ml-svm");
}

/** A machine of ml-svm, one class against the rest, as plain data. */
export interface MlSvmRecord {
  readonly type: "mlSvm";
  /** Labels in ascending order. */
  readonly classes: readonly number[];
  /** Number of features that rows must have. */
  readonly featureCount: number;
  /** Columns that were not constant in training: the others are left out. */
  readonly columns: readonly number[];
  /** One a class; with two classes one, for the higher label. */
  readonly machines: readonly MlSvmModel[];
  /** Passes over the rows, one a machine. */
  readonly iterations: readonly number[];
  /** Whether every machine stopped by itself. */
  readonly converged: boolean;
  /** What a user should know of the fit; empty when all is well. */
  readonly warnings: readonly string[];
}

/** A fitted machine of ml-svm, for comparison. */
export interface MlSvm extends MlSvmRecord {
  /**
   * Returns one label a row: the class of the largest margin, the lower label of equal ones. A class whose machine broke
   * down (see `warnings`) is never the answer.
   *
   * @param X - `[rows, features]`.
   * @throws {@link ShapeError} when the number of features differs; {@link ArgumentError} when a value is not finite.
   */
  predict(X: Matrix): number[];
  /**
   * Returns margins: `[rows, classes]`; with two classes `[rows, 1]`, positive for the higher label. NaN for a machine that
   * broke down.
   */
  decisionFunction(X: Matrix): Matrix;
  toJSON(): MlSvmRecord;
}

/**
 * Makes a machine of ml-svm of a record, for one that was saved as JSON.
 *
 * @throws {@link ArgumentError} when the parts of the record do not fit together.
 * @example const again = mlSvmFromRecord(JSON.parse(JSON.stringify(machine)));
 */
export function mlSvmFromRecord(record: MlSvmRecord): MlSvm {
  const { type, classes, machines, columns } = record;
  if (type !== "mlSvm") throw new ArgumentError("record", 'a record of type "mlSvm"', String(type));
  const expected = classes.length === 2 ? 1 : classes.length;
  if (classes.length < 2 || machines.length !== expected) {
    throw new ArgumentError(
      "record",
      "one machine a class (one in all for two classes)",
      `${classes.length} classes, ${machines.length} machines`,
    );
  }
  if (machines.some(({ minMax }) => minMax.length !== columns.length)) {
    throw new ArgumentError("record", `machines of ${columns.length} columns`, "machines of another width");
  }
  const Package = loadMlSvm();
  return makeMlSvm(
    record,
    machines.map((machine) => Package.load(machine)),
  );
}

export function makeMlSvm(record: MlSvmRecord, machines: readonly MlSvmMachine[]): MlSvm {
  const { classes, columns, featureCount } = record;
  const decisionFunction = (X: Matrix) => {
    if (X.columns !== featureCount) throw new ShapeError("X", `[_, ${featureCount}]`, [X.rows, X.columns]);
    requireFinite("X", X);
    const rows = rowsOfColumns(X, columns);
    const result = matrix(X.rows, machines.length);
    machines.forEach((machine, at) => {
      rows.forEach((own, row) => {
        result.values[row * machines.length + at] = isBroken(record.machines[at]!)
          ? Number.NaN
          : machine.marginOne(own);
      });
    });
    return result;
  };
  return Object.freeze({
    ...record,
    decisionFunction,
    predict(X: Matrix) {
      const margins = decisionFunction(X);
      return Array.from({ length: X.rows }, (_, row) => {
        const own = rowOf(margins, row);
        if (own.length === 1) return classes[own[0]! > 0 ? 1 : 0]!;
        const known = own.map((margin) => (Number.isNaN(margin) ? Number.NEGATIVE_INFINITY : margin));
        return classes[known.indexOf(Math.max(...known))]!;
      });
    },
    toJSON: () => record,
  });
}

/** Whether a machine's numbers are not finite; in JSON they are null. */
export function isBroken({ b }: MlSvmModel): boolean {
  return !Number.isFinite(b);
}

/** Copies some columns into the lists of lists that ml-svm takes. */
export function rowsOfColumns(X: Matrix, columns: readonly number[]): number[][] {
  return Array.from({ length: X.rows }, (_, row) => {
    const values = rowOf(X, row);
    return columns.map((column) => values[column]!);
  });
}
