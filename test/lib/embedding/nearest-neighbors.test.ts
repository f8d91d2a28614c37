import { describe, expect, it } from "vitest";
import { nearestNeighbors } from "../../../lib/embedding/nearest-neighbors.ts";
import { ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrix, matrixFromRows, rowOf } from "../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../lib/random/generator.ts";

const X = matrixFromRows([
  [0, 0],
  [3, 4],
  [0, 1],
  [0, 1],
  [6, 8],
]);

describe("nearestNeighbors", () => {
  it("finds others, nearest first, and the lower row first when equally far", () => {
    const { indices, distances } = nearestNeighbors(X, 3);
    expect(indices.map((row) => Array.from(row))).toEqual([
      [2, 3, 1],
      [2, 3, 0],
      [3, 0, 1],
      [2, 0, 1],
      [1, 2, 3],
    ]);
    expect(Array.from(distances[0]!)).toEqual([1, 1, 5]);
    expect(distances[2]![0]).toBe(0);
  });

  it("finds neighbours of other rows, equal ones included", () => {
    const { indices, distances } = nearestNeighbors(X, 2, { queries: matrixFromRows([[6, 8]]) });
    expect(indices.map((row) => Array.from(row))).toEqual([[4, 1]]);
    expect(Array.from(distances[0]!)).toEqual([0, 5]);
  });

  it("compares angles when asked", () => {
    const angles = matrixFromRows([
      [1, 0],
      [5, 5],
      [0, 2],
      [-1, 0],
    ]);
    const { indices, distances } = nearestNeighbors(angles, 3, { metric: "cosine" });
    expect(Array.from(indices[0]!)).toEqual([1, 2, 3]);
    expect(distances[0]![0]).toBeCloseTo(1 - Math.SQRT1_2, 12);
    expect(distances[0]![1]).toBeCloseTo(1, 12);
    expect(distances[0]![2]).toBeCloseTo(2, 12);
  });

  it.each([1, 2, 7, 20])("agrees with sorting all distances, %i of 21", (k) => {
    const random = seededRandom(8);
    const points = matrix(
      21,
      6,
      Float32Array.from({ length: 126 }, () => 100 + random()),
    );
    const { indices, distances } = nearestNeighbors(points, k);
    for (let query = 0; query < 21; query++) {
      const sorted = Array.from({ length: 21 }, (_, row) => {
        const squares = rowOf(points, row).map((value, c) => (value - rowOf(points, query)[c]!) ** 2);
        return { row, distance: Math.sqrt(squares.reduce((sum, value) => sum + value, 0)) };
      })
        .filter(({ row }) => row !== query)
        .sort((a, b) => a.distance - b.distance)
        .slice(0, k);
      expect(Array.from(indices[query]!)).toEqual(sorted.map(({ row }) => row));
      sorted.forEach(({ distance }, at) => {
        expect(distances[query]![at]).toBeCloseTo(distance, 6);
      });
    }
  });

  it("refuses too large a k, other widths and rows without an angle", () => {
    expect(() => nearestNeighbors(X, 5)).toThrow(/k: expected an integer in \[1, 4\] for 5 rows, received 5/);
    expect(() => nearestNeighbors(X, 0)).toThrow(/k/);
    expect(() => nearestNeighbors(X, 1, { queries: matrixFromRows([[1]]) })).toThrow(ShapeError);
    expect(() => nearestNeighbors(X, 1, { queries: matrixFromRows([[1, Number.NaN]]) })).toThrow(
      /queries\[row 0, column 1\]/,
    );
    expect(() => nearestNeighbors(X, 1, { metric: "cosine" })).toThrow(
      /X\[row 0\]: expected a row that is not zero/,
    );
    expect(() => nearestNeighbors(X, 1, { metric: "l1" as "cosine" })).toThrow(/metric/);
  });
});
