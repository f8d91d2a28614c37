import { ArgumentError, ShapeError } from "../errors/argument-error.ts";

/**
 * A dense row-major matrix of float32: one row a sample, one column a feature.
 *
 * A plain record, not a tensor: nothing to dispose, may be sent between threads, and `values` may be read directly.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** `rows * columns` numbers; row `i` starts at `i * columns`. */
  readonly values: Float32Array;
}

/**
 * Makes a matrix over `values` (not copied), or of zeros.
 *
 * @throws {@link ShapeError} when `values` does not hold `rows * columns` numbers.
 * @example matrix(2, 3, Float32Array.of(1, 2, 3, 4, 5, 6))
 */
export function matrix(
  rows: number,
  columns: number,
  values: Float32Array = new Float32Array(rows * columns),
): Matrix {
  if (values.length !== rows * columns)
    throw new ShapeError("values", `[${rows} * ${columns}]`, [values.length]);
  return { rows, columns, values };
}

/**
 * Copies rows of equal length into a matrix.
 *
 * @throws {@link ArgumentError} when there is no row; {@link ShapeError} when lengths differ.
 * @example matrixFromRows([[1, 2], [3, 4]])
 */
export function matrixFromRows(rows: ReadonlyArray<ArrayLike<number>>): Matrix {
  const first = rows[0];
  if (first === undefined) throw new ArgumentError("rows", "at least one row", rows);
  const result = matrix(rows.length, first.length);
  rows.forEach((row, index) => {
    if (row.length !== first.length)
      throw new ShapeError(`rows[${index}]`, `[${first.length}]`, [row.length]);
    result.values.set(row, index * first.length);
  });
  return result;
}

/** Returns a view of one row: writing to it writes to the matrix. */
export function rowOf(source: Matrix, index: number): Float32Array {
  return source.values.subarray(index * source.columns, (index + 1) * source.columns);
}

/** Copies the named rows, in the order given, into a new matrix. */
export function takeRows(source: Matrix, indices: ArrayLike<number>): Matrix {
  const result = matrix(indices.length, source.columns);
  for (let target = 0; target < indices.length; target++) {
    const index = indices[target]!;
    if (!(Number.isInteger(index) && index >= 0 && index < source.rows)) {
      throw new ArgumentError(`indices[${target}]`, `a row in [0, ${source.rows})`, index);
    }
    result.values.set(rowOf(source, index), target * source.columns);
  }
  return result;
}
