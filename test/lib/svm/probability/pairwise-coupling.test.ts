import { describe, expect, it } from "vitest";
import { classProbabilities } from "../../../../lib/svm/probability/class-probabilities.ts";
import { couplePairs } from "../../../../lib/svm/probability/pairwise-coupling.ts";

/** Pair probabilities that follow from class probabilities without contradiction. */
function consistent(p: readonly number[]): Float64Array {
  return Float64Array.from(p.flatMap((own, i) => p.map((other, j) => (i === j ? 0 : own / (own + other)))));
}

describe("couplePairs", () => {
  it.each([[[0.7, 0.2, 0.1]], [[0.25, 0.25, 0.25, 0.25]], [[0.6, 0.2, 0.1, 0.06, 0.04]]])(
    "gives back the class probabilities that pairs agree on: %j",
    (p) => {
      couplePairs(consistent(p), p.length).forEach((value, label) => {
        expect(value).toBeCloseTo(p[label]!, 2);
      });
    },
  );

  it("gives contradicting pairs a distribution with the favourite first", () => {
    // 0 beats 1, 1 beats 2, 2 beats 0, but 0 wins more clearly.
    const result = couplePairs(Float64Array.of(0, 0.9, 0.4, 0.1, 0, 0.6, 0.6, 0.4, 0), 3);
    expect(result.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(result[0]).toBeGreaterThan(result[1]!);
    expect(result[0]).toBeGreaterThan(result[2]!);
  });
});

describe("classProbabilities", () => {
  const sigmoid = { slope: -1, offset: 0 };

  it("is the sigmoid for two classes, kept from 0 and 1", () => {
    expect(Array.from(classProbabilities([Math.log(3)], [sigmoid], 2))).toEqual([
      expect.closeTo(0.75, 12),
      expect.closeTo(0.25, 12),
    ]);
    expect(Array.from(classProbabilities([1e9], [sigmoid], 2))).toEqual([1 - 1e-7, expect.closeTo(1e-7, 12)]);
  });

  it("prefers the class whose pairs all do", () => {
    // Pairs (0, 1), (0, 2), (1, 2): class 1 wins both of its own.
    const result = classProbabilities([-3, 0.1, 2], [sigmoid, sigmoid, sigmoid], 3);
    expect(result.indexOf(Math.max(...result))).toBe(1);
  });
});
