import { describe, expect, it } from "vitest";
import { matrix } from "../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../lib/random/generator.ts";
import { kernelFunction } from "../../../lib/svm/kernel.ts";
import { kernelRowsOfPair, lazyKernel, precomputedKernel } from "../../../lib/svm/kernel-rows.ts";

const random = seededRandom(2);
const X = matrix(
  9,
  5,
  Float32Array.from({ length: 45 }, () => random() - 0.5),
);
const kernel = kernelFunction({ name: "rbf", gamma: 0.7, degree: 3, coef0: 0 });
const first = { start: 1, end: 4 };
const second = { start: 6, end: 9 };

describe("kernelRowsOfPair", () => {
  it("presents two ranges as one symmetric problem", () => {
    const rows = kernelRowsOfPair(precomputedKernel(X, kernel), first, second, 1e6);
    expect(rows.count).toBe(6);
    for (let i = 0; i < 6; i++) {
      expect(rows.row(i)[i]).toBeCloseTo(rows.diagonal[i]!, 12);
      for (let j = 0; j < 6; j++) expect(rows.row(i)[j]).toBe(rows.row(j)[i]);
    }
  });

  it("gives the same values computed at once and on demand", () => {
    const atOnce = kernelRowsOfPair(precomputedKernel(X, kernel), first, second, 1e6);
    const onDemand = kernelRowsOfPair(lazyKernel(X, kernel), first, second, 1e6);
    for (let i = 0; i < 6; i++) expect(onDemand.row(i)).toEqual(atOnce.row(i));
    expect(onDemand.diagonal).toEqual(atOnce.diagonal);
  });

  it("computes a row again only after more rows than fit were used since", () => {
    const filled: number[] = [];
    const lazy = lazyKernel(X, kernel);
    const counting = {
      ...lazy,
      fillRow: (...fill: Parameters<typeof lazy.fillRow>) => {
        if (fill[1] === first) filled.push(fill[0]);
        lazy.fillRow(...fill);
      },
    };
    const rows = kernelRowsOfPair(counting, first, second, 3 * 6 * 8);
    for (const index of [0, 1, 2, 0, 3, 0, 1]) rows.row(index);
    // Row 1 was the one used longest ago when row 3 came: it alone is computed twice.
    expect(filled).toEqual([1, 2, 3, 6, 2]);
  });

  it("keeps the two rows of a working set apart under any bound", () => {
    const rows = kernelRowsOfPair(lazyKernel(X, kernel), first, second, 1);
    const up = rows.row(0);
    const copy = up.slice();
    rows.row(5);
    expect(up).toEqual(copy);
  });
});
