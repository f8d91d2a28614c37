/**
 * Matrices of Winograd's minimal filtering F(2x2, 3x3): a tile of 2x2 outputs from 4x4 inputs takes 16 products where
 * the convolution itself takes 36. Each acts on both axes of a tile at once, the tile's values laid out row by row.
 *
 * @see Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015, section 4.1, https://arxiv.org/abs/1509.09308
 */
type Rows = readonly (readonly number[])[];

const inputAxis: Rows = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, 1, 0, -1],
];
const filterAxis: Rows = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
];
const outputAxis: Rows = [
  [1, 1, 1, 0],
  [0, 1, -1, -1],
];

/** `[16, 16]`: input tile -> what is multiplied. */
export const inputTransform = onBothAxes(inputAxis);
/** `[16, 9]`: filter -> what it is multiplied with. */
export const filterTransform = onBothAxes(filterAxis);
/** `[16, 9]`: the same for the filter turned by 180 degrees. */
export const turnedFilterTransform = filterTransform.map((row) => row.toReversed());
/** `[4, 16]`: products -> output tile. */
export const outputTransform = onBothAxes(outputAxis);

/** Turning a filter swaps the outer two of the four rows of its transform: which of the 16 values each becomes. */
const turned = [3, 1, 2, 0].flatMap((row) => [3, 1, 2, 0].map((column) => 4 * row + column));
/** `[16, 16]` and `[4, 16]`: for products with the turned filter, taken with the transform of the filter as it is. */
export const turnedInputTransform = turned.map((value) => inputTransform[value]!);
export const turnedOutputTransform = outputTransform.map((row) => turned.map((value) => row[value]!));

/** Kronecker product of a matrix with itself. */
function onBothAxes(axis: Rows): number[][] {
  return axis.flatMap((outer) =>
    axis.map((inner) => outer.flatMap((left) => inner.map((right) => left * right))),
  );
}

export function transposeRows(matrix: Rows): number[][] {
  return matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
}
