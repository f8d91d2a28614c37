import { ShapeError } from "../errors/argument-error.ts";
import { type Matrix, rowOf } from "../matrix/matrix.ts";
import { tf } from "../tensors/tf.ts";

/** What a model learns from: inputs in rows, and the class of each. A {@link FeatureSet} is one. */
export interface TrainingRows {
  /** `[row, value]`: each row an input, flattened row-major. */
  readonly features: Matrix;
  /** Shape of one input before flattening. */
  readonly shape: readonly number[];
  /** Class of each row: an index into `classNames`. */
  readonly labels: readonly number[];
  readonly classNames: readonly string[];
}

/** Some rows and their classes, as a training step takes them. */
export interface LabelledBatch {
  /** `[row, ...shape]`, row-major. */
  readonly values: Float32Array;
  /** Shape of one row. */
  readonly shape: readonly number[];
  readonly labels: readonly number[];
}

/** Copies rows into a tensor `[batch, ...shape]`, owned by the caller. */
export function batchTensor({ features, shape }: TrainingRows, rows: ArrayLike<number>): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  if (size !== features.columns) throw new ShapeError("shape", `a product of ${features.columns}`, shape);
  const values = new Float32Array(rows.length * size);
  for (let index = 0; index < rows.length; index++) values.set(rowOf(features, rows[index]!), index * size);
  return tf.tensor(values, [rows.length, ...shape]);
}

/** Keeps the rows named, in the order given. */
export function selectRows<Rows extends TrainingRows & { readonly paths?: readonly string[] }>(
  source: Rows,
  rows: ArrayLike<number>,
): Rows {
  const { columns } = source.features;
  const values = new Float32Array(rows.length * columns);
  const labels: number[] = [];
  const paths: string[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    values.set(rowOf(source.features, row), index * columns);
    labels.push(source.labels[row]!);
    if (source.paths !== undefined) paths.push(source.paths[row]!);
  }
  const features = { rows: rows.length, columns, values };
  return { ...source, features, labels, ...(source.paths === undefined ? {} : { paths }) };
}
