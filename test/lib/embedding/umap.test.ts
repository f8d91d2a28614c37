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
  const mapped = umap(X, { neighbors: 8, epochs: 150 });

  it("keeps clusters together", async () => {
    const { projected: map } = await mapped;
    expect([map.rows, map.columns]).toEqual([60, 2]);
    const { indices } = nearestNeighbors(map, 5);
    const kept = indices.flatMap((others, row) => Array.from(others, (other) => other % 3 === row % 3));
    expect(kept.filter(Boolean).length / kept.length).toBeGreaterThan(0.95);
  });

  it("repeats itself with a seed, and not with another", async () => {
    const map = await mapped;
    expect(await umap(X, { neighbors: 8, epochs: 150, random: seededRandom(0) })).toEqual(map);
    expect(await umap(X, { neighbors: 8, epochs: 150, seed: 1 })).not.toEqual(map);
  });

  it("has as many dimensions as asked for and reports its passes", async () => {
    const reports: number[] = [];
    const options = {
      components: 3,
      epochs: 10,
      onProgress: ({ done }: { done: number }) => reports.push(done),
    };
    expect((await umap(X, { ...options, metric: "cosine" })).projected.columns).toBe(3);
    expect(reports).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("places a handful of rows, equal ones too, on finite points", async () => {
    const few = matrixFromRows([
      [0, 1],
      [1, 0],
      [5, 5],
    ]);
    expect((await umap(few, { epochs: 20 })).projected.values.every(Number.isFinite)).toBe(true);
    const same = matrix(6, 3, new Float32Array(18).fill(1));
    expect((await umap(same, { epochs: 20 })).projected.values.every(Number.isFinite)).toBe(true);
  });

  it("stops when it is told to, with the reason given", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const onProgress = ({ done }: { done: number }) => {
      if (done === 3) stop.abort(reason);
    };
    await expect(umap(X, { onProgress, signal: stop.signal })).rejects.toBe(reason);
  });

  it("refuses too few rows and options out of range", async () => {
    await expect(umap(matrixFromRows([[0], [1]]))).rejects.toThrow(
      /X: expected at least three rows, received 2/,
    );
    await expect(umap(X, { neighbors: 60 })).rejects.toThrow(
      /neighbors: expected an integer in \[2, 59\], received 60/,
    );
    for (const options of [{ components: 0 }, { minDist: -1 }, { minDist: Number.NaN }, { epochs: 0 }]) {
      await expect(umap(X, options)).rejects.toThrow(ArgumentError);
    }
    await expect(umap(matrixFromRows([[0], [Number.NaN], [1]]))).rejects.toThrow(/X\[row 1, column 0\]/);
  });
});
