import { ArgumentError } from "../../errors/argument-error.ts";
import { type Matrix, matrix } from "../../matrix/matrix.ts";
import { requireFinite } from "../../metrics/require-finite.ts";
import { type Random, randomNormal, seededRandom } from "../../random/generator.ts";
import { requireInteger } from "../check.ts";
import { createPause } from "../create-pause.ts";
import { nearestNeighbors } from "../nearest-neighbors.ts";
import { pca } from "../pca.ts";
import { jointProbabilities } from "./affinities.ts";
import { explorationIterations, prepareDescent } from "./descent.ts";

export interface TsneOptions {
  /** Size of the neighbourhood that is kept, as an effective number of rows: in [1, rows - 1). @defaultValue 30, or a third of the other rows if they are fewer than 90 */
  readonly perplexity?: number;
  /** Steps of the optimisation, at least 250 (the first 250 exaggerate attraction). @defaultValue 1000 */
  readonly iterations?: number;
  /** Seed of the chance in the first placement; equal seeds give equal maps. @defaultValue 0 */
  readonly seed?: number;
  /** Source of chance, in place of `seed`. */
  readonly random?: Random;
  /** First placement: along the two principal components (keeps more of the large-scale order), or at random. @defaultValue "pca" */
  readonly initialization?: "pca" | "random";
  readonly metric?: "euclidean" | "cosine";
  /** Length of a step. @defaultValue rows / 48, at least 50 (Belkina et al. 2019; scikit-learn's "auto") */
  readonly learningRate?: number;
  /** Exactness of far forces, in [0, 1]: 0 compares every pair, larger is faster. @defaultValue 0.5 */
  readonly angle?: number;
  /** Called after every 50 steps. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Stops the work between two steps. */
  readonly signal?: AbortSignal | undefined;
}

/** A map by t-SNE. */
export interface Tsne {
  /** `[rows, 2]`, without a unit: only who is near whom means something. */
  readonly projected: Matrix;
  /** How far the map's neighbourhoods are from those of the rows: Kullback-Leibler divergence in nats; 0 is perfect. */
  readonly klDivergence: number;
}

/**
 * Places rows on a plane so that near neighbours stay near (t-SNE, by Barnes and Hut's approximation).
 *
 * Sizes of clusters and distances between them mean little. The neighbours that the perplexity asks for (three times as
 * many) are exact, and found in one go (about 1 s for 2,000 × 512); the steps after that let timers and messages through
 * every 50 ms.
 *
 * @param X - `[rows, features]`, at least three rows.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there are too few rows, or an
 * option is out of its range; the signal's reason when it is aborted.
 * @example const { projected } = await tsne(features, { perplexity: 30, seed: 1 });
 * @see van der Maaten 2014, "Accelerating t-SNE using tree-based algorithms", JMLR 15; step sizes and momenta are those
 * of scikit-learn's `manifold.TSNE`
 */
export async function tsne(X: Matrix, options: TsneOptions = {}): Promise<Tsne> {
  requireFinite("X", X);
  if (X.rows < 3) throw new ArgumentError("X", "at least three rows", X.rows);
  const {
    perplexity = Math.max(1, Math.min(30, (X.rows - 1) / 3)),
    iterations = 1000,
    angle = 0.5,
  } = options;
  const { initialization = "pca", metric = "euclidean", onProgress, signal } = options;
  const { seed = 0, random = seededRandom(seed), learningRate = Math.max(X.rows / 48, 50) } = options;
  if (!(perplexity >= 1 && perplexity < X.rows - 1)) {
    throw new ArgumentError("perplexity", `a number in [1, ${X.rows - 1}) for ${X.rows} rows`, perplexity);
  }
  requireInteger("iterations", iterations, explorationIterations);
  if (!(learningRate > 0 && learningRate < Infinity)) {
    throw new ArgumentError("learningRate", "a positive number", learningRate);
  }
  if (!(angle >= 0 && angle <= 1)) throw new ArgumentError("angle", "a number in [0, 1]", angle);
  if (initialization !== "pca" && initialization !== "random") {
    throw new ArgumentError("initialization", '"pca" or "random"', `"${String(initialization)}"`);
  }
  const pause = createPause(signal);
  await pause();
  const neighborCount = Math.min(X.rows - 1, Math.floor(3 * perplexity) + 1);
  const affinities = jointProbabilities(nearestNeighbors(X, neighborCount, { metric }), perplexity);
  await pause();
  const points = initialization === "pca" ? principalPlane(X, random) : smallNoise(X.rows, random);
  const descent = prepareDescent({ affinities, points, learningRate, angle });
  for (let iteration = 0; iteration < iterations; iteration++) {
    await pause();
    descent.step(iteration);
    const done = iteration + 1;
    if (done % 50 === 0 || done === iterations) onProgress?.({ done, total: iterations });
  }
  signal?.throwIfAborted();
  return Object.freeze({
    projected: matrix(X.rows, 2, Float32Array.from(points)),
    klDivergence: descent.klDivergence(),
  });
}

/** Starts within a small part of the final size: the early forces are then all alike. */
const startDeviation = 1e-4;

function smallNoise(rows: number, random: Random): Float64Array {
  return Float64Array.from({ length: 2 * rows }, () => startDeviation * randomNormal(random));
}

function principalPlane(X: Matrix, random: Random): Float64Array {
  const { projected, explainedVariance } = pca(X, { components: Math.min(2, X.columns), random });
  const deviation = Math.sqrt(explainedVariance[0]! * (1 - 1 / X.rows));
  // Rows that are all equal, or have one feature, need chance to leave their line.
  const points = new Float64Array(2 * X.rows);
  if (deviation === 0 || projected.columns < 2) points.set(smallNoise(X.rows, random));
  if (deviation > 0) {
    for (let row = 0; row < X.rows; row++) {
      for (let axis = 0; axis < projected.columns; axis++) {
        points[2 * row + axis] =
          (startDeviation * projected.values[row * projected.columns + axis]!) / deviation;
      }
    }
  }
  return points;
}
