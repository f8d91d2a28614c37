import { describe, expect, it } from "vitest";
import {
  fitLogisticRegression,
  logisticRegressionFromRecord,
} from "../../../lib/classifiers/logistic-regression.ts";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrix, matrixFromRows, rowOf } from "../../../lib/matrix/matrix.ts";
import { twoClassLabels, twoClassPoints } from "../svm/small-sets.ts";
import { drawnClasses } from "./drawn-classes.ts";

const { X, y } = drawnClasses([4, 7, 9], 60, 5);

describe("fitLogisticRegression", () => {
  // LogisticRegression(C=0.5, tol=1e-10).fit(X, y), scikit-learn 1.9.1
  it("agrees with scikit-learn on two classes", () => {
    const regression = fitLogisticRegression(twoClassPoints, twoClassLabels, {
      C: 0.5,
      tolerance: 1e-9,
      standardize: false,
    });
    expect(regression.converged).toBe(true);
    expect(regression.coef.values[0]).toBeCloseTo(0.64079264, 5);
    expect(regression.coef.values[1]).toBeCloseTo(0.72149936, 5);
    expect(regression.intercept[0]).toBeCloseTo(-2.78475755, 5);
    expect(regression.predict(twoClassPoints)).toEqual(twoClassLabels);
  });

  it("tells classes apart, with probabilities in the order of the labels", () => {
    const regression = fitLogisticRegression(X, y);
    expect(regression.classes).toEqual([4, 7, 9]);
    expect(regression.predict(X)).toEqual(y);
    const probabilities = regression.predictProbability(X);
    expect([probabilities.rows, probabilities.columns]).toEqual([60, 3]);
    y.forEach((label, row) => {
      const own = rowOf(probabilities, row);
      expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      expect(own.indexOf(Math.max(...own))).toBe(regression.classes.indexOf(label));
    });
    expect(regression.decisionFunction(X).columns).toBe(3);
    // The dead column has nothing to say.
    for (let label = 0; label < 3; label++) expect(rowOf(regression.coef, label)[4]).toBe(0);
  });

  it("leans towards a class of more weight", () => {
    const wide = drawnClasses([0, 1], 80, 3, 6);
    const shareOfOnes = (weight: number) =>
      fitLogisticRegression(wide.X, wide.y, { classWeight: { 1: weight } })
        .predict(wide.X)
        .filter((label) => label === 1).length;
    expect(shareOfOnes(8)).toBeGreaterThan(shareOfOnes(1));
  });

  it("returns an unfinished fit, marked, and reports each iteration", () => {
    const losses: number[] = [];
    const regression = fitLogisticRegression(X, y, {
      C: 100,
      tolerance: 1e-12,
      maxIterations: 4,
      onProgress: ({ loss }) => losses.push(loss),
    });
    expect(regression.converged).toBe(false);
    expect(regression.warnings).toEqual([expect.stringContaining("stopped at maxIterations (4)")]);
    expect(losses).toHaveLength(4);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(fitLogisticRegression(X, y).warnings).toEqual([]);
  });

  it("gives rows that are all equal the shares of the classes", () => {
    const same = matrix(4, 2, new Float32Array(8).fill(3));
    const regression = fitLogisticRegression(same, [0, 0, 0, 1], { tolerance: 1e-9 });
    expect(regression.predictProbability(same).values[0]).toBeCloseTo(0.75, 5);
  });

  it("refuses bad rows, labels and options by name", () => {
    const bad = matrixFromRows([[0], [Number.NaN]]);
    expect(() => fitLogisticRegression(bad, [0, 1])).toThrow(/X\[row 1, column 0\]/);
    expect(() => fitLogisticRegression(X, [1])).toThrow(ShapeError);
    expect(() => fitLogisticRegression(X, Array(60).fill(1))).toThrow(/at least two classes/);
    for (const options of [{ C: 0 }, { tolerance: 0 }, { maxIterations: 1.5 }, { classWeight: { 5: 1 } }]) {
      expect(() => fitLogisticRegression(X, y, options)).toThrow(ArgumentError);
    }
    expect(() => fitLogisticRegression(X, y).predict(twoClassPoints)).toThrow(ShapeError);
  });
});

describe("logisticRegressionFromRecord", () => {
  it.each([{ standardize: true }, { standardize: false }])("decides as before: %o", (options) => {
    const regression = fitLogisticRegression(X, y, options);
    const again = logisticRegressionFromRecord(JSON.parse(JSON.stringify(regression)));
    expect(again.predictProbability(X)).toEqual(regression.predictProbability(X));
  });

  it("refuses records whose parts do not fit together", () => {
    const record = fitLogisticRegression(X, y).toJSON();
    expect(() => logisticRegressionFromRecord({ ...record, intercept: [0] })).toThrow(/1 intercepts/);
    expect(() => logisticRegressionFromRecord({ ...record, type: "svc" as "logisticRegression" })).toThrow(
      ArgumentError,
    );
  });
});
