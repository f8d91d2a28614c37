import { type Matrix, rowOf } from "../matrix/matrix.ts";
import { storeRows } from "../matrix/row-store.ts";
import { squaredNorms } from "../metrics/squared-norms.ts";
import { pairsOf } from "./one-vs-one.ts";
import { applyKernel } from "./solver/kernel.ts";
import type { SvcParts } from "./svc.ts";

/** Returns the decision value of every pair for every (scaled) row: `[rows, pairs]`, positive for the pair's first class. */
export type DecidePairs = (X: Matrix) => Float64Array;

/** Support vectors [`from`, `to`) of one class, with their signed multipliers in one pair. */
interface Side {
  readonly from: number;
  readonly to: number;
  readonly coefficients: ArrayLike<number>;
}

export function pairDecider(parts: SvcParts): DecidePairs {
  const { classes, supportCounts, dualCoefficients } = parts;
  const starts: number[] = [];
  let start = 0;
  for (const count of supportCounts) {
    starts.push(start);
    start += count;
  }
  const coefficients = dualCoefficients.map((row) => Float64Array.from(row));
  const sideOf = (label: number, row: number): Side => ({
    from: starts[label]!,
    to: starts[label]! + supportCounts[label]!,
    coefficients: coefficients[row]!,
  });
  const pairs = pairsOf(classes.length).map(([i, j]) => [sideOf(i, j - 1), sideOf(j, i)]);
  return parts.kernel.name === "linear" ? linearDecider(parts, pairs) : kernelDecider(parts, pairs);
}

/** One weight vector a pair does the work of all its support vectors. */
function linearDecider({ supportVectors, intercepts }: SvcParts, pairs: readonly Side[][]): DecidePairs {
  const store = storeRows(supportVectors);
  const weights = pairs.map((sides) => {
    store.vector.fill(0);
    for (const { from, to, coefficients } of sides) {
      for (let at = from; at < to; at++) if (coefficients[at] !== 0) store.add(at, coefficients[at]!);
    }
    return store.vector.slice();
  });
  return (X) => {
    const rows = storeRows(X);
    const decisions = new Float64Array(X.rows * pairs.length);
    const products = [new Float64Array(X.rows), new Float64Array(X.rows)] as const;
    const keep = (pair: number, values: Float64Array) => {
      const intercept = intercepts[pair]!;
      for (let row = 0; row < X.rows; row++) decisions[row * pairs.length + pair] = values[row]! + intercept;
    };
    for (let pair = 0; pair < weights.length; pair += 2) {
      const next = weights[pair + 1];
      if (next) {
        rows.productsOfTwo(weights[pair]!, next, X.rows, ...products);
        keep(pair + 1, products[1]);
      } else rows.products(weights[pair]!, 0, X.rows, products[0]);
      keep(pair, products[0]);
    }
    return decisions;
  };
}

function kernelDecider(
  { kernel, supportVectors, intercepts }: SvcParts,
  pairs: readonly Side[][],
): DecidePairs {
  const norms = squaredNorms(supportVectors);
  const count = supportVectors.rows;
  return (X) => {
    const store = storeRows(supportVectors);
    const ownNorms = squaredNorms(X);
    const decisions = new Float64Array(X.rows * pairs.length);
    const products = [new Float64Array(count), new Float64Array(count)] as const;
    const decide = (row: number, values: Float64Array) => {
      applyKernel(kernel, values, { count }, ownNorms[row]!, norms);
      pairs.forEach((sides, pair) => {
        let sum = intercepts[pair]!;
        for (const { from, to, coefficients } of sides) {
          for (let at = from; at < to; at++) sum += coefficients[at]! * values[at]!;
        }
        decisions[row * pairs.length + pair] = sum;
      });
    };
    for (let row = 0; row < X.rows; row += 2) {
      if (row + 1 < X.rows) {
        store.productsOfTwo(rowOf(X, row), rowOf(X, row + 1), count, ...products);
        decide(row + 1, products[1]);
      } else store.products(rowOf(X, row), 0, count, products[0]);
      decide(row, products[0]);
    }
    return decisions;
  };
}
