import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { type Matrix, rowOf } from "../matrix/matrix.ts";
import { storeRows } from "../matrix/row-store.ts";
import { requireFinite } from "../metrics/require-finite.ts";
import { squaredNorms } from "../metrics/squared-norms.ts";

export interface NearestNeighborsOptions {
  /** Rows to find neighbours of, `[queries, features]`. @defaultValue the rows of `X`, none its own neighbour */
  readonly queries?: Matrix;
  /** Straight distance, or 1 - cosine of the angle (in [0, 2]). @defaultValue "euclidean" */
  readonly metric?: "euclidean" | "cosine";
}

/** Neighbours of each query, nearest first; of equal distances the lower row first. */
export interface Neighbors {
  /** `[queries][k]`: rows of `X`. */
  readonly indices: ReadonlyArray<readonly number[]>;
  /** `[queries][k]`. */
  readonly distances: ReadonlyArray<readonly number[]>;
}

/**
 * Finds the `k` nearest rows of `X` for every row, by comparing all of them.
 *
 * @param X - `[rows, features]`.
 * @param k - in [1, rows - 1], or in [1, rows] with `queries`.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), `k` is out of its range, or a
 * row is zero under "cosine"; {@link ShapeError} when `queries` has another number of columns.
 * @example nearestNeighbors(features, 5).indices[0]
 * @see scikit-learn `neighbors.NearestNeighbors`, algorithm "brute"
 */
export function nearestNeighbors(X: Matrix, k: number, options: NearestNeighborsOptions = {}): Neighbors {
  const { queries = X, metric = "euclidean" } = options;
  if (metric !== "euclidean" && metric !== "cosine") {
    throw new ArgumentError("metric", '"euclidean" or "cosine"', `"${String(metric)}"`);
  }
  requireFinite("X", X);
  if (queries !== X) requireFinite("queries", queries);
  if (queries.columns !== X.columns) {
    throw new ShapeError("queries", `[_, ${X.columns}]`, [queries.rows, queries.columns]);
  }
  const own = options.queries === undefined;
  const limit = own ? X.rows - 1 : X.rows;
  if (!Number.isInteger(k) || k < 1 || k > limit) {
    throw new ArgumentError("k", `an integer in [1, ${limit}] for ${X.rows} rows`, k);
  }
  const norms = squaredNorms(X);
  const queryNorms = queries === X ? norms : squaredNorms(queries);
  if (metric === "cosine") {
    requireDirection("X", norms);
    requireDirection("queries", queryNorms);
  }
  const indices: number[][] = [];
  const distances: number[][] = [];
  const keep = (query: number, products: Float64Array) => {
    const cosine = metric === "cosine";
    const measured = products.map((product, row) =>
      cosine
        ? 1 - product / Math.sqrt(queryNorms[query]! * norms[row]!)
        : queryNorms[query]! + norms[row]! - 2 * product,
    );
    if (own) measured[query] = Number.POSITIVE_INFINITY;
    const nearest = smallest(measured, k);
    // The difference of norms has lost digits of small distances: measure those that are kept again.
    const exact = nearest.map((row) => ({
      row,
      distance: cosine ? Math.max(0, measured[row]!) : distanceBetween(rowOf(queries, query), rowOf(X, row)),
    }));
    exact.sort((a, b) => a.distance - b.distance || a.row - b.row);
    indices.push(exact.map(({ row }) => row));
    distances.push(exact.map(({ distance }) => distance));
  };
  const store = storeRows(X);
  const first = new Float64Array(X.rows);
  const second = new Float64Array(X.rows);
  let query = 0;
  for (; query + 1 < queries.rows; query += 2) {
    store.productsOfTwo(rowOf(queries, query), rowOf(queries, query + 1), X.rows, first, second);
    keep(query, first);
    keep(query + 1, second);
  }
  if (query < queries.rows) {
    store.products(rowOf(queries, query), 0, X.rows, first);
    keep(query, first);
  }
  return { indices, distances };
}

/** Positions of the `k` smallest values, ascending; of equal values the lower position first. */
function smallest(values: Float64Array, k: number): number[] {
  const best: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (best.length === k && value >= values[best[k - 1]!]!) continue;
    if (best.length === k) best.pop();
    let place = best.length;
    while (place > 0 && value < values[best[place - 1]!]!) place--;
    best.splice(place, 0, at);
  }
  return best;
}

function distanceBetween(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2;
  return Math.sqrt(sum);
}

function requireDirection(argument: string, norms: Float64Array): void {
  const row = norms.indexOf(0);
  if (row >= 0) {
    throw new ArgumentError(
      `${argument}[row ${row}]`,
      "a row that is not zero, for an angle (remove it or use euclidean)",
      "zeros only",
    );
  }
}
