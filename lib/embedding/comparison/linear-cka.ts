import { ArgumentError } from "../../errors/argument-error.ts";
import { type Matrix, matrix, rowOf } from "../../matrix/matrix.ts";
import { storeRows } from "../../matrix/row-store.ts";
import { requireFinite } from "../../metrics/require-finite.ts";
import { requireSameRows } from "./same-rows.ts";

export interface CkaOptions {
  /**
   * Takes out the bias that makes any two sets of features look alike when there are fewer images than features: then 0
   * is to be expected of unrelated ones, and a value may be a little below 0. Needs four images.
   *
   * @defaultValue false, the measure as published
   */
  readonly debiased?: boolean;
}

/**
 * Measures how alike two models' features of the same images are, whatever the rotation and scale (linear centred kernel
 * alignment): 1 when one is a rotation of the other.
 *
 * @param A - `[images, features]`
 * @param B - `[images, other features]`: the same images in the same order.
 * @returns in [0, 1]; with `debiased` in about [-1, 1].
 * @throws {@link ShapeError} when the numbers of rows differ; {@link ArgumentError} when a value is not finite, there are
 * too few images, or all rows of one are equal.
 * @example const similarity = linearCka(vggFeatures, resnetFeatures, { debiased: true });
 * @see Kornblith et al. 2019, https://arxiv.org/abs/1905.00414; the debiased estimate is that of Song et al. 2012, "Feature
 * selection via dependence maximization", equation 4, as in Nguyen, Raghu and Kornblith 2021, https://arxiv.org/abs/2010.15327
 */
export function linearCka(A: Matrix, B: Matrix, options: CkaOptions = {}): number {
  requireSameRows([A, B], ["A", "B"]);
  return alignments([A, B], ["A", "B"], options)[0]![1]!;
}

/**
 * Measures {@link linearCka} between every two of several models or layers; products of each are formed once.
 *
 * @param layers - each `[images, its features]`, the same images in the same order.
 * @returns `[layers][layers]`, symmetric, 1 on the diagonal.
 * @throws as {@link linearCka}; {@link ArgumentError} when there is no layer.
 * @example similarityHeatmap({ values: linearCkaMatrix([block3, block4, block5]), rowNames })
 */
export function linearCkaMatrix(layers: readonly Matrix[], options: CkaOptions = {}): number[][] {
  if (layers.length === 0) throw new ArgumentError("layers", "at least one matrix", layers);
  requireSameRows(layers);
  return alignments(
    layers,
    layers.map((_, index) => `layers[${index}]`),
    options,
  );
}

function alignments(layers: readonly Matrix[], names: readonly string[], options: CkaOptions): number[][] {
  const { debiased = false } = options;
  layers.forEach((layer, index) => {
    requireFinite(names[index]!, layer);
  });
  const least = debiased ? 4 : 2;
  const images = layers[0]!.rows;
  if (images < least) throw new ArgumentError(names[0]!, `at least ${least} rows`, images);
  const independence = hsic(layers.map(centredColumns), debiased);
  independence.forEach((row, index) => {
    if (!(row[index]! > 0)) {
      throw new ArgumentError(
        names[index]!,
        "rows that differ from one another",
        "rows that are (nearly) equal",
      );
    }
  });
  return independence.map((row, i) =>
    row.map((value, j) => (i === j ? 1 : value / Math.sqrt(row[i]! * independence[j]![j]!))),
  );
}

/**
 * Sums the products of Gram matrices, two rows at a time: none is ever held.
 *
 * Of a Gram matrix, which is symmetric, the part up to the diagonal is formed.
 */
function hsic(layers: readonly Matrix[], debiased: boolean): number[][] {
  const images = layers[0]!.rows;
  const stores = layers.map(storeRows);
  const lines = layers.map(() => [new Float64Array(images), new Float64Array(images)] as const);
  const sums = layers.map(() => new Float64Array(layers.length));
  const rowSums = layers.map(() => new Float64Array(images));
  for (let row = 0; row < images; row += 2) {
    const both = row + 1 < images;
    layers.forEach((layer, index) => {
      const [first, second] = lines[index]!;
      const store = stores[index]!;
      if (both) store.productsOfTwo(rowOf(layer, row), rowOf(layer, row + 1), row + 2, first, second);
      else store.products(rowOf(layer, row), 0, row + 1, first);
    });
    for (let turn = 0; turn < (both ? 2 : 1); turn++) addLine(row + turn, turn as 0 | 1);
  }

  function addLine(row: number, turn: 0 | 1): void {
    for (let i = 0; i < layers.length; i++) {
      const own = lines[i]![turn];
      if (debiased) {
        for (let at = 0; at < row; at++) {
          rowSums[i]![row]! += own[at]!;
          rowSums[i]![at]! += own[at]!;
        }
      }
      for (let j = 0; j <= i; j++) {
        const other = lines[j]![turn];
        let below = 0;
        for (let at = 0; at < row; at++) below += own[at]! * other[at]!;
        sums[i]![j]! += 2 * below + (debiased ? 0 : own[row]! * other[row]!);
      }
    }
  }

  const totals = rowSums.map((line) => line.reduce((sum, value) => sum + value, 0));
  return layers.map((_, i) =>
    layers.map((_, j) => {
      const product = i >= j ? sums[i]![j]! : sums[j]![i]!;
      if (!debiased) return product;
      const means = (totals[i]! * totals[j]!) / ((images - 1) * (images - 2));
      const mixed = rowSums[i]!.reduce((sum, value, row) => sum + value * rowSums[j]![row]!, 0);
      return product + means - (2 * mixed) / (images - 2);
    }),
  );
}

function centredColumns(X: Matrix): Matrix {
  const mean = new Float64Array(X.columns);
  for (let at = 0; at < X.values.length; at++) mean[at % X.columns]! += X.values[at]! / X.rows;
  return matrix(
    X.rows,
    X.columns,
    X.values.map((value, at) => value - mean[at % X.columns]!),
  );
}
