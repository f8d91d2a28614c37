import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { type Matrix, matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { gridSearch } from "../../../lib/selection/grid-search.ts";

const X = matrixFromRows(Array.from({ length: 12 }, (_, row) => [row]));
const labels = Array.from({ length: 12 }, (_, row) => (row < 6 ? 0 : 1));

interface ThresholdOptions {
  readonly at?: number;
  readonly high?: number;
}

/** Labels by a threshold that is an option; keeps the rows that it was fitted to. */
function fitThreshold(X: Matrix, _labels: readonly number[], { at = 0, high = 1 }: ThresholdOptions = {}) {
  return {
    at,
    fittedTo: Array.from(X.values),
    predict: (X: Matrix) => Array.from(X.values, (value) => (value >= at ? high : 1 - high)),
  };
}

describe("gridSearch", () => {
  it("tries every combination, first name slowest, and refits the best to all rows", () => {
    const { rows, best, classifier } = gridSearch(
      X,
      labels,
      fitThreshold,
      { high: [0, 1], at: [3, 6, 9] },
      { folds: 3 },
    );
    expect(rows.map(({ setting }) => setting)).toEqual([
      { at: 3, high: 0 },
      { at: 3, high: 1 },
      { at: 6, high: 0 },
      { at: 6, high: 1 },
      { at: 9, high: 0 },
      { at: 9, high: 1 },
    ]);
    expect(rows.map(({ mean }) => mean)).toEqual(
      [0.25, 0.75, 0, 1, 0.25, 0.75].map((mean) => expect.closeTo(mean, 12)),
    );
    expect(rows.map(({ rank }) => rank)).toEqual([4, 2, 6, 1, 4, 2]);
    expect(best).toBe(rows[3]);
    expect(best.standardDeviation).toBe(0);
    expect(classifier.at).toBe(6);
    expect(classifier.fittedTo).toEqual(Array.from(X.values));
  });

  it("takes the first of equally good settings", () => {
    const { best } = gridSearch(X, labels, fitThreshold, { at: [5.9, 5.5, 6] }, { folds: 2 });
    expect(best.setting).toEqual({ at: 5.9 });
  });

  it("uses the same folds for every setting, shuffled ones too", () => {
    const tested = new Map<number, string[]>();
    const fitSpy = (X: Matrix, labels: readonly number[], options: ThresholdOptions = {}) => {
      const { at = 0 } = options;
      tested.set(at, [...(tested.get(at) ?? []), Array.from(X.values).join()]);
      return fitThreshold(X, labels, options);
    };
    gridSearch(X, labels, fitSpy, { at: [1, 2] }, { folds: 4, shuffle: true, seed: 3 });
    const folds = [1, 2].map((at) => tested.get(at)?.slice(0, 4));
    expect(folds[1]).toEqual(folds[0]);
    expect(new Set(folds[0]).size).toBe(4);
  });

  it("takes folds that are given and reports each setting", () => {
    const reports: unknown[] = [];
    const foldOfRow = labels.map((_, row) => row % 2);
    const result = gridSearch(
      X,
      labels,
      fitThreshold,
      { at: [6, 0] },
      { foldOfRow, onProgress: (one) => reports.push(one) },
    );
    expect(result.foldOfRow).toEqual(foldOfRow);
    expect(result.rows[0]!.scores).toHaveLength(2);
    expect(reports).toEqual([
      { done: 1, total: 2, mean: 1 },
      { done: 2, total: 2, mean: 0.5 },
    ]);
  });

  it("refuses an empty grid, folds that do not fit and labels of another length", () => {
    expect(() => gridSearch(X, labels, fitThreshold, {})).toThrow(/grid: expected at least one option/);
    expect(() => gridSearch(X, labels, fitThreshold, { at: [] })).toThrow(/grid.at/);
    expect(() => gridSearch(X, labels, fitThreshold, { at: [1] }, { folds: 7 })).toThrow(ArgumentError);
    expect(() => gridSearch(X, [0], fitThreshold, { at: [1] })).toThrow(ShapeError);
    expect(() => gridSearch(X, labels, fitThreshold, { at: [1] }, { foldOfRow: [0, 1] })).toThrow(ShapeError);
    const gap = labels.map((_, row) => 2 * (row % 2));
    expect(() => gridSearch(X, labels, fitThreshold, { at: [1] }, { foldOfRow: gap })).toThrow(
      /without a gap/,
    );
  });
});
