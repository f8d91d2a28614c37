import { describe, expect, it } from "vitest";
import { fitLogisticRegression } from "../../../lib/classifiers/logistic-regression.ts";
import { rowOf, takeRows } from "../../../lib/matrix/matrix.ts";
import { outOfFoldProbabilities } from "../../../lib/selection/out-of-fold.ts";
import { splitOfFold, stratifiedKFold } from "../../../lib/selection/stratified-k-fold.ts";
import { drawClusters } from "../embedding/clusters.ts";

const { X, labels } = drawClusters({ rows: 60, columns: 5, classes: 3, apart: 2, seed: 3 });
const fitRows = (rows: typeof X, own: number[]) => fitLogisticRegression(rows, own, { C: 0.1 });

describe("outOfFoldProbabilities", () => {
  it("gives each row what a fit without its fold says", () => {
    const probabilities = outOfFoldProbabilities(X, labels, fitRows, { folds: 4 });
    expect([probabilities.rows, probabilities.columns]).toEqual([60, 3]);
    const { train, test } = splitOfFold(stratifiedKFold(labels, 4), 2);
    const regression = fitRows(
      takeRows(X, train),
      train.map((row) => labels[row]!),
    );
    const expected = regression.predictProbability(takeRows(X, test));
    test.forEach((row, index) => {
      expect(rowOf(probabilities, row)).toEqual(rowOf(expected, index));
    });
    for (let row = 0; row < 60; row++) {
      expect(rowOf(probabilities, row).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
  });

  it("does not let a row vouch for itself: no row is in the fit that judges it", () => {
    const seen: number[][] = [];
    outOfFoldProbabilities(
      X,
      labels,
      (rows, own) => {
        seen.push(own);
        return fitRows(rows, own);
      },
      { folds: 3 },
    );
    expect(seen.map(({ length }) => length)).toEqual([40, 40, 40]);
  });

  it("refuses labels that leave out a number, too few rows of a class, and another number of labels", () => {
    expect(() =>
      outOfFoldProbabilities(
        X,
        labels.map((label) => 2 * label),
        fitRows,
      ),
    ).toThrow("labels: expected 0 to 2");
    expect(() => outOfFoldProbabilities(X, labels, fitRows, { folds: 50 })).toThrow("50 folds");
    expect(() => outOfFoldProbabilities(X, labels.slice(1), fitRows)).toThrow("labels: expected shape [60]");
  });
});
