import { describe, expect, it } from "vitest";
import { matrix } from "../../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { dealFolds, fitPairSigmoid } from "../../../../lib/svm/probability/pair-sigmoid.ts";
import { lazyKernel, precomputedKernel } from "../../../../lib/svm/solver/kernel-values.ts";

const X = matrix(
  12,
  1,
  Float32Array.from({ length: 12 }, (_, row) => (row < 5 ? row : row - 2)),
);
const kernel = { name: "linear", gamma: 1, degree: 1, coef0: 0 } as const;
const pair = {
  rows: Uint32Array.from({ length: 12 }, (_, row) => row),
  positiveCount: 5,
  positiveC: 1,
  negativeC: 1,
};
const options = { tolerance: 1e-6, maxIterations: 1e5, cacheBytes: 1e6 };

describe("dealFolds", () => {
  it("spreads each class over the folds, in an order that the seed decides", () => {
    const folds = dealFolds(pair, 4, seededRandom(1));
    const counts = (from: number, to: number) =>
      [0, 1, 2, 3].map((fold) => folds.slice(from, to).filter((own) => own === fold).length);
    for (const count of counts(0, 5)) expect([1, 2]).toContain(count);
    for (const count of counts(5, 12)) expect([1, 2]).toContain(count);
    expect(counts(0, 12)).toEqual([3, 3, 3, 3]);
    expect(dealFolds(pair, 4, seededRandom(1))).toEqual(folds);
    expect(dealFolds(pair, 4, seededRandom(2))).not.toEqual(folds);
  });
});

describe("fitPairSigmoid", () => {
  it("is the same with all kernel values at hand and without", () => {
    const folds = dealFolds(pair, 3, seededRandom(1));
    const atOnce = fitPairSigmoid(precomputedKernel(X, kernel), pair, folds, options);
    expect(fitPairSigmoid(lazyKernel(X, kernel, 12), pair, folds, options)).toEqual(atOnce);
    // Small values are the first class: the larger its decision value, the likelier it is.
    expect(atOnce.slope).toBeLessThan(0);
  });

  it("takes folds that leave one class, or nothing, to train on", () => {
    const source = precomputedKernel(X, kernel);
    const bySide = Uint32Array.from({ length: 12 }, (_, at) => (at < 5 ? 0 : 1));
    for (const folds of [bySide, new Uint32Array(12)]) {
      const { slope, offset } = fitPairSigmoid(source, pair, folds, options);
      expect([slope, offset].every(Number.isFinite)).toBe(true);
    }
  });
});
