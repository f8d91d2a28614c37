import { describe, expect, it } from "vitest";
import { permutation, randomInteger, seededRandom } from "../../../../lib/random/generator.ts";
import { cacheRows } from "../../../../lib/svm/solver/kernel-cache.ts";
import type { KernelValues } from "../../../../lib/svm/solver/kernel-values.ts";

/** The kernel of rows a and b is 10 a + b, whatever their positions; keeps a list of what it was asked for. */
function numbered(count: number) {
  const rows = Array.from({ length: count }, (_, row) => row);
  const asked: [row: number, from: number, to: number][] = [];
  const values: KernelValues = {
    count,
    diagonal: Float64Array.from(rows, (row) => 11 * row),
    fill(position, from, to, out) {
      asked.push([rows[position]!, from, to]);
      for (let at = from; at < to; at++) out[at] = 10 * rows[position]! + rows[at]!;
    },
    reorder(order) {
      const before = rows.slice();
      order.forEach((from, at) => {
        rows[at] = before[from]!;
      });
    },
  };
  return { values, asked, rows };
}

describe("cacheRows", () => {
  it("computes a row again only after more rows than fit were used since", () => {
    const { values, asked } = numbered(6);
    const kernel = cacheRows(values, 3 * 6 * 8);
    for (const position of [0, 1, 2, 0, 3, 0, 1]) kernel.row(position, 6);
    // Row 1 was the one used longest ago when row 3 came: it alone is computed twice.
    expect(asked.map(([row]) => row)).toEqual([0, 1, 2, 3, 1]);
  });

  it("computes only what of a row is not known", () => {
    const { values, asked } = numbered(6);
    const kernel = cacheRows(values, 1e6);
    kernel.row(2, 3);
    kernel.row(2, 2);
    kernel.row(2, 5);
    expect(asked).toEqual([
      [2, 0, 3],
      [2, 3, 5],
    ]);
  });

  it("keeps the two rows of a working set apart under any bound", () => {
    const kernel = cacheRows(numbered(6).values, 1);
    const first = kernel.row(0, 6);
    kernel.row(5, 6);
    expect(Array.from(first)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("gives the right values in any order, whatever was known of the rows", () => {
    const { values, rows } = numbered(8);
    const kernel = cacheRows(values, 4 * 8 * 8);
    const random = seededRandom(7);
    const next = (bound: number) => randomInteger(random, bound);
    for (let turn = 0; turn < 500; turn++) {
      if (next(3) === 0) kernel.reorder(permutation(random, 1 + next(8)));
      const position = next(8);
      const length = 1 + next(8);
      const own = kernel.row(position, length).slice(0, length);
      expect(Array.from(own)).toEqual(rows.slice(0, length).map((row) => 10 * rows[position]! + row));
      expect(Array.from(kernel.diagonal)).toEqual(rows.map((row) => 11 * row));
    }
  });

  it("uses the memory of rows that were released", () => {
    const spare: Float64Array[] = [];
    const first = cacheRows(numbered(6).values, 1e6, spare);
    const rows = [first.row(0, 6), first.row(3, 6)];
    first.release();
    expect(spare).toEqual(rows);
    const second = cacheRows(numbered(5).values, 1e6, spare);
    expect(rows).toContain(second.row(1, 5));
    expect(Array.from(second.row(1, 5).slice(0, 5))).toEqual([10, 11, 12, 13, 14]);
  });
});
