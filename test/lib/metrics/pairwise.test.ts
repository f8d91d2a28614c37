import { describe, expect, it } from "vitest";
import { type Matrix, matrix, rowOf } from "../../../lib/matrix/matrix.ts";
import { pairOfRowsProducts, rowProducts, squaredNorms } from "../../../lib/metrics/pairwise.ts";
import { seededRandom } from "../../../lib/random/generator.ts";

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = seededRandom(seed);
  return matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random() - 0.5),
  );
}

function plainProduct(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}

describe("pairwise products", () => {
  it.each([1, 3, 4, 5, 8, 11])("are right for %i rows", (rows) => {
    const A = randomMatrix(2, 7, 1);
    const B = randomMatrix(rows, 7, 2);
    const expected = Array.from({ length: 2 }, (_, a) =>
      Array.from({ length: rows }, (_, b) => plainProduct(rowOf(A, a), rowOf(B, b))),
    );
    const first = new Float64Array(rows);
    const second = new Float64Array(rows);
    pairOfRowsProducts(A, 0, B, rows, first, second);
    expect([Array.from(first), Array.from(second)]).toEqual(expected);
    rowProducts(A, 1, B, 0, rows, first);
    expect(Array.from(first)).toEqual(expected[1]);
  });

  it("write a range of rows where told and nothing else", () => {
    const A = randomMatrix(6, 3, 3);
    const out = new Float64Array(5).fill(9);
    rowProducts(A, 0, A, 2, 4, out, 1);
    expect(Array.from(out)).toEqual([
      9,
      plainProduct(rowOf(A, 0), rowOf(A, 2)),
      plainProduct(rowOf(A, 0), rowOf(A, 3)),
      9,
      9,
    ]);
  });

  it("of a row with itself are its squared norm", () => {
    const A = matrix(2, 2, Float32Array.of(3, 4, 0, 0));
    expect(Array.from(squaredNorms(A))).toEqual([25, 0]);
  });
});
