import { nearestNeighbors } from "../embedding/nearest-neighbors.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../matrix/matrix.ts";
import { requireTrainingSet } from "../svm/training-set.ts";
import type { FittedClassifier } from "./classifier.ts";

/** How much a neighbour's vote counts: all alike, 1 / distance, or exp(similarity / temperature) of the cosine. */
export type NeighborWeights = "uniform" | "distance" | { readonly temperature: number };

export interface KNeighborsOptions {
  /** Neighbours that vote: in [1, rows]. @defaultValue 5, or all rows where there are fewer */
  readonly k?: number;
  /** Straight distance, or 1 - cosine of the angle. @defaultValue "cosine" with a temperature, else "euclidean" */
  readonly metric?: "euclidean" | "cosine";
  /** `{ temperature: 0.07 }` with `k: 20` is the evaluation of DINO. @defaultValue "uniform" */
  readonly weights?: NeighborWeights;
}

/** Fitted nearest neighbours as plain data: holds all training rows. */
export interface KNeighborsRecord {
  readonly type: "kNeighbors";
  /** Labels in ascending order. */
  readonly classes: readonly number[];
  readonly k: number;
  readonly metric: "euclidean" | "cosine";
  readonly weights: NeighborWeights;
  /** `[rows][features]`. */
  readonly rows: readonly (readonly number[])[];
  /** One a row. */
  readonly labels: readonly number[];
}

/** A fitted classifier by nearest neighbours. */
export interface KNeighbors extends Omit<KNeighborsRecord, "rows">, FittedClassifier {
  /** `[rows, features]`: the training rows. */
  readonly rows: Matrix;
  /** Returns each class's share of the votes, `[rows, classes]`. */
  predictProbability(X: Matrix): Matrix;
  toJSON(): KNeighborsRecord;
}

/**
 * Keeps the training rows, to classify others by the votes of the nearest ones; of equal votes the lower label wins.
 *
 * Gives scikit-learn's `KNeighborsClassifier` (algorithm "brute") save where two rows are equally far away: here the
 * lower row counts as the nearer. With weights "distance", rows at distance 0 vote alone.
 *
 * @param X - `[rows, features]`, used as they are: standardise or normalise them first; copied.
 * @param labels - one integer a row.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there is one class only, an
 * option is out of its range, or a row is zero under "cosine"; {@link ShapeError} when there is not one label a row.
 * @example fitKNeighbors(train, trainLabels, { k: 20, weights: { temperature: 0.07 } }).predict(test)
 * @see Caron and others 2021, "Emerging properties in self-supervised vision transformers",
 * https://arxiv.org/abs/2104.14294, appendix F.1; temperature 0.07 from Wu and others 2018, https://arxiv.org/abs/1805.01978
 */
export function fitKNeighbors(
  X: Matrix,
  labels: ArrayLike<number>,
  options: KNeighborsOptions = {},
): KNeighbors {
  const groups = requireTrainingSet(X, labels);
  const { k = Math.min(5, X.rows), weights = "uniform" } = options;
  const { metric = typeof weights === "object" ? "cosine" : "euclidean" } = options;
  requireWeights(weights, metric);
  if (!Number.isInteger(k) || k < 1 || k > X.rows) {
    throw new ArgumentError("k", `an integer in [1, ${X.rows}] for ${X.rows} rows`, k);
  }
  // A query costs little here and finds what is wrong with k, metric or rows at the fit.
  nearestNeighbors(X, 1, { queries: matrix(1, X.columns, rowOf(X, 0).slice()), metric });
  return makeKNeighbors(
    {
      type: "kNeighbors",
      classes: groups.map((group) => group.label),
      k,
      metric,
      weights,
      labels: Array.from(labels),
    },
    matrix(X.rows, X.columns, X.values.slice()),
  );
}

/**
 * Makes a classifier by nearest neighbours of a record, for one that was saved as JSON.
 *
 * @throws {@link ArgumentError} when the parts of the record do not fit together.
 * @example const again = kNeighborsFromRecord(JSON.parse(JSON.stringify(neighbors)));
 */
export function kNeighborsFromRecord(record: KNeighborsRecord): KNeighbors {
  const { type, rows, labels, k, metric, weights } = record;
  if (type !== "kNeighbors") throw new ArgumentError("record", 'a record of type "kNeighbors"', String(type));
  const again = fitKNeighbors(matrixFromRows(rows), labels, { k, metric, weights });
  if (again.classes.join() !== record.classes.join()) {
    throw new ArgumentError("record", `the classes ${again.classes.join(", ")}`, record.classes.join(", "));
  }
  return again;
}

function requireWeights(weights: NeighborWeights, metric: string): void {
  if (weights === "uniform" || weights === "distance") return;
  if (!(typeof weights === "object" && Number.isFinite(weights.temperature) && weights.temperature > 0)) {
    throw new ArgumentError(
      "weights",
      '"uniform", "distance" or { temperature } with a positive number',
      typeof weights === "object" ? `a temperature of ${weights.temperature}` : `"${String(weights)}"`,
    );
  }
  if (metric !== "cosine") {
    throw new ArgumentError("metric", '"cosine" for weights with a temperature', `"${metric}"`);
  }
}

function makeKNeighbors(parts: Omit<KNeighborsRecord, "rows">, rows: Matrix): KNeighbors {
  const { classes, k, metric, weights, labels } = parts;
  const positions = labels.map((label) => classes.indexOf(label));
  const vote = (X: Matrix): Float64Array[] => {
    const { indices, distances } = nearestNeighbors(rows, k, { queries: X, metric });
    return indices.map((nearest, query) => {
      const shares = new Float64Array(classes.length);
      votesOf(distances[query]!, weights).forEach((share, at) => {
        shares[positions[nearest[at]!]!]! += share;
      });
      return shares;
    });
  };
  return Object.freeze({
    ...parts,
    rows,
    warnings: [],
    predict: (X: Matrix) =>
      vote(X).map((shares) => classes[shares.indexOf(shares.reduce((a, b) => Math.max(a, b)))]!),
    predictProbability(X: Matrix) {
      const result = matrix(X.rows, classes.length);
      vote(X).forEach((shares, query) => {
        const total = shares.reduce((sum, share) => sum + share, 0);
        rowOf(result, query).set(shares.map((share) => share / total));
      });
      return result;
    },
    toJSON: () => ({
      ...parts,
      rows: Array.from({ length: rows.rows }, (_, row) => Array.from(rowOf(rows, row))),
    }),
  });
}

/** @param distances - ascending. */
function votesOf(distances: readonly number[], weights: NeighborWeights): number[] {
  if (weights === "uniform") return distances.map(() => 1);
  if (weights === "distance") {
    return distances[0] === 0
      ? distances.map((distance) => (distance === 0 ? 1 : 0))
      : distances.map((distance) => 1 / distance);
  }
  // Relative to the nearest, so that a small temperature overflows nothing.
  return distances.map((distance) => Math.exp((distances[0]! - distance) / weights.temperature));
}
