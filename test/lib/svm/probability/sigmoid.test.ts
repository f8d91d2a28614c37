import { describe, expect, it } from "vitest";
import { randomNormal, seededRandom } from "../../../../lib/random/generator.ts";
import { applySigmoid, fitSigmoid } from "../../../../lib/svm/probability/sigmoid.ts";

describe("fitSigmoid", () => {
  it("finds the sigmoid that the labels were drawn from", () => {
    const random = seededRandom(1);
    const truth = { slope: -1.7, offset: 0.4 };
    const decisions = Float64Array.from({ length: 20_000 }, () => 2 * randomNormal(random));
    const positive = decisions.map((decision) => (random() < applySigmoid(truth, decision) ? 1 : 0));
    const { slope, offset } = fitSigmoid(decisions, positive);
    expect(slope).toBeCloseTo(truth.slope, 1);
    expect(offset).toBeCloseTo(truth.offset, 1);
  });

  // sklearn.calibration._sigmoid_calibration(decisions, positive), scikit-learn 1.9.1: made by another minimiser.
  it("agrees with scikit-learn", () => {
    const decisions = [-2.1, -1.3, -0.4, 0.2, -0.1, 0.6, 1.1, 2.4, 0.3];
    const { slope, offset } = fitSigmoid(decisions, [0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect(slope).toBeCloseTo(-1.0656215, 5);
    expect(offset).toBeCloseTo(-0.1825397, 5);
  });

  it("stays finite for decisions that are large, equal or all of one class", () => {
    for (const [decisions, positive] of [
      [
        [1e6, -1e6],
        [1, 0],
      ],
      [
        [0, 0, 0],
        [1, 0, 1],
      ],
      [
        [1, 2],
        [1, 1],
      ],
    ] as const) {
      const sigmoid = fitSigmoid(decisions, positive);
      for (const decision of [...decisions, 1e9, -1e9]) {
        const probability = applySigmoid(sigmoid, decision);
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
      }
    }
  });
});
