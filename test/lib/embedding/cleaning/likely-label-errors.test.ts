import { describe, expect, it } from "vitest";
import { likelyLabelErrors } from "../../../../lib/embedding/cleaning/likely-label-errors.ts";
import { matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { plantErrors, probabilitiesOutOfFold } from "./planted-errors.ts";

describe("likelyLabelErrors", () => {
  it("finds planted errors, suggests the true class, and estimates their share", () => {
    const { X, truth, labels, wrong } = plantErrors();
    const { errors, estimatedErrorRate } = likelyLabelErrors(probabilitiesOutOfFold(X, labels), labels);
    const found = errors.filter(({ row }) => wrong.includes(row));
    expect(found.length).toBeGreaterThanOrEqual(0.9 * wrong.length);
    expect(found.length).toBeGreaterThanOrEqual(0.9 * errors.length);
    expect(found.filter(({ row, suggested }) => suggested === truth[row]).length).toBeGreaterThanOrEqual(
      0.95 * found.length,
    );
    expect(Math.abs(estimatedErrorRate - wrong.length / labels.length)).toBeLessThan(0.02);
  });

  it("names next to nothing where no label is wrong", () => {
    const { X, truth } = plantErrors();
    expect(likelyLabelErrors(probabilitiesOutOfFold(X, truth), truth).errors.length).toBeLessThanOrEqual(3);
  });

  it("measures a class against its own mean: a shy class is not held against its images", () => {
    const probabilities = matrixFromRows([
      [0.9, 0.1],
      [0.8, 0.2],
      [0.6, 0.4],
      [0.6, 0.4],
      [0.95, 0.05],
    ]);
    // Class 1 never reaches 0.5, its mean is 0.283: rows 2 and 3 count for it all the same, row 4 does not.
    const { errors, confidentCounts, estimatedErrorRate } = likelyLabelErrors(probabilities, [0, 0, 1, 1, 1]);
    expect(errors.map(({ row, given, suggested }) => [row, given, suggested])).toEqual([[4, 1, 0]]);
    expect(errors[0]!.probabilityOfSuggested).toBeCloseTo(0.95, 6);
    expect(confidentCounts).toEqual([
      [1, 0],
      [1, 2],
    ]);
    expect(estimatedErrorRate).toBeCloseTo(0.6 / 3, 12);
  });

  it("refuses rows that are no distribution, labels that are no class and classes without an image", () => {
    const ok = matrixFromRows([
      [0.5, 0.5],
      [0.1, 0.9],
    ]);
    expect(() => likelyLabelErrors(matrixFromRows([[0.5, 0.7]]), [0])).toThrow("probabilities[row 0]");
    expect(() => likelyLabelErrors(ok, [0, 2])).toThrow("labels[1]: expected a label in [0, 2)");
    expect(() => likelyLabelErrors(ok, [0, 0])).toThrow("none of class 1");
    expect(() => likelyLabelErrors(ok, [0])).toThrow("labels: expected shape [2]");
  });
});
