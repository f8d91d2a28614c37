import { ArgumentError } from "../errors/argument-error.ts";
import { type Matrix, matrixFromRows } from "../matrix/matrix.ts";
import { requireFinite } from "../metrics/require-finite.ts";
import { type Random, seededRandom } from "../random/generator.ts";
import { requireInteger } from "./check.ts";
import { createPause } from "./create-pause.ts";
import { nearestNeighbors } from "./nearest-neighbors.ts";

export interface UmapOptions {
  /** Dimensions of the map, at least 1. @defaultValue 2 */
  readonly components?: number;
  /** Size of the neighbourhood whose shape is kept, the row itself included: in [2, rows - 1]. @defaultValue 15, or rows - 1 if fewer */
  readonly neighbors?: number;
  /** Least distance of points on the map, in [0, 1]. @defaultValue 0.1 */
  readonly minDist?: number;
  /** Passes of the optimisation. @defaultValue 500 up to 2,500 rows, fewer for more (umap-js) */
  readonly epochs?: number;
  readonly metric?: "euclidean" | "cosine";
  /** Seed of the first placement and of the sampling; equal seeds give equal maps. @defaultValue 0 */
  readonly seed?: number;
  /** Source of chance, in place of `seed`. */
  readonly random?: Random;
  /** Called after each pass. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Stops the work between two passes. */
  readonly signal?: AbortSignal | undefined;
}

/** A map by UMAP. */
export interface Umap {
  /** `[rows, components]`, without a unit: only who is near whom means something. */
  readonly projected: Matrix;
}

/**
 * Places rows on a map so that near neighbours stay near (UMAP). Distances between far points mean little.
 *
 * The neighbours are exact, not searched approximately as umap-js does by itself, and found in one go (about 1 s for
 * 2,000 × 512); the passes after that let timers and messages through every 50 ms.
 *
 * @param X - `[rows, features]`, at least three rows.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there are too few rows, or an
 * option is out of its range; the signal's reason when it is aborted.
 * @example const { projected } = await umap(features, { neighbors: 15, seed: 1 });
 * @see McInnes, Healy and Melville 2018, https://arxiv.org/abs/1802.03426
 */
export async function umap(X: Matrix, options: UmapOptions = {}): Promise<Umap> {
  requireFinite("X", X);
  if (X.rows < 3) throw new ArgumentError("X", "at least three rows", X.rows);
  const { components = 2, neighbors = Math.min(15, X.rows - 1), minDist = 0.1, epochs } = options;
  const { metric = "euclidean", seed = 0, random = seededRandom(seed), onProgress, signal } = options;
  requireInteger("components", components, 1);
  requireInteger("neighbors", neighbors, 2, X.rows - 1);
  if (epochs !== undefined) requireInteger("epochs", epochs, 1);
  if (!(minDist >= 0 && minDist <= 1)) throw new ArgumentError("minDist", "a number in [0, 1]", minDist);

  const pause = createPause(signal);
  await pause();
  const found = nearestNeighbors(X, neighbors - 1, { metric });
  const { UMAP } = await import("umap-js");
  const mapper = new UMAP({
    nComponents: components,
    nNeighbors: neighbors,
    minDist,
    random,
    ...(epochs === undefined ? {} : { nEpochs: epochs }),
  });
  // umap-js, like umap-learn, counts a row as its own first neighbour.
  mapper.setPrecomputedKNN(
    found.indices.map((others, row) => [row, ...others]),
    found.distances.map((others) => [0, ...others]),
  );
  // With neighbours given, umap-js reads no more of the rows than how many there are.
  const total = mapper.initializeFit(Array.from({ length: X.rows }, () => []));
  for (let done = 1; done <= total; done++) {
    await pause();
    mapper.step();
    onProgress?.({ done, total });
  }
  signal?.throwIfAborted();
  return Object.freeze({ projected: matrixFromRows(mapper.getEmbedding()) });
}
