import { describe, expect, it } from "vitest";
import {
  neighborOverlap,
  neighborOverlapMatrix,
} from "../../../../lib/embedding/comparison/neighbor-overlap.ts";
import { ShapeError } from "../../../../lib/errors/argument-error.ts";
import { matrix, matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { drawClusters } from "../clusters.ts";

const noise = (seed: number, columns = 20) =>
  drawClusters({ rows: 200, columns, classes: 1, apart: 0, seed }).X;

describe("neighborOverlap", () => {
  it("is 1 for features that differ in length alone, and near chance for unrelated ones", () => {
    const A = noise(1);
    const longer = matrix(
      A.rows,
      A.columns,
      A.values.map((value) => 3 * value),
    );
    expect(neighborOverlap(A, longer, 10)).toMatchObject({ overlap: 1, jaccard: 1, chance: 10 / 199 });
    const { overlap, chance } = neighborOverlap(A, noise(2, 30), 10);
    expect(Math.abs(overlap - chance)).toBeLessThan(0.015);
  });

  it("counts what both name, image by image", () => {
    const A = matrixFromRows([[0], [1], [3], [10]]);
    const B = matrixFromRows([[0], [1], [9], [10]]);
    const found = neighborOverlap(A, B, 1, { metric: "euclidean" });
    // Nearest in A: 1, 0, 1, 2; in B: 1, 0, 3, 2.
    expect([...found.overlapOfRow]).toEqual([1, 1, 0, 1]);
    expect(found).toMatchObject({ overlap: 0.75, jaccard: 0.75, chance: 1 / 3 });
    // Two each: all the same but for row 2, which has 1 and 0 in A, 3 and 1 in B.
    expect(neighborOverlap(A, B, 2, { metric: "euclidean" }).jaccard).toBeCloseTo((3 + 1 / 3) / 4, 12);
  });

  it("refuses features of other images and a k that is too large", () => {
    expect(() => neighborOverlap(noise(1), matrix(3, 20), 2)).toThrow(ShapeError);
    expect(() => neighborOverlap(noise(1), noise(2), 200)).toThrow("k: expected an integer in [1, 199]");
  });
});

describe("neighborOverlapMatrix", () => {
  it("compares every two layers", () => {
    const layers = [noise(1), noise(2), noise(3)];
    const values = neighborOverlapMatrix(layers, 5);
    expect(values.map((row, index) => row[index])).toEqual([1, 1, 1]);
    expect(values[0]![2]).toBe(neighborOverlap(layers[0]!, layers[2]!, 5).overlap);
    expect(values[2]![0]).toBe(values[0]![2]);
    expect(() => neighborOverlapMatrix([], 5)).toThrow("layers: expected at least one matrix");
  });
});
