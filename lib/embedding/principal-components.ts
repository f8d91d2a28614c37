import { PCA } from "ml-pca";
import { type Random, randomNormal } from "../random/generator.ts";

/** Leading singular triplets of a centred matrix, largest first. */
export interface SingularTriplets {
  readonly singularValues: Float64Array;
  /** `count × columns`: one right singular vector a row, of length 1. */
  readonly rightVectors: Float64Array;
}

/**
 * Finds the `count` largest singular values of a matrix and their right vectors by a block Krylov iteration on the
 * smaller of its two Gram matrices, which is applied and never formed.
 *
 * A block wider than `count` finds equal singular values too. When the block space has grown to the whole space the
 * result is exact; usually a few dozen products are enough. The small eigenproblems go to ml-pca.
 *
 * @param centred - `rows × columns` numbers, row-major.
 * @param random - for the first block; the result depends on it within rounding only.
 * @see Musco and Musco 2015, "Randomized block Krylov methods", https://arxiv.org/abs/1504.05477
 */
export function leadingTriplets(
  centred: Float64Array,
  rows: number,
  columns: number,
  count: number,
  random: Random,
): SingularTriplets {
  const size = Math.min(rows, columns);
  const applyGram = (vector: Float64Array) =>
    rows <= columns
      ? timesRows(centred, rows, columns, timesColumns(centred, rows, columns, vector))
      : timesColumns(centred, rows, columns, timesRows(centred, rows, columns, vector));

  const basis: Float64Array[] = [];
  const images: Float64Array[] = [];
  let block: Float64Array[] = Array.from({ length: Math.min(size, count + 4) }, () =>
    Float64Array.from({ length: size }, () => randomNormal(random)),
  );
  let ritz: { values: number[]; vectors: Float64Array[] } = { values: [], vectors: [] };
  let nextCheck = block.length;
  for (;;) {
    const added = extendBasis(basis, block, size);
    for (const vector of added) images.push(applyGram(vector));
    block = images.slice(images.length - added.length);
    const complete = added.length === 0 || basis.length >= size;
    if (!complete && basis.length < nextCheck) continue;
    // A check costs the cube of the basis: checking at geometric steps keeps all of them together near the last one.
    nextCheck = 1.4 * basis.length;
    const small = smallEigen(basis, images, Math.min(count, basis.length));
    ritz = { values: small.values, vectors: small.vectors.map((weights) => combine(basis, weights, size)) };
    const largest = Math.max(ritz.values[0]!, 0);
    const settled = small.vectors.every((weights, index) => {
      const image = combine(images, weights, size);
      addScaled(image, ritz.vectors[index]!, -ritz.values[index]!);
      return Math.sqrt(dot(image, image)) <= 1e-8 * largest;
    });
    if (settled || complete) break;
  }
  return rightVectorsOf(ritz.values, ritz.vectors, centred, rows, columns, count, random);
}

/** Orthonormalises candidates against the basis (twice, against cancellation) and appends what is left of each. */
function extendBasis(
  basis: Float64Array[],
  candidates: readonly Float64Array[],
  size: number,
): Float64Array[] {
  const added: Float64Array[] = [];
  for (const candidate of candidates) {
    if (basis.length >= size) break;
    const vector = candidate.slice();
    const before = Math.sqrt(dot(vector, vector));
    for (let turn = 0; turn < 2; turn++) {
      for (const other of basis) addScaled(vector, other, -dot(vector, other));
    }
    const length = Math.sqrt(dot(vector, vector));
    if (!(length > 1e-10 * before)) continue;
    for (let k = 0; k < size; k++) vector[k]! /= length;
    basis.push(vector);
    added.push(vector);
  }
  return added;
}

/** Eigenvectors of the Gram matrix restricted to the basis, by descending eigenvalue, as weights of basis vectors. */
function smallEigen(basis: readonly Float64Array[], images: readonly Float64Array[], count: number) {
  const restricted = basis.map((vector) => images.map((image) => dot(vector, image)));
  for (let i = 0; i < restricted.length; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (restricted[i]![j]! + restricted[j]![i]!) / 2;
      restricted[i]![j] = mean;
      restricted[j]![i] = mean;
    }
  }
  const solved = new PCA(restricted, { isCovarianceMatrix: true });
  const values = solved.getEigenvalues();
  const eigenvectors = solved.getEigenvectors();
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]!);
  return {
    values: order.slice(0, count).map((index) => values[index]!),
    vectors: order.slice(0, count).map((index) => eigenvectors.getColumn(index)),
  };
}

function rightVectorsOf(
  eigenvalues: readonly number[],
  eigenvectors: readonly Float64Array[],
  centred: Float64Array,
  rows: number,
  columns: number,
  count: number,
  random: Random,
): SingularTriplets {
  const singularValues = new Float64Array(count);
  const right: Float64Array[] = [];
  const negligible = 1e-14 * Math.max(eigenvalues[0] ?? 0, 0);
  for (let index = 0; index < count; index++) {
    const eigenvalue = eigenvalues[index] ?? 0;
    if (eigenvalue > negligible) {
      const vector = eigenvectors[index]!;
      const image = rows <= columns ? timesColumns(centred, rows, columns, vector) : vector;
      if (extendBasis(right, [image], columns).length === 1) {
        singularValues[index] = Math.sqrt(eigenvalue);
        continue;
      }
    }
    // No variance is left: any direction at right angles to the others will do.
    while (
      extendBasis(right, [Float64Array.from({ length: columns }, () => randomNormal(random))], columns)
        .length === 0
    );
  }
  const rightVectors = new Float64Array(count * columns);
  right.forEach((vector, index) => {
    rightVectors.set(vector, index * columns);
  });
  return { singularValues, rightVectors };
}

/** `X v`, of `rows` numbers. */
function timesRows(X: Float64Array, rows: number, columns: number, vector: Float64Array): Float64Array {
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row++)
    result[row] = dot(X.subarray(row * columns, (row + 1) * columns), vector);
  return result;
}

/** `Xᵀ v`, of `columns` numbers. */
function timesColumns(X: Float64Array, rows: number, columns: number, vector: Float64Array): Float64Array {
  const result = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    addScaled(result, X.subarray(row * columns, (row + 1) * columns), vector[row]!);
  }
  return result;
}

function combine(vectors: readonly Float64Array[], weights: ArrayLike<number>, size: number): Float64Array {
  const result = new Float64Array(size);
  vectors.forEach((vector, index) => {
    addScaled(result, vector, weights[index]!);
  });
  return result;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let k = 0; k < target.length; k++) target[k]! += factor * source[k]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < a.length; k += 4) {
    s0 += a[k]! * b[k]!;
    s1 += a[k + 1]! * b[k + 1]!;
    s2 += a[k + 2]! * b[k + 2]!;
    s3 += a[k + 3]! * b[k + 3]!;
  }
  for (; k < a.length; k++) s0 += a[k]! * b[k]!;
  return s0 + s1 + s2 + s3;
}
