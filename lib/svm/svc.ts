import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../matrix/matrix.ts";
import { rowProducts, squaredNorms } from "../metrics/pairwise.ts";
import { requireFinite } from "../metrics/require-finite.ts";
import { type Kernel, kernelFunction } from "./kernel.ts";
import { pairsOf, scoresOfPairs, votePairs } from "./one-vs-one.ts";
import {
  type StandardScaler,
  type StandardScalerRecord,
  standardScalerFromRecord,
} from "./standard-scaler.ts";

/** A fitted support vector machine as plain data: survives `JSON.parse(JSON.stringify(svc))`. */
export interface SvcRecord {
  readonly type: "svc";
  /** Labels in ascending order; other lists a class are in this order. */
  readonly classes: readonly number[];
  readonly kernel: Kernel;
  /** Training rows that are support vectors, grouped by class. */
  readonly supportIndices: readonly number[];
  /** Number of support vectors of each class. */
  readonly supportCounts: readonly number[];
  /** `[support vectors][features]`, as the kernel sees them (scaled). */
  readonly supportVectors: readonly (readonly number[])[];
  /** `[classes - 1][support vectors]`: signed multipliers, in LIBSVM's layout. */
  readonly dualCoefficients: readonly (readonly number[])[];
  /** One a pair of classes: (0, 1), (0, 2), … (1, 2), … */
  readonly intercepts: readonly number[];
  /** Solver steps of each pair. */
  readonly iterations: readonly number[];
  /** Whether every pair reached the tolerance; if not, raise `maxIterations`, scale the features or lower `C`. */
  readonly converged: boolean;
  /** Applied to rows before the kernel sees them; null when fitted with `standardize: false`. */
  readonly scaler: StandardScalerRecord | null;
}

/** The data of a fitted machine in the form in which it is used. */
export interface SvcParts extends Omit<SvcRecord, "supportVectors" | "scaler"> {
  /** `[support vectors, features]`, scaled. */
  readonly supportVectors: Matrix;
  readonly scaler: StandardScaler | null;
}

/** A fitted support vector machine. */
export interface Svc extends SvcParts {
  /**
   * Returns one label a row: the class that most pairs vote for, the lower label of equal ones.
   *
   * @param X - `[rows, features]`, not scaled.
   * @throws {@link ShapeError} when the number of features differs; {@link ArgumentError} when a value is not finite.
   */
  predict(X: Matrix): number[];
  /**
   * Returns decision values as scikit-learn's `decision_function` does.
   *
   * With two classes, `[rows, 1]`, positive for the higher label. With more: "ovr" `[rows, classes]`, votes plus a
   * fraction for confidence; "ovo" `[rows, pairs]`, positive for the first class of the pair.
   *
   * @param X - `[rows, features]`, not scaled.
   * @throws {@link ShapeError} and {@link ArgumentError} as `predict`.
   */
  decisionFunction(X: Matrix, shape?: "ovr" | "ovo"): Matrix;
  toJSON(): SvcRecord;
}

/**
 * Makes a support vector machine of a record, for one that was saved as JSON.
 *
 * @throws {@link ArgumentError} when the parts of the record do not fit together.
 * @example const again = svcFromRecord(JSON.parse(JSON.stringify(svc)));
 */
export function svcFromRecord(record: SvcRecord): Svc {
  requireSvcRecord(record);
  const scaler = record.scaler === null ? null : standardScalerFromRecord(record.scaler);
  return makeSvc({ ...record, supportVectors: matrixFromRows(record.supportVectors), scaler });
}

