import { ArgumentError } from "../../errors/argument-error.ts";
import { type Matrix, matrix, rowOf } from "../../matrix/matrix.ts";
import { storeRows } from "../../matrix/row-store.ts";
import { requireFinite } from "../../metrics/require-finite.ts";
import { squaredNorms } from "../../metrics/squared-norms.ts";

export interface NearDuplicatesOptions {
  /** Least cosine of the angle between features, in (-1, 1]. Depends on the model: look at pairs near it. @defaultValue 0.95 */
  readonly threshold?: number;
  /** More pairs than this are an error: the threshold is then too low to mean anything. @defaultValue 100,000 */
  readonly mostPairs?: number;
}

/** Two images that are nearly the same to a model; `first` < `second`. */
export interface DuplicatePair {
  readonly first: number;
  readonly second: number;
  /** Cosine of the angle between their features, in [-1, 1]. */
  readonly similarity: number;
}

export interface NearDuplicates {
  /** Most alike first. */
  readonly pairs: readonly DuplicatePair[];
  /** Images joined by pairs, directly or through others, rows ascending; largest group first. */
  readonly groups: ReadonlyArray<readonly number[]>;
}

/**
 * Finds images whose features point nearly the same way: copies, crops, frames of one scene.
 *
 * Every pair is compared. Such images on both sides of a split make a test accuracy look better than it is.
 *
 * @param X - `[images, features]`, no row zero.
 * @throws {@link ArgumentError} when a value is not finite, a row is zero, an option is out of its range, or there are
 * more than `mostPairs` pairs.
 * @example const { groups } = nearDuplicates(features, { threshold: 0.97 });
 */
export function nearDuplicates(X: Matrix, options: NearDuplicatesOptions = {}): NearDuplicates {
  const { threshold = 0.95, mostPairs = 100_000 } = options;
  requireFinite("X", X);
  if (!(threshold > -1 && threshold <= 1)) {
    throw new ArgumentError("threshold", "a cosine in (-1, 1]", threshold);
  }
  const unit = unitRows(X);
  const store = storeRows(unit);
  const pairs: DuplicatePair[] = [];
  // Rows are rounded to float32: an exact copy may come out just below 1.
  const least = threshold - 1e-6;
  const keep = (second: number, products: Float64Array) => {
    for (let first = 0; first < second; first++) {
      if (products[first]! >= least) pairs.push({ first, second, similarity: Math.min(1, products[first]!) });
    }
    if (pairs.length > mostPairs) {
      throw new ArgumentError(
        "threshold",
        `one that at most ${mostPairs} pairs reach (raise it)`,
        `${threshold}, which more than that reach`,
      );
    }
  };
  const one = new Float64Array(X.rows);
  const other = new Float64Array(X.rows);
  let row = 0;
  for (; row + 1 < X.rows; row += 2) {
    store.productsOfTwo(rowOf(unit, row), rowOf(unit, row + 1), row + 2, one, other);
    keep(row, one);
    keep(row + 1, other);
  }
  if (row < X.rows) {
    store.products(rowOf(unit, row), 0, row, one);
    keep(row, one);
  }
  pairs.sort((a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second);
  return Object.freeze({ pairs, groups: groupsOf(pairs, X.rows) });
}

function unitRows(X: Matrix): Matrix {
  const norms = squaredNorms(X);
  const zero = norms.indexOf(0);
  if (zero >= 0) {
    throw new ArgumentError(
      `X[row ${zero}]`,
      "a row that is not zero, for an angle (remove it)",
      "zeros only",
    );
  }
  const lengths = norms.map(Math.sqrt);
  return matrix(
    X.rows,
    X.columns,
    X.values.map((value, at) => value / lengths[Math.floor(at / X.columns)]!),
  );
}

/** Joins pairs by union-find, with paths halved on the way up. */
function groupsOf(pairs: readonly DuplicatePair[], count: number): number[][] {
  const parent = Uint32Array.from({ length: count }, (_, row) => row);
  const rootOf = (row: number) => {
    let at = row;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  // The lower row becomes the root, so groups come out in the order of their first rows.
  for (const { first, second } of pairs) {
    const [a, b] = [rootOf(first), rootOf(second)];
    parent[Math.max(a, b)] = Math.min(a, b);
  }
  const members = new Map<number, number[]>();
  for (let row = 0; row < count; row++) {
    const root = rootOf(row);
    members.set(root, [...(members.get(root) ?? []), row]);
  }
  return [...members.values()].filter(({ length }) => length > 1).sort((a, b) => b.length - a.length);
}
