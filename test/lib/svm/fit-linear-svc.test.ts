import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../lib/random/generator.ts";
import { fitLinearSvc } from "../../../lib/svm/fit-linear-svc.ts";
import { twoClassPoints as X, twoClassLabels as y } from "./small-sets.ts";

describe("fitLinearSvc", () => {
  // LinearSVC(C=0.5, loss=…, dual=True, tol=1e-10), scikit-learn 1.9.1
  it.each([
    ["hinge", [0.173913, 0.5217392], -1],
    ["squaredHinge", [0.1892246, 0.4026389], -1.0105376],
  ] as const)("agrees with scikit-learn on two classes with %s", (loss, coef, intercept) => {
    const machine = fitLinearSvc(X, y, {
      loss,
      C: 0.5,
      standardize: false,
      tolerance: 1e-10,
      maxIterations: 1e6,
    });
    expect([machine.coef.rows, machine.coef.columns]).toEqual([1, 2]);
    coef.forEach((value, k) => {
      expect(machine.coef.values[k]).toBeCloseTo(value, 5);
    });
    expect(machine.intercept[0]).toBeCloseTo(intercept, 5);
    expect(machine.predict(X)).toEqual(y);
    const decisions = machine.decisionFunction(X);
    expect(decisions.columns).toBe(1);
    expect(Array.from(decisions.values, Math.sign)).toEqual(y);
  });

  it("sets each class against the rest", () => {
    const labels = [4, 4, 4, 9, 6, 6, 9, 9];
    const machine = fitLinearSvc(X, labels, { C: 10 });
    expect(machine.classes).toEqual([4, 6, 9]);
    expect([machine.coef.rows, machine.coef.columns]).toEqual([3, 2]);
    const decisions = machine.decisionFunction(X);
    machine.predict(X).forEach((label, row) => {
      const own = Array.from(decisions.values.subarray(3 * row, 3 * row + 3));
      expect(machine.classes[own.indexOf(Math.max(...own))]).toBe(label);
    });
  });

  it("is moved by class weights", () => {
    const mixed = [-1, -1, 1, -1, 1, -1, 1, 1];
    const even = fitLinearSvc(X, mixed, { C: 0.1 });
    const heavy = fitLinearSvc(X, mixed, { C: 0.1, classWeight: { 1: 50 } });
    const positives = (labels: number[]) => labels.filter((label) => label === 1).length;
    expect(positives(heavy.predict(X))).toBeGreaterThan(positives(even.predict(X)));
  });

  it("ignores constant columns", () => {
    const dead = matrixFromRows(
      Array.from({ length: 8 }, (_, row) => [X.values[2 * row]!, 0, X.values[2 * row + 1]!, 2.5]),
    );
    const machine = fitLinearSvc(dead, y);
    expect(machine.coef.values[1]).toBe(0);
    expect(machine.coef.values[3]).toBe(0);
    expect(machine.predict(dead)).toEqual(y);
  });

  it("repeats itself with a seed", () => {
    const fits = [{ seed: 3 }, { random: seededRandom(3) }].map((chance) => fitLinearSvc(X, y, chance));
    expect(JSON.stringify(fits[0])).toBe(JSON.stringify(fits[1]));
  });

  it("returns an unfinished fit, marked, and reports each class", () => {
    const reports: unknown[] = [];
    const machine = fitLinearSvc(X, [0, 0, 1, 1, 2, 2, 1, 0], {
      C: 1000,
      tolerance: 1e-9,
      maxIterations: 2,
      onProgress: (progress) => reports.push(progress),
    });
    expect(machine.converged).toBe(false);
    expect(reports).toEqual([1, 2, 3].map((done) => ({ done, total: 3, iterations: 2 })));
    expect(machine.warnings).toEqual([
      expect.stringContaining("3 of 3 classes stopped at maxIterations (2)"),
    ]);
    expect(fitLinearSvc(X, y)).toMatchObject({ converged: true, warnings: [] });
  });

  it("refuses bad rows, labels and options by name", () => {
    expect(() => fitLinearSvc(matrixFromRows([[0], [Number.NaN]]), [0, 1])).toThrow(/X\[row 1, column 0\]/);
    expect(() => fitLinearSvc(X, [1])).toThrow(ShapeError);
    expect(() => fitLinearSvc(X, Array(8).fill(0))).toThrow(/at least two classes/);
    for (const options of [{ C: -1 }, { tolerance: 0 }, { maxIterations: 1.5 }, { loss: "log" as "hinge" }]) {
      expect(() => fitLinearSvc(X, y, options)).toThrow(ArgumentError);
    }
  });
});
