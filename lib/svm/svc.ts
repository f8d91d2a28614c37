import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../matrix/matrix.ts";
import { requireFinite } from "../metrics/require-finite.ts";
import { scoresOfPairs, votePairs } from "./one-vs-one.ts";
import { type DecidePairs, pairDecider } from "./pair-decisions.ts";
import { classProbabilities } from "./probability/class-probabilities.ts";
import type { Sigmoid } from "./probability/sigmoid.ts";
import type { Kernel } from "./solver/kernel.ts";
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
  /** What a user should know of the fit; empty when all is well. */
  readonly warnings: readonly string[];
  /** One a pair, for the probability of its first class; null when fitted without `probability`. */
  readonly sigmoids: readonly Sigmoid[] | null;
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
  /**
   * Returns one probability a class: `[rows, classes]`, rows sum to 1, classes in the order of `classes`.
   *
   * @param X - `[rows, features]`, not scaled.
   * @throws {@link ArgumentError} when fitted without `probability`, otherwise as `predict`.
   */
  predictProbability(X: Matrix): Matrix;
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
  const { classes, supportVectors, scaler, sigmoids } = parts;
  const featureCount = supportVectors.columns;
  const classCount = classes.length;
  const pairCount = parts.intercepts.length;
  let decider: DecidePairs | undefined;
  /** Calls `use` with the decision values of each row. */
  const decideRows = (X: Matrix, use: (row: number, decisions: Float64Array) => void) => {
    if (X.columns !== featureCount) throw new ShapeError("X", `[_, ${featureCount}]`, [X.rows, X.columns]);
    requireFinite("X", X);
    decider ??= pairDecider(parts);
    const decisions = decider(scaler ? scaler.transform(X) : X);
    for (let row = 0; row < X.rows; row++) {
      use(row, decisions.subarray(row * pairCount, (row + 1) * pairCount));
    }
  };
  return Object.freeze({
    ...parts,
    predict(X: Matrix) {
      const labels = new Array<number>(X.rows);
      decideRows(X, (row, decisions) => {
        labels[row] = classes[votePairs(decisions, classCount)]!;
      });
      return labels;
    },
    decisionFunction(X: Matrix, shape: "ovr" | "ovo" = "ovr") {
      if (shape !== "ovr" && shape !== "ovo") throw new ArgumentError("shape", '"ovr" or "ovo"', shape);
      const binary = classCount === 2;
      const width = binary ? 1 : shape === "ovr" ? classCount : pairCount;
      const result = matrix(X.rows, width);
      decideRows(X, (row, decisions) => {
        if (binary) result.values[row] = -decisions[0]!;
        else rowOf(result, row).set(shape === "ovr" ? scoresOfPairs(decisions, classCount) : decisions);
      });
      return result;
    },
    predictProbability(X: Matrix) {
      if (sigmoids === null) {
        throw new ArgumentError(
          "svc",
          "a machine fitted with probability: true",
          "one fitted without: fit it again, or use decisionFunction",
        );
      }
      const result = matrix(X.rows, classCount);
      decideRows(X, (row, decisions) => {
        rowOf(result, row).set(classProbabilities(decisions, sigmoids, classCount));
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
    intercepts.length === pairCount &&
    (record.sigmoids === null || record.sigmoids?.length === pairCount);
  if (!fits) {
    throw new ArgumentError(
      "record",
      "the complete record of a fitted machine",
      `${classes.length} classes, ${support} support vectors, ${dualCoefficients.length} rows of coefficients, ${intercepts.length} intercepts`,
    );
  }
}
