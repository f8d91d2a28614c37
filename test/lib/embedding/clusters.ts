import { type Matrix, matrix } from "../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";

/** Row i is of cluster i % `classes`: a mean of its own, and noise of deviation 1. */
export function drawClusters(options: {
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  /** Deviation of the means. */
  readonly apart: number;
  readonly seed: number;
}): { readonly X: Matrix; readonly labels: number[] } {
  const { rows, columns, classes, apart, seed } = options;
  const random = seededRandom(seed);
  const means = Float64Array.from({ length: classes * columns }, () => apart * randomNormal(random));
  const labels = Array.from({ length: rows }, (_, row) => row % classes);
  const X = matrix(rows, columns);
  for (let at = 0; at < X.values.length; at++) {
    const label = labels[Math.floor(at / columns)]!;
    X.values[at] = means[label * columns + (at % columns)]! + randomNormal(random);
  }
  return { X, labels };
}
