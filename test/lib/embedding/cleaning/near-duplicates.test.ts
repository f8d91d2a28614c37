import { describe, expect, it } from "vitest";
import { nearDuplicates } from "../../../../lib/embedding/cleaning/near-duplicates.ts";
import { matrix, matrixFromRows, rowOf } from "../../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../../lib/random/generator.ts";
import { drawClusters } from "../clusters.ts";

describe("nearDuplicates", () => {
  it("finds planted duplicates and nothing else", () => {
    const { X } = drawClusters({ rows: 301, columns: 64, classes: 5, apart: 1, seed: 2 });
    const random = seededRandom(9);
    const plant = (copy: number, original: number, noise: number) =>
      rowOf(X, copy).set(rowOf(X, original).map((value) => 1.5 * value + noise * randomNormal(random)));
    plant(40, 7, 0);
    plant(300, 7, 0.1);
    plant(200, 111, 0.1);
    const { pairs, groups } = nearDuplicates(X, { threshold: 0.98 });
    expect(groups).toEqual([
      [7, 40, 300],
      [111, 200],
    ]);
    expect(pairs.map(({ first, second }) => [first, second]).sort()).toEqual([
      [111, 200],
      [40, 300],
      [7, 300],
      [7, 40],
    ]);
    expect(pairs[0]).toMatchObject({ first: 7, second: 40 });
    expect(pairs[0]!.similarity).toBeCloseTo(1, 6);
  });

  it("finds exact copies at a threshold of 1, and joins groups through others", () => {
    const X = matrixFromRows([
      [0.1, 0.7],
      [5, 1],
      [0.1, 0.7],
    ]);
    expect(nearDuplicates(X, { threshold: 1 }).groups).toEqual([[0, 2]]);
    const fan = matrixFromRows(
      [10, 0, 20, 70].map((degrees) => [
        Math.cos((degrees * Math.PI) / 180),
        Math.sin((degrees * Math.PI) / 180),
      ]),
    );
    const { pairs, groups } = nearDuplicates(fan, { threshold: Math.cos((11 * Math.PI) / 180) });
    expect(pairs).toHaveLength(2);
    expect(groups).toEqual([[0, 1, 2]]);
  });

  it("refuses thresholds that are no cosine or that too many pairs reach, and rows of zeros", () => {
    const X = matrix(50, 2, new Float32Array(100).fill(1));
    expect(() => nearDuplicates(X, { threshold: 95 })).toThrow("threshold: expected a cosine in (-1, 1]");
    expect(() => nearDuplicates(X, { mostPairs: 1000 })).toThrow("at most 1000 pairs reach (raise it)");
    expect(() => nearDuplicates(matrix(2, 2))).toThrow("X[row 0]");
  });
});
