import { describe, expect, it } from "vitest";
import { groupByClass } from "../../../lib/selection/class-groups.ts";
import { resolveClassWeights } from "../../../lib/svm/class-weights.ts";

const groups = groupByClass([7, 7, 7, 2]);

describe("resolveClassWeights", () => {
  it("counts every class 1 unless told", () => {
    expect(resolveClassWeights(undefined, groups)).toEqual([1, 1]);
    expect(resolveClassWeights({ 7: 0.5 }, groups)).toEqual([1, 0.5]);
  });

  it("balances by rows", () => {
    expect(resolveClassWeights("balanced", groups)).toEqual([2, 4 / 6]);
  });

  it("refuses labels without rows and weights that are not positive", () => {
    expect(() => resolveClassWeights({ 3: 1 }, groups)).toThrow(
      /classWeight: expected labels among 2, 7, received 3/,
    );
    expect(() => resolveClassWeights({ 7: 0 }, groups)).toThrow(
      /classWeight\[7\]: expected a positive number/,
    );
  });
});
