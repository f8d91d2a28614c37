import { describe, expect, it } from "vitest";
import { nearestNeighbors } from "../../../../lib/embedding/nearest-neighbors.ts";
import { tsne } from "../../../../lib/embedding/tsne/tsne.ts";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { matrix, matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { drawClusters } from "../clusters.ts";

const { X, labels } = drawClusters({ rows: 90, columns: 10, classes: 3, apart: 4, seed: 4 });

describe("tsne", () => {
  const mapped = tsne(X, { perplexity: 10, iterations: 500 });

  it("keeps clusters together", async () => {
    const { projected } = await mapped;
    expect([projected.rows, projected.columns]).toEqual([90, 2]);
    const { indices } = nearestNeighbors(projected, 5);
    const kept = indices.flatMap((others, row) => [...others].map((other) => labels[other] === labels[row]));
    expect(kept.filter(Boolean).length / kept.length).toBeGreaterThan(0.98);
  });

  it("repeats itself with a seed, and with noise as the start not with another", async () => {
    expect(await tsne(X, { perplexity: 10, iterations: 500, random: seededRandom(0) })).toEqual(await mapped);
    const options = { perplexity: 10, iterations: 250, initialization: "random" } as const;
    expect(await tsne(X, { ...options, seed: 1 })).not.toEqual(await tsne(X, { ...options, seed: 2 }));
  });

  it("comes as near to the neighbourhoods with the tree as with every pair", async () => {
    const exact = await tsne(X, { perplexity: 10, iterations: 500, angle: 0 });
    expect((await mapped).klDivergence).toBeLessThan(exact.klDivergence + 0.05);
    expect(exact.klDivergence).toBeGreaterThan(0);
  });

  it("reports its steps and lets timers through", async () => {
    const reports: number[] = [];
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    const { X: larger } = drawClusters({ rows: 400, columns: 10, classes: 3, apart: 4, seed: 4 });
    await tsne(larger, { iterations: 320, onProgress: ({ done }) => reports.push(done) });
    clearInterval(timer);
    expect(reports).toEqual([50, 100, 150, 200, 250, 300, 320]);
    expect(ticks).toBeGreaterThan(0);
  });

  it("stops when it is told to, with the reason given", async () => {
    const reason = new Error("enough");
    const stop = new AbortController();
    await expect(tsne(X, { signal: stop.signal, onProgress: () => stop.abort(reason) })).rejects.toBe(reason);
    await expect(tsne(X, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("places a handful of rows, equal ones and a single feature on finite points", async () => {
    const few = matrixFromRows([
      [0, 1],
      [1, 0],
      [5, 5],
    ]);
    const same = matrix(6, 3, new Float32Array(18).fill(1));
    const line = matrixFromRows([[1], [2], [3], [50], [51]]);
    for (const rows of [few, same, line]) {
      const { projected, klDivergence } = await tsne(rows, { iterations: 250 });
      expect(projected.values.every(Number.isFinite)).toBe(true);
      expect(new Set(projected.values).size).toBeGreaterThan(rows.rows);
      expect(Number.isFinite(klDivergence)).toBe(true);
    }
  });

  it("refuses too few rows, missing values and options out of range", async () => {
    await expect(tsne(matrixFromRows([[0], [1]]))).rejects.toThrow(/X: expected at least three rows/);
    await expect(tsne(matrixFromRows([[0], [Number.NaN], [1]]))).rejects.toThrow(/X\[row 1, column 0\]/);
    await expect(tsne(X, { perplexity: 89 })).rejects.toThrow(/perplexity: expected a number in \[1, 89\)/);
    await expect(tsne(X, { iterations: 100 })).rejects.toThrow(
      /iterations: expected an integer of at least 250/,
    );
    for (const options of [{ angle: 2 }, { learningRate: 0 }, { initialization: "spectral" as "pca" }]) {
      await expect(tsne(X, options)).rejects.toThrow(ArgumentError);
    }
  });
});
