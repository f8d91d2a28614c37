import { describe, expect, it } from "vitest";
import { type Matrix, matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { crossValidate } from "../../../lib/selection/cross-validate.ts";

const labels = [0, 1, 0, 1, 0, 1, 0, 1];
const X = matrixFromRows(labels.map((label, row) => [label, row]));

describe("crossValidate", () => {
  it("fits on the other folds and keeps each row's unseen prediction", () => {
    const seen: number[][] = [];
    const result = crossValidate(
      X,
      labels,
      (train, trainLabels) => {
        seen.push(Array.from({ length: train.rows }, (_, row) => train.values[2 * row + 1]!));
        expect(trainLabels).toEqual(seen.at(-1)!.map((row) => labels[row]));
        return { predict: (test: Matrix) => Array(test.rows).fill(0) };
      },
      { folds: 2 },
    );
    expect(result.foldOfRow).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(seen).toEqual([
      [4, 5, 6, 7],
      [0, 1, 2, 3],
    ]);
    expect(result.scores).toEqual([0.5, 0.5]);
    expect(result).toMatchObject({ mean: 0.5, standardDeviation: 0, predictions: Array(8).fill(0) });
  });

  it("reports every fold", () => {
    const reports: unknown[] = [];
    const byFirstColumn = () => ({
      predict: (test: Matrix) => Array.from({ length: test.rows }, (_, row) => test.values[2 * row]!),
    });
    crossValidate(X, labels, byFirstColumn, { folds: 4, onProgress: (progress) => reports.push(progress) });
    expect(reports).toEqual([1, 2, 3, 4].map((done) => ({ done, total: 4, score: 1 })));
  });

  it("refuses more folds than rows of a class, and labels that do not fit the rows", () => {
    const never = () => {
      throw new Error("not reached");
    };
    expect(() => crossValidate(X, labels, never, { folds: 5 })).toThrow(
      /at least 5 rows of class 0 for 5 folds/,
    );
    expect(() => crossValidate(X, [0, 1], never)).toThrow(/labels: expected shape \[8\], received \[2\]/);
  });
});
