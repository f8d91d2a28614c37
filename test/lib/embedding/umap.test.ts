import { describe, expect, it } from "vitest";
import { nearestNeighbors } from "../../../lib/embedding/nearest-neighbors.ts";
import { umap } from "../../../lib/embedding/umap.ts";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import { matrix, matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";

/** Row i is of cluster i % 3. */
function clusters() {
  const random = seededRandom(4);
  const X = matrix(60, 10);
  for (let at = 0; at < X.values.length; at++) {
    const cluster = Math.floor(at / 10) % 3;
    X.values[at] = randomNormal(random) + ((at % 10) % 3 === cluster ? 8 : 0);
  }
  return X;
}

describe("umap", () => {
  const X = clusters();
  const map = umap(X, { neighbors: 8, epochs: 150 });

  it("keeps clusters together", () => {
    expect([map.rows, map.columns]).toEqual([60, 2]);
    const { indices } = nearestNeighbors(map, 5);
    const kept = indices.flatMap((others, row) => Array.from(others, (other) => other % 3 === row % 3));
    expect(kept.filter(Boolean).length / kept.length).toBeGreaterThan(0.95);
  });

  it("repeats itself with a seed, and not with another", () => {
    expect(umap(X, { neighbors: 8, epochs: 150, random: seededRandom(0) })).toEqual(map);
    expect(umap(X, { neighbors: 8, epochs: 150, seed: 1 })).not.toEqual(map);
  });

  it("has as many dimensions as asked for and reports its passes", () => {
    const reports: number[] = [];
    const options = {
      components: 3,
      epochs: 10,
      onProgress: ({ done }: { done: number }) => reports.push(done),
    };
    expect(umap(X, { ...options, metric: "cosine" }).columns).toBe(3);
    expect(reports).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("places a handful of rows, equal ones too, on finite points", () => {
    const few = matrixFromRows([
      [0, 1],
      [1, 0],
      [5, 5],
    ]);
    expect(umap(few, { epochs: 20 }).values.every(Number.isFinite)).toBe(true);
    const same = matrix(6, 3, new Float32Array(18).fill(1));
    expect(umap(same, { epochs: 20 }).values.every(Number.isFinite)).toBe(true);
  });

  it("refuses too few rows and options out of range", () => {
    expect(() => umap(matrixFromRows([[0], [1]]))).toThrow(/X: expected at least three rows, received 2/);
    expect(() => umap(X, { neighbors: 60 })).toThrow(
      /neighbors: expected an integer in \[2, 59\], received 60/,
    );
    for (const options of [{ components: 0 }, { minDist: -1 }, { minDist: Number.NaN }, { epochs: 0 }]) {
      expect(() => umap(X, options)).toThrow(ArgumentError);
    }
    expect(() => umap(matrixFromRows([[0], [Number.NaN], [1]]))).toThrow(/X\[row 1, column 0\]/);
  });
});
