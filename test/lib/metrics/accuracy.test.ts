import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { accuracy, accuracyInterval, countCorrect } from "../../../lib/metrics/accuracy.ts";

describe("accuracy", () => {
  it("is the share of equal labels", () => {
    expect(accuracy([0, 1, 1, 2], [0, 1, 2, 2])).toBe(0.75);
    expect(accuracy(Int32Array.of(-1, 1), Int32Array.of(1, -1))).toBe(0);
  });

  it("counts what it divides", () => {
    expect(countCorrect([3, 3, 4], [3, 3, 3])).toBe(2);
  });

  it("refuses lists of different lengths, empty ones and fractions", () => {
    expect(() => accuracy([0, 1], [0])).toThrow(ShapeError);
    expect(() => accuracy([], [])).toThrow(/truth: expected at least one label/);
    expect(() => accuracy([0, 1], [0, 0.5])).toThrow(
      /predicted\[1\]: expected an integer label, received 0.5/,
    );
  });
});

describe("accuracyInterval", () => {
  // scipy.stats.binomtest(correct, total).proportion_ci(confidence, "wilson"), SciPy's own figures.
  it.each([
    [45, 50, 0.95, 0.7863976856252034, 0.9565242350681095],
    [0, 20, 0.95, 0, 0.16112515805281935],
    [20, 20, 0.99, 0.7508945989012464, 1],
    [8, 10, 0.9, 0.5407928056874879, 0.9314420122624679],
    [9000, 10000, 0.999, 0.8896916445793105, 0.909443087002142],
  ])("gives %i of %i at %f SciPy's bounds", (correct, total, confidence, low, high) => {
    const interval = accuracyInterval(correct, total, confidence);
    expect(interval.accuracy).toBe(correct / total);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  it("takes 95 % unless told", () => {
    expect(accuracyInterval(45, 50)).toEqual(accuracyInterval(45, 50, 0.95));
  });

  it("refuses counts and confidences out of range", () => {
    expect(() => accuracyInterval(1, 0)).toThrow(/total: expected an integer of at least 1/);
    expect(() => accuracyInterval(6, 5)).toThrow(/correct: expected an integer in \[0, 5\], received 6/);
    expect(() => accuracyInterval(1, 5, 1)).toThrow(ArgumentError);
    expect(() => accuracyInterval(1, 5, Number.NaN)).toThrow(ArgumentError);
  });
});
