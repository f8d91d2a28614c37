import type { Matrix } from "../matrix/matrix.ts";
import { pairOfRowsProducts, rowProducts, squaredNorms } from "../metrics/pairwise.ts";
import type { KernelFunction } from "./kernel.ts";

/** Rows [start, end) of a matrix. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Kernel values among `count` rows, one row of them at a time.
 *
 * In float64, where LIBSVM keeps float32: there the solver can go round in circles at tolerances below 1e-6 on columns
 * that depend on each other (seen with 8 rows of 2 columns at 1e-7), here it converges, in the same time.
 */
export interface KernelRows {
  readonly count: number;
  /** Kernel of each row with itself. */
  readonly diagonal: Float64Array;
  /** Kernel of row `index` with every row. Valid until two more rows were asked for; must not be written to. */
  row(index: number): Float64Array;
}

/** Writes the kernel values of one row with the rows of a range into `out`, from `offset` on. */
type FillRow = (row: number, range: RowRange, out: Float64Array, offset: number) => void;

/** Kernel values of a whole training set: computed at once, or when a row is asked for. */
export interface KernelSource {
  readonly diagonal: Float64Array;
  readonly fillRow: FillRow;
  /** Bytes that the values computed at once take; 0 when there are none. */
  readonly bytes: number;
}

/**
 * Computes all kernel values of `X` with itself, as float64: `rows² × 8` bytes.
 *
 * Worth it from three classes on, where each row meets the rows of several other classes.
 */
export function precomputedKernel(X: Matrix, kernel: KernelFunction): KernelSource {
  const count = X.rows;
  const norms = squaredNorms(X);
  const values = new Float64Array(count * count);
  const first = new Float64Array(count);
  const second = new Float64Array(count);
  const write = (row: number, products: Float64Array) => {
    for (let other = 0; other <= row; other++) {
      const value = kernel(products[other]!, norms[row]!, norms[other]!);
      values[row * count + other] = value;
      values[other * count + row] = value;
    }
  };
  let row = 0;
  for (; row + 1 < count; row += 2) {
    pairOfRowsProducts(X, row, X, row + 2, first, second);
    write(row, first);
    write(row + 1, second);
  }
  if (row < count) {
    rowProducts(X, row, X, 0, count, first);
    write(row, first);
  }
  return {
    diagonal: diagonalOf(norms, kernel),
    bytes: values.byteLength,
    fillRow: (own, { start, end }, out, offset) => {
      out.set(values.subarray(own * count + start, own * count + end), offset);
    },
  };
}

/** Computes kernel values of `X` with itself when they are asked for. */
export function lazyKernel(X: Matrix, kernel: KernelFunction): KernelSource {
  const norms = squaredNorms(X);
  return {
    diagonal: diagonalOf(norms, kernel),
    bytes: 0,
    fillRow: (own, { start, end }, out, offset) => {
      rowProducts(X, own, X, start, end, out, offset);
      for (let other = start; other < end; other++) {
        const at = offset + other - start;
        out[at] = kernel(out[at]!, norms[own]!, norms[other]!);
      }
    },
  };
}

/**
 * Presents the rows of two ranges as one problem and keeps the rows used last within `cacheBytes` (at least two rows,
 * the working set).
 */
export function kernelRowsOfPair(
  source: KernelSource,
  first: RowRange,
  second: RowRange,
  cacheBytes: number,
): KernelRows {
  const firstCount = first.end - first.start;
  const count = firstCount + second.end - second.start;
  const diagonal = new Float64Array(count);
  diagonal.set(source.diagonal.subarray(first.start, first.end));
  diagonal.set(source.diagonal.subarray(second.start, second.end), firstCount);
  const capacity = Math.max(2, Math.floor(cacheBytes / (count * Float64Array.BYTES_PER_ELEMENT)));
  // A Map iterates in the order of insertion: the first key is the row used longest ago.
  const kept = new Map<number, Float64Array>();
  const row = (index: number) => {
    let values = kept.get(index);
    if (values) {
      kept.delete(index);
    } else {
      if (kept.size >= capacity) {
        const oldest = kept.keys().next().value!;
        values = kept.get(oldest)!;
        kept.delete(oldest);
      } else {
        values = new Float64Array(count);
      }
      const own = index < firstCount ? first.start + index : second.start + index - firstCount;
      source.fillRow(own, first, values, 0);
      source.fillRow(own, second, values, firstCount);
    }
    kept.set(index, values);
    return values;
  };
  return { count, diagonal, row };
}

function diagonalOf(norms: Float64Array, kernel: KernelFunction): Float64Array {
  return norms.map((norm) => kernel(norm, norm, norm));
}
