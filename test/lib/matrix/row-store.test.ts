import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import { type Matrix, matrix, rowOf } from "../../../lib/matrix/matrix.ts";
import { rowKernelsSource } from "../../../lib/matrix/row-kernels.ts";
import { createRowStore, storeRows } from "../../../lib/matrix/row-store.ts";
import { seededRandom } from "../../../lib/random/generator.ts";

function randomMatrix(rows: number, columns: number): Matrix {
  const random = seededRandom(rows * 100 + columns);
  return matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random() - 0.5),
  );
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

// Widths and counts on both sides of what an instruction, an unrolled loop and a tile take.
describe.each([
  [1, 1],
  [3, 7],
  [4, 8],
  [8, 15],
  [13, 16],
  [18, 33],
  [21, 70],
])("a store of %i rows of %i columns", (rows, columns) => {
  const X = randomMatrix(rows, columns);
  const store = storeRows(X);
  const vector = Float64Array.from({ length: columns }, (_, k) => 1 / (k + 1) - 0.3);

  it("multiplies one vector with some of the rows", () => {
    const out = new Float64Array(rows + 2).fill(9);
    store.products(vector, 0, rows, out, 1);
    expect([out[0], out[rows + 1]]).toEqual([9, 9]);
    for (let row = 0; row < rows; row++) expect(out[row + 1]).toBeCloseTo(product(vector, rowOf(X, row)), 12);
    const from = rows >> 1;
    const part = new Float64Array(rows);
    store.products(vector, from, rows, part);
    expect(part.slice(0, rows - from)).toEqual(out.slice(1 + from, 1 + rows));
  });

  it("multiplies two vectors with the first rows, to the same bits as one", () => {
    const other = vector.map((value) => 1 - 2 * value);
    const [a, b, single] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
    store.productsOfTwo(vector, other, rows, a, b);
    store.products(vector, 0, rows, single);
    expect(a).toEqual(single);
    store.products(other, 0, rows, single);
    expect(b).toEqual(single);
  });

  it("multiplies and adds to the vector that it holds", () => {
    store.vector.set(vector);
    const last = rows - 1;
    expect(store.dot(last)).toBeCloseTo(product(vector, rowOf(X, last)), 12);
    store.add(last, -1.5);
    rowOf(X, last).forEach((value, k) => {
      expect(store.vector[k]).toBeCloseTo(vector[k]! - 1.5 * value, 12);
    });
  });
});

describe("createRowStore", () => {
  it("starts with zeros and takes rows of a matrix where told", () => {
    const X = randomMatrix(5, 3);
    const store = createRowStore(4, 3);
    store.fill(1, X, 2, 5);
    store.vector.fill(1);
    expect(store.dot(0)).toBe(0);
    expect(store.dot(3)).toBeCloseTo(product([1, 1, 1], rowOf(X, 4)), 12);
  });

  it("refuses what 32-bit addresses do not reach", () => {
    expect(() => createRowStore(2 ** 21, 1024)).toThrow(ArgumentError);
    expect(() => createRowStore(2 ** 21, 1024)).toThrow(/at most 4 GiB/);
  });
});

describe("the compiled kernels", () => {
  it("are of the present source (else: node scripts/compile-simd.mjs)", () => {
    const source = readFileSync(new URL("../../../scripts/simd/row-kernels.ts", import.meta.url), "utf8");
    const digest = createHash("sha256").update(source.replaceAll("\r\n", "\n")).digest("hex");
    expect(digest).toBe(rowKernelsSource);
  });
});
