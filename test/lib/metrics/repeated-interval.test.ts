import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import { repeatedInterval } from "../../../lib/metrics/repeated-interval.ts";

describe("repeatedInterval", () => {
  it("widens the standard error by the overlap of the splits", () => {
    // By hand: s² = 0.0007, t(2) = 4.3027, √((1/3 + 30/70) 0.0007) = 0.0230940
    const { mean, standardDeviation, low, high } = repeatedInterval([0.8, 0.84, 0.79], {
      train: 70,
      test: 30,
    });
    expect(mean).toBeCloseTo(0.81, 12);
    expect(standardDeviation).toBeCloseTo(Math.sqrt(0.0007), 12);
    expect(high - mean).toBeCloseTo(4.3027 * Math.sqrt((1 / 3 + 3 / 7) * 0.0007), 12);
    expect(mean - low).toBeCloseTo(high - mean, 12);
  });

  it("stays within 0 and 1", () => {
    const { low, high } = repeatedInterval([0.1, 0.9], { train: 1, test: 1 });
    expect([low, high]).toEqual([0, 1]);
  });

  it("has no interval for a single repeat", () => {
    const { mean, low, high } = repeatedInterval([0.7], { train: 7, test: 3 });
    expect(mean).toBe(0.7);
    expect([low, high]).toEqual([Number.NaN, Number.NaN]);
  });

  it("falls to the normal quantile for many repeats", () => {
    const many = Array.from({ length: 101 }, (_, index) => (index % 2 === 0 ? 0.4 : 0.6));
    const { mean, standardDeviation, high } = repeatedInterval(many, { train: 1e9, test: 1 });
    expect(high - mean).toBeCloseTo((1.96 * standardDeviation) / Math.sqrt(101), 6);
  });

  it("refuses no accuracies, one that is no share, and sizes of nothing", () => {
    expect(() => repeatedInterval([], { train: 1, test: 1 })).toThrow(ArgumentError);
    expect(() => repeatedInterval([0.5, 84], { train: 1, test: 1 })).toThrow(
      "accuracies[1]: expected a share",
    );
    expect(() => repeatedInterval([0.5], { train: 0, test: 1 })).toThrow("sizes.train");
  });
});
