import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Matrix, matrixFromRows, rowOf } from "../../lib/matrix/matrix.ts";
import { accuracy } from "../../lib/metrics/accuracy.ts";
import { crossValidate } from "../../lib/selection/cross-validate.ts";
import { stratifiedKFold } from "../../lib/selection/stratified-k-fold.ts";
import { fitLinearSvc } from "../../lib/svm/fit-linear-svc.ts";
import { fitSvc, type SvcOptions } from "../../lib/svm/fit-svc.ts";
import { sharedFolder } from "../shared-folder.ts";

interface SvmGoldens {
  sklearn: string;
  X: number[][];
  y: number[];
  train: number;
  svc: {
    name: string;
    n_support: number[];
    decision_ovo: number[][];
    decision_ovr: number[][];
    predict: number[];
    accuracy: number;
  }[];
  linear_svc: { coef: number[][]; intercept: number[]; predict: number[] };
  cv: { fold_of_row: number[]; scores: number[] };
}

const optionsOf: Record<string, SvcOptions> = {
  linear: { kernel: "linear", C: 0.05 },
  rbf_scale: { kernel: "rbf", C: 1, gamma: "scale" },
  "rbf_0.02": { kernel: "rbf", C: 10, gamma: 0.02 },
  poly3: { kernel: "poly", degree: 3, C: 1, gamma: 0.02, coef0: 1 },
  linear_balanced: { kernel: "linear", C: 0.05, classWeight: { 0: 4 } },
};

const shared = sharedFolder();
const where = shared ? "" : " (skipped: needs ../shared/goldens/svm.json)";

describe.skipIf(!shared)(`scikit-learn's support vector machines${where}`, () => {
  const goldens: SvmGoldens = shared
    ? JSON.parse(readFileSync(`${shared}/goldens/svm.json`, "utf8"))
    : { X: [[0]], y: [0], train: 1, svc: [] };
  const { train } = goldens;
  const X = matrixFromRows(goldens.X.slice(0, train));
  const y = goldens.y.slice(0, train);
  const testY = goldens.y.slice(train);
  const testX = shared ? matrixFromRows(goldens.X.slice(train)) : X;

  it("has the five runs", () => {
    expect(goldens.svc.map((run) => run.name)).toEqual(Object.keys(optionsOf));
  });

  for (const run of goldens.svc) {
    for (const [how, cacheBytes] of [
      ["with all kernel values at hand", undefined],
      ["with two kernel rows at hand", 1],
    ] as const) {
      it(`fits ${run.name} ${how}`, () => {
        const svc = fitSvc(X, y, {
          ...optionsOf[run.name],
          tolerance: 1e-6,
          ...(cacheBytes === undefined ? {} : { cacheBytes }),
        });
        expect(svc.converged).toBe(true);
        expect(svc.supportCounts).toEqual(run.n_support);
        expect(svc.predict(testX)).toEqual(run.predict);
        expect(accuracy(testY, svc.predict(testX))).toBeCloseTo(run.accuracy, 12);
        expect(largestDifference(svc.decisionFunction(testX, "ovo"), run.decision_ovo)).toBeLessThan(1e-4);
        expect(largestDifference(svc.decisionFunction(testX, "ovr"), run.decision_ovr)).toBeLessThan(1e-4);
      });
    }
  }

  it("fits LinearSVC's coefficients", () => {
    const machine = fitLinearSvc(X, y, { C: 0.05, tolerance: 1e-8, maxIterations: 200_000 });
    expect(machine.converged).toBe(true);
    expect(largestDifference(machine.coef, goldens.linear_svc.coef)).toBeLessThan(1e-4);
    machine.intercept.forEach((value, label) => {
      expect(Math.abs(value - goldens.linear_svc.intercept[label]!)).toBeLessThan(1e-4);
    });
    expect(machine.predict(testX)).toEqual(goldens.linear_svc.predict);
  });

  it("deals rows to folds and scores them alike", () => {
    expect(stratifiedKFold(y, 4)).toEqual(goldens.cv.fold_of_row);
    const fit = (X: Matrix, labels: number[]) => fitSvc(X, labels, { C: 0.05, tolerance: 1e-6 });
    const result = crossValidate(X, y, fit, { folds: 4 });
    expect(result.scores).toEqual(goldens.cv.scores);
  });
});

function largestDifference(actual: Matrix, expected: readonly (readonly number[])[]): number {
  expect([actual.rows, actual.columns]).toEqual([expected.length, expected[0]!.length]);
  let largest = 0;
  expected.forEach((row, index) => {
    rowOf(actual, index).forEach((value, column) => {
      largest = Math.max(largest, Math.abs(value - row[column]!));
    });
  });
  return largest;
}