/** Gives the data of a fitted machine its methods. */
export function makeSvc(parts: SvcParts): Svc {
  const { classes, supportVectors, scaler } = parts;
  const featureCount = supportVectors.columns;
  const decide = pairDecider(parts);
  const decideRows = (X: Matrix, use: (row: number, decisions: Float64Array) => void) => {
    if (X.columns !== featureCount) throw new ShapeError("X", `[_, ${featureCount}]`, [X.rows, X.columns]);
    requireFinite("X", X);
    const scaled = scaler ? scaler.transform(X) : X;
    for (let row = 0; row < X.rows; row++) use(row, decide(scaled, row));
  };
  return Object.freeze({
    ...parts,
    predict(X: Matrix) {
      const labels = new Array<number>(X.rows);
      decideRows(X, (row, decisions) => {
        labels[row] = classes[votePairs(decisions, classes.length)]!;
      });
      return labels;
    },
    decisionFunction(X: Matrix, shape: "ovr" | "ovo" = "ovr") {
      if (shape !== "ovr" && shape !== "ovo") throw new ArgumentError("shape", '"ovr" or "ovo"', shape);
      const binary = classes.length === 2;
      const width = binary ? 1 : shape === "ovr" ? classes.length : parts.intercepts.length;
      const result = matrix(X.rows, width);
      decideRows(X, (row, decisions) => {
        if (binary) result.values[row] = -decisions[0]!;
        else rowOf(result, row).set(shape === "ovr" ? scoresOfPairs(decisions, classes.length) : decisions);
      });
      return result;
    },
    toJSON: () => ({
      ...parts,
      supportVectors: Array.from({ length: supportVectors.rows }, (_, row) =>
        Array.from(rowOf(supportVectors, row)),
      ),
      scaler: scaler?.toJSON() ?? null,
    }),
  });
}

type DecidePairs = (X: Matrix, row: number) => Float64Array;

function pairDecider(parts: SvcParts): DecidePairs {
  const { classes, supportVectors, supportCounts, dualCoefficients, intercepts } = parts;
  const starts: number[] = [];
  let start = 0;
  for (const count of supportCounts) {
    starts.push(start);
    start += count;
  }
  const pairs = pairsOf(classes.length).map(([i, j]) => [
    { from: starts[i]!, to: starts[i]! + supportCounts[i]!, coefficients: dualCoefficients[j - 1]! },
    { from: starts[j]!, to: starts[j]! + supportCounts[j]!, coefficients: dualCoefficients[i]! },
  ]);
  const decisions = new Float64Array(pairs.length);
  const products = new Float64Array(supportVectors.rows);
  if (parts.kernel.name === "linear") {
    // One weight vector a pair does the work of all its support vectors.
    const weights = pairs.map((sides) => {
      const sum = new Float64Array(supportVectors.columns);
      for (const { from, to, coefficients } of sides) {
        for (let at = from; at < to; at++) {
          const coefficient = coefficients[at]!;
          if (coefficient === 0) continue;
          const vector = rowOf(supportVectors, at);
          for (let k = 0; k < sum.length; k++) sum[k]! += coefficient * vector[k]!;
        }
      }
      return sum;
    });
    return (X, row) => {
      const values = rowOf(X, row);
      weights.forEach((weight, pair) => {
        let sum = intercepts[pair]!;
        for (let k = 0; k < weight.length; k++) sum += weight[k]! * values[k]!;
        decisions[pair] = sum;
      });
      return decisions;
    };
  }
  const kernel = kernelFunction(parts.kernel);
  const norms = squaredNorms(supportVectors);
  return (X, row) => {
    rowProducts(X, row, supportVectors, 0, supportVectors.rows, products);
    let own = 0;
    for (const value of rowOf(X, row)) own += value * value;
    for (let at = 0; at < products.length; at++) products[at] = kernel(products[at]!, own, norms[at]!);
    pairs.forEach((sides, pair) => {
      let sum = intercepts[pair]!;
      for (const { from, to, coefficients } of sides) {
        for (let at = from; at < to; at++) sum += coefficients[at]! * products[at]!;
      }
      decisions[pair] = sum;
    });
    return decisions;
  };
}

function requireSvcRecord(record: SvcRecord): void {
  const { type, classes, supportCounts, supportVectors, supportIndices, dualCoefficients, intercepts } =
    record;
  if (type !== "svc") throw new ArgumentError("record", 'a record of type "svc"', String(type));
  const support = supportVectors.length;
  const pairCount = (classes.length * (classes.length - 1)) / 2;
  const fits =
    classes.length >= 2 &&
    support >= 1 &&
    supportCounts.length === classes.length &&
    supportCounts.reduce((sum, count) => sum + count, 0) === support &&
    supportIndices.length === support &&
    dualCoefficients.length === classes.length - 1 &&
    dualCoefficients.every((row) => row.length === support) &&
    supportVectors.every((row) => row.length === supportVectors[0]!.length) &&
    intercepts.length === pairCount;
  if (!fits) {
    throw new ArgumentError(
      "record",
      "the complete record of a fitted machine",
      `${classes.length} classes, ${support} support vectors, ${dualCoefficients.length} rows of coefficients, ${intercepts.length} intercepts`,
    );
  }
}
