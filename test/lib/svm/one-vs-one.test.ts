import { describe, expect, it } from "vitest";
import { pairsOf, scoresOfPairs, votePairs } from "../../../lib/svm/one-vs-one.ts";

describe("pairsOf", () => {
  it("lists pairs in LIBSVM's order", () => {
    expect(pairsOf(3)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
  });
});

describe("votePairs", () => {
  it("takes the class with most votes", () => {
    expect(votePairs([-1, -1, 1], 3)).toBe(1);
    expect(votePairs([1, 1, -1], 3)).toBe(0);
  });

  it("takes the first class of a three-way tie", () => {
    expect(votePairs([1, -1, 1], 3)).toBe(0);
  });

  it("counts a decision of exactly 0 for the second class", () => {
    expect(votePairs([0], 2)).toBe(1);
  });
});

describe("scoresOfPairs", () => {
  it("adds a fraction for confidence to the votes", () => {
    // Class 0: one vote, confidence 2 - 1 = 1, so 1 + 1 / (3 · 2).
    const [first, second, third] = scoresOfPairs([2, -1, 0.5], 3);
    expect(first).toBeCloseTo(1 + 1 / 6, 12);
    expect(second).toBeCloseTo(1 - 1.5 / 7.5, 12);
    expect(third).toBeCloseTo(1 + 0.5 / 4.5, 12);
  });

  it("counts a decision of exactly 0 for the first class, unlike the vote", () => {
    expect(scoresOfPairs([0], 2)).toEqual([1, 0]);
  });
});
