import { describe, expect, it } from "vitest";
import { linearCka, linearCkaMatrix } from "../../../../lib/embedding/comparison/linear-cka.ts";
import { ArgumentError, ShapeError } from "../../../../lib/errors/argument-error.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../../../../lib/matrix/matrix.ts";
import { drawClusters } from "../clusters.ts";

const noise = (rows: number, columns: number, seed: number) =>
  drawClusters({ rows, columns, classes: 1, apart: 0, seed }).X;

/** ‖BᵀA‖² / (‖AᵀA‖ ‖BᵀB‖) of centred columns, as Kornblith et al. write it. */
function ckaOfFeatures(A: Matrix, B: Matrix): number {
  const centred = (X: Matrix) =>
    Array.from({ length: X.columns }, (_, column) => {
      const values = Array.from({ length: X.rows }, (_, row) => rowOf(X, row)[column]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / X.rows;
      return values.map((value) => value - mean);
    });
  const squaredNorm = (left: number[][], right: number[][]) =>
    left
      .flatMap((l) => right.map((r) => l.reduce((sum, value, at) => sum + value * r[at]!, 0) ** 2))
      .reduce((sum, value) => sum + value, 0);
  const [a, b] = [centred(A), centred(B)];
  return squaredNorm(a, b) / Math.sqrt(squaredNorm(a, a) * squaredNorm(b, b));
}

describe("linearCka", () => {
  it("equals the formula over features, for even and odd numbers of images", () => {
    for (const rows of [31, 32]) {
      const [A, B] = [noise(rows, 6, 1), noise(rows, 9, 2)];
      expect(linearCka(A, B)).toBeCloseTo(ckaOfFeatures(A, B), 5);
    }
  });

  it("is 1 under rotation, scale and shift", () => {
    const A = noise(40, 2, 3);
    const turned = matrixFromRows(
      Array.from({ length: 40 }, (_, row) => {
        const [x, y] = rowOf(A, row) as unknown as [number, number];
        return [3 * (0.6 * x - 0.8 * y) + 5, 3 * (0.8 * x + 0.6 * y) - 1];
      }),
    );
    expect(linearCka(A, turned)).toBeCloseTo(1, 5);
    expect(linearCka(A, turned, { debiased: true })).toBeCloseTo(1, 4);
  });

  it("debiased, is near 0 for unrelated features that are wider than there are images", () => {
    const pairs = Array.from(
      { length: 10 },
      (_, seed) => [noise(40, 300, seed), noise(40, 300, seed + 50)] as const,
    );
    const mean = (debiased: boolean) =>
      pairs.reduce((sum, [A, B]) => sum + linearCka(A, B, { debiased }) / pairs.length, 0);
    expect(mean(false)).toBeGreaterThan(0.8);
    expect(Math.abs(mean(true))).toBeLessThan(0.05);
  });

  it("refuses other images, too few of them, and features that do not differ", () => {
    expect(() => linearCka(noise(5, 2, 1), noise(6, 2, 1))).toThrow(ShapeError);
    expect(() => linearCka(noise(3, 2, 1), noise(3, 2, 2), { debiased: true })).toThrow(
      "A: expected at least 4 rows",
    );
    expect(() => linearCka(noise(5, 2, 1), matrix(5, 2))).toThrow("B: expected rows that differ");
    expect(() => linearCka(matrix(2, 1, Float32Array.of(1, Number.NaN)), matrix(2, 1))).toThrow(
      ArgumentError,
    );
  });
});

describe("linearCkaMatrix", () => {
  it("compares every two layers", () => {
    const layers = [noise(30, 4, 1), noise(30, 5, 2), noise(30, 6, 3)];
    const values = linearCkaMatrix(layers);
    expect(values[1]![1]).toBe(1);
    expect(values[0]![2]).toBeCloseTo(linearCka(layers[0]!, layers[2]!), 12);
    expect(values[2]![0]).toBe(values[0]![2]);
    expect(() => linearCkaMatrix([])).toThrow("layers: expected at least one matrix");
  });
});
