import { type Matrix, rowOf } from "../../matrix/matrix.ts";
import { createRowStore, storeRows } from "../../matrix/row-store.ts";
import { squaredNorms } from "../../metrics/squared-norms.ts";
import { applyKernel, type Kernel, kernelDiagonal } from "./kernel.ts";

/**
 * Kernel values among the `count` rows of a two-class problem, by position: a solver may reorder positions.
 *
 * In float64, where LIBSVM keeps float32: there the solver can go round in circles at tolerances below 1e-6 on columns
 * that depend on each other (seen with 8 rows of 2 columns at 1e-7), here it converges, in the same time.
 */
export interface KernelValues {
  readonly count: number;
  /** Kernel of each row with itself. */
  readonly diagonal: Float64Array;
  /** Writes the kernel values of one row with the positions [`from`, `to`) to the same places of `out`. */
  fill(position: number, from: number, to: number, out: Float64Array): void;
  /** Reorders the first positions: `order[p]` is the position of what comes to `p`. */
  reorder(order: Uint32Array): void;
}

/** Kernel values of a training set, for problems among some of its rows. */
export interface KernelSource {
  /** Bytes that values computed at once take; 0 when there are none. */
  readonly bytes: number;
  /** Presents rows as one problem, and ends the problem presented before. */
  problem(rows: Uint32Array): KernelValues;
  /** Returns Σ weight × kernel over `others` for each row. */
  weightedSums(rows: Uint32Array, others: Uint32Array, weights: Float64Array): Float64Array;
}

/** Kernel values of a whole training set with itself. */
interface Gram {
  /** `[count, count]`, row-major. */
  readonly values: Float64Array;
  readonly count: number;
}

/**
 * Computes all kernel values of `X` with itself: `rows² × 8` bytes.
 *
 * Worth it from three classes on, where each row meets the rows of several other classes.
 */
export function precomputedKernel(X: Matrix, kernel: Kernel): KernelSource {
  const { values, count: width } = gramMatrix(X, kernel);
  return {
    bytes: values.byteLength,
    problem(given) {
      const rows = given.slice();
      return {
        count: rows.length,
        diagonal: Float64Array.from(rows, (row) => values[row * width + row]!),
        fill(position, from, to, out) {
          const start = rows[position]! * width;
          for (let at = from; at < to; at++) out[at] = values[start + rows[at]!]!;
        },
        reorder: (order) => permute(rows, order),
      };
    },
    weightedSums: (rows, others, weights) =>
      Float64Array.from(rows, (row) => {
        let sum = 0;
        for (let at = 0; at < others.length; at++) sum += weights[at]! * values[row * width + others[at]!]!;
        return sum;
      }),
  };
}

function gramMatrix(X: Matrix, kernel: Kernel): Gram {
  const count = X.rows;
  const store = storeRows(X);
  const norms = squaredNorms(X);
  const values = new Float64Array(count * count);
  const outOf = (row: number, length: number) => values.subarray(row * count, row * count + length);
  let row = 0;
  for (; row + 1 < count; row += 2) {
    const length = row + 2;
    store.productsOfTwo(rowOf(X, row), rowOf(X, row + 1), length, outOf(row, length), outOf(row + 1, length));
  }
  if (row < count) store.products(rowOf(X, row), 0, count, values, row * count);
  for (row = 0; row < count; row++) {
    applyKernel(kernel, values, { offset: row * count, count: row + 1 }, norms[row]!, norms);
  }
  mirror(values, count);
  return { values, count };
}

/** Copies what is below the diagonal to above it, in tiles that fit the processor's cache. */
function mirror(values: Float64Array, count: number): void {
  const tile = 32;
  for (let top = 0; top < count; top += tile) {
    for (let left = 0; left <= top; left += tile) {
      const bottom = Math.min(top + tile, count);
      for (let row = top; row < bottom; row++) {
        const right = Math.min(left + tile, row);
        for (let column = left; column < right; column++) {
          values[column * count + row] = values[row * count + column]!;
        }
      }
    }
  }
}

/**
 * Computes kernel values of `X` with itself when they are asked for.
 *
 * @param mostRows - rows of the largest problem that will be presented.
 */
export function lazyKernel(X: Matrix, kernel: Kernel, mostRows: number): KernelSource {
  const norms = squaredNorms(X);
  const diagonal = kernelDiagonal(kernel, norms);
  const store = createRowStore(mostRows, X.columns);
  const products = new Float64Array(mostRows);
  const gather = (rows: Uint32Array) => {
    rows.forEach((row, at) => {
      store.fill(at, X, row, row + 1);
    });
    return Float64Array.from(rows, (row) => norms[row]!);
  };
  return {
    bytes: 0,
    problem(given) {
      const rows = given.slice();
      const ownNorms = gather(rows);
      return {
        count: rows.length,
        diagonal: Float64Array.from(rows, (row) => diagonal[row]!),
        fill(position, from, to, out) {
          store.products(rowOf(X, rows[position]!), from, to, out, from);
          applyKernel(kernel, out, { offset: from, count: to - from }, ownNorms[position]!, ownNorms, from);
        },
        reorder(order) {
          permute(rows, order);
          permute(ownNorms, order);
          for (let at = 0; at < order.length; at++) {
            if (order[at] !== at) store.fill(at, X, rows[at]!, rows[at]! + 1);
          }
        },
      };
    },
    weightedSums(rows, others, weights) {
      const otherNorms = gather(others);
      return Float64Array.from(rows, (row) => {
        store.products(rowOf(X, row), 0, others.length, products);
        applyKernel(kernel, products, { count: others.length }, norms[row]!, otherNorms);
        let sum = 0;
        for (let at = 0; at < others.length; at++) sum += weights[at]! * products[at]!;
        return sum;
      });
    },
  };
}

/** Brings `list[order[p]]` to `p`, for every `p` that `order` has. */
export function permute(list: Float64Array | Uint32Array | Uint8Array | Int8Array, order: Uint32Array): void {
  const before = list.slice(0, order.length);
  for (let at = 0; at < order.length; at++) list[at] = before[order[at]!]!;
}
