import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { topKAccuracy } from "../../../lib/metrics/top-k-accuracy.ts";

const scores = matrixFromRows([
  [0.1, 0.6, 0.3],
  [0.5, 0.2, 0.3],
  [0.2, 0.2, 0.6],
]);

describe("topKAccuracy", () => {
  it("grows with k up to all rows", () => {
    const truth = [2, 1, 2];
    expect(topKAccuracy(scores, truth, 1)).toBeCloseTo(1 / 3);
    expect(topKAccuracy(scores, truth, 2)).toBeCloseTo(2 / 3);
    expect(topKAccuracy(scores, truth, 3)).toBe(1);
  });

  it("puts the lower class first when scores are equal", () => {
    const tied = matrixFromRows([[0.5, 0.5]]);
    expect(topKAccuracy(tied, [0], 1)).toBe(1);
    expect(topKAccuracy(tied, [1], 1)).toBe(0);
  });

  it("refuses scores that are not numbers, labels and k out of range", () => {
    expect(() => topKAccuracy(matrixFromRows([[0, Number.NaN]]), [0], 1)).toThrow(/row 0, column 1/);
    expect(() => topKAccuracy(scores, [0, 1, 3], 1)).toThrow(/truth\[2\]/);
    expect(() => topKAccuracy(scores, [0, 1], 1)).toThrow(/truth: expected shape \[3\]/);
    expect(() => topKAccuracy(scores, [0, 1, 2], 4)).toThrow(/k: expected an integer in \[1, 3\]/);
  });
});
