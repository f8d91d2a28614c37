import { describe, expect, it } from "vitest";
import { classReports, confusionMatrix } from "../../../lib/metrics/confusion-matrix.ts";

describe("confusionMatrix", () => {
  it("counts true classes down and predicted classes across", () => {
    expect(confusionMatrix([0, 0, 1, 2, 2], [0, 1, 1, 0, 2], 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 1],
    ]);
  });

  it("keeps classes without a row", () => {
    expect(confusionMatrix([0], [0], 2)).toEqual([
      [1, 0],
      [0, 0],
    ]);
  });

  it("names the row of a label out of range", () => {
    expect(() => confusionMatrix([0, 2], [0, 1], 2)).toThrow(/truth\[1\]: expected a label in \[0, 2\)/);
    expect(() => confusionMatrix([0, 1], [0, -1], 2)).toThrow(/predicted\[1\]/);
    expect(() => confusionMatrix([0], [0], 0)).toThrow(/classCount/);
  });
});

describe("classReports", () => {
  it("gives recall, precision and F1 of each class", () => {
    const [cat, dog] = classReports([
      [8, 2],
      [4, 6],
    ]);
    expect(cat).toEqual({ recall: 0.8, precision: 8 / 12, f1: 16 / 22, support: 10, predicted: 12 });
    expect(dog).toEqual({ recall: 0.6, precision: 0.75, f1: 12 / 18, support: 10, predicted: 8 });
  });

  it("says NaN where a ratio is not defined", () => {
    const [, never, absent] = classReports([
      [3, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
    expect(never).toEqual({ recall: 0, precision: Number.NaN, f1: 0, support: 1, predicted: 0 });
    expect(absent).toEqual({
      recall: Number.NaN,
      precision: Number.NaN,
      f1: Number.NaN,
      support: 0,
      predicted: 0,
    });
  });

  it("refuses what is not square", () => {
    expect(() => classReports([[1, 2]])).toThrow(/square/);
  });
});
