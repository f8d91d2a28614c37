import { ArgumentError } from "../../errors/argument-error.ts";
import type { Matrix } from "../../matrix/matrix.ts";
import { nearestNeighbors } from "../nearest-neighbors.ts";
import { requireSameRows } from "./same-rows.ts";

export interface NeighborOverlapOptions {
  /** @defaultValue "cosine", which does not see that one model's features are longer than the other's */
  readonly metric?: "euclidean" | "cosine";
}

/** How far two models agree on which images are alike. */
export interface NeighborOverlap {
  /** Mean share of the `k` nearest that both name, in [0, 1]. */
  readonly overlap: number;
  /** Mean of shared over all named, in [0, 1] (Jaccard index). */
  readonly jaccard: number;
  /** Overlap to be expected of neighbours drawn at random: k / (rows - 1). */
  readonly chance: number;
  /** `[rows]`: overlap of each image, to find those that the models see differently. */
  readonly overlapOfRow: Float64Array;
}

/**
 * Compares the `k` nearest neighbours of every image under two models' features.
 *
 * @param A - `[images, features]`, no row zero under "cosine".
 * @param B - `[images, other features]`: the same images in the same order.
 * @param k - in [1, images - 1].
 * @throws {@link ShapeError} when the numbers of rows differ; {@link ArgumentError} as {@link nearestNeighbors}.
 * @example const { overlap, chance } = neighborOverlap(vggFeatures, resnetFeatures, 10);
 */
export function neighborOverlap(
  A: Matrix,
  B: Matrix,
  k: number,
  options: NeighborOverlapOptions = {},
): NeighborOverlap {
  requireSameRows([A, B], ["A", "B"]);
  const { metric = "cosine" } = options;
  return compare(nearestNeighbors(A, k, { metric }).indices, nearestNeighbors(B, k, { metric }).indices);
}

/**
 * Compares the neighbours under every two of several models or layers; those of each are found once.
 *
 * @param layers - each `[images, its features]`, the same images in the same order.
 * @returns `[layers][layers]`: mean share of the `k` nearest that both name, in [0, 1]; 1 on the diagonal.
 * @throws {@link ShapeError} when the numbers of rows differ; {@link ArgumentError} when there is no layer, and as
 * {@link nearestNeighbors}.
 * @example similarityHeatmap({ values: neighborOverlapMatrix([block3, block4, block5], 10), rowNames })
 */
export function neighborOverlapMatrix(
  layers: readonly Matrix[],
  k: number,
  options: NeighborOverlapOptions = {},
): number[][] {
  if (layers.length === 0) throw new ArgumentError("layers", "at least one matrix", layers);
  requireSameRows(layers);
  const { metric = "cosine" } = options;
  const neighbors = layers.map((layer) => nearestNeighbors(layer, k, { metric }).indices);
  return neighbors.map((one) => neighbors.map((other) => compare(one, other).overlap));
}

function compare(
  one: ReadonlyArray<readonly number[]>,
  other: ReadonlyArray<readonly number[]>,
): NeighborOverlap {
  const size = one.length;
  const k = one[0]!.length;
  const overlapOfRow = new Float64Array(size);
  let jaccard = 0;
  one.forEach((neighbors, row) => {
    const named = new Set(neighbors);
    const shared = other[row]!.reduce((count, neighbor) => count + (named.has(neighbor) ? 1 : 0), 0);
    overlapOfRow[row] = shared / k;
    jaccard += shared / (2 * k - shared);
  });
  const overlap = overlapOfRow.reduce((sum, share) => sum + share, 0) / size;
  return Object.freeze({ overlap, jaccard: jaccard / size, chance: k / (size - 1), overlapOfRow });
}
