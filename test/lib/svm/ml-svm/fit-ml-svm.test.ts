import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../../lib/errors/argument-error.ts";
import { matrix, matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { fitSvc } from "../../../../lib/svm/fit-svc.ts";
import { fitMlSvm } from "../../../../lib/svm/ml-svm/fit-ml-svm.ts";
import { mlSvmFromRecord } from "../../../../lib/svm/ml-svm/ml-svm.ts";
import { twoClassLabels, twoClassPoints } from "../small-sets.ts";

/** Ten rows around each of three corners, with a dead column before and a constant one behind. */
const y = Array.from({ length: 30 }, (_, row) => [3, 5, 9][row % 3]!);
const random = seededRandom(6);
const X = matrixFromRows(
  y.map((label) => [0, (label === 5 ? 5 : 0) + random(), (label === 9 ? 6 : 0) + random(), 2.5]),
);

describe("fitMlSvm", () => {
  it.each(["linear", "rbf"] as const)(
    "tells three classes apart in spite of constant columns: %s",
    (kernel) => {
      const machine = fitMlSvm(X, y, { kernel, C: 10 });
      expect(machine.columns).toEqual([1, 2]);
      expect(machine.warnings).toEqual(["2 constant columns were left out: ml-svm would divide by 0"]);
      expect(machine.converged).toBe(true);
      expect(machine.predict(X)).toEqual(y);
      const margins = machine.decisionFunction(X);
      expect([margins.rows, margins.columns]).toEqual([30, 3]);
      expect(margins.values.every(Number.isFinite)).toBe(true);
    },
  );

  it("is the same for the same seed", () => {
    const fitted = (seed: number) =>
      JSON.stringify(fitMlSvm(twoClassPoints, twoClassLabels, { C: 0.5, seed }));
    expect(fitted(1)).toBe(fitted(1));
  });

  it.each(["linear", "rbf"] as const)(
    "returns the machine that ml-svm has at its limit, with a warning: %s",
    (kernel) => {
      const machine = fitMlSvm(X, y, { kernel, C: 10, maxIterations: 3 });
      expect(machine.converged).toBe(false);
      expect(machine.warnings[0]).toBe(
        "3 of 3 machines of ml-svm stopped at maxIterations (3) before they converged",
      );
      const margins = machine.decisionFunction(X);
      expect(margins.values.every(Number.isFinite)).toBe(true);
      expect(margins.values.some((value) => Math.abs(value) > 0.1)).toBe(true);
      const again = mlSvmFromRecord(JSON.parse(JSON.stringify(machine)));
      expect(again.decisionFunction(X)).toEqual(margins);
    },
  );

  it("tells of a machine whose numbers became NaN, and never predicts its class", () => {
    const draw = seededRandom(31);
    const noise = matrix(
      60,
      2,
      Float32Array.from({ length: 120 }, () => draw()),
    );
    const labels = Array.from({ length: 60 }, (_, row) => row % 3);
    const machine = fitMlSvm(noise, labels, { C: 0.1, seed: 31, maxIterations: 3000 });
    expect(machine.warnings).toEqual([
      "ml-svm broke down (its numbers became NaN) for label 2, which is never predicted: use another C or seed",
    ]);
    expect(machine.converged).toBe(false);
    const predicted = machine.predict(noise);
    expect(new Set(predicted)).toEqual(new Set([0, 1]));
    const again = mlSvmFromRecord(JSON.parse(JSON.stringify(machine)));
    expect(again.predict(noise)).toEqual(predicted);
    expect(again.decisionFunction(noise).values[2]).toBeNaN();
  });

  it.each(["linear", "rbf"] as const)("decides as before a round trip through JSON: %s", (kernel) => {
    const machine = fitMlSvm(twoClassPoints, twoClassLabels, { kernel });
    const again = mlSvmFromRecord(JSON.parse(JSON.stringify(machine)));
    const margins = machine.decisionFunction(twoClassPoints);
    expect(margins.columns).toBe(1);
    expect(again.decisionFunction(twoClassPoints)).toEqual(margins);
    expect(again.predict(twoClassPoints)).toEqual(machine.predict(twoClassPoints));
  });

  it("is an engine of fitSvc", () => {
    const machine = fitSvc(X, y, { engine: "ml-svm", C: 10 });
    expect(machine.type).toBe("mlSvm");
    expect(machine.predict(X)).toEqual(fitSvc(X, y, { C: 10 }).predict(X));
    expect(() => fitSvc(X, y, { engine: "svmlight" as "libsvm" })).toThrow(
      /engine: expected "libsvm" or "ml-svm"/,
    );
  });

  it("refuses what ml-svm would make nonsense of", () => {
    expect(() => fitMlSvm(matrixFromRows([[1], [1]]), [0, 1])).toThrow(/not constant/);
    expect(() => fitMlSvm(X, y, { kernel: "poly" as "rbf" })).toThrow(ArgumentError);
    expect(() => fitMlSvm(X, [1, 2])).toThrow(ShapeError);
    expect(() => fitMlSvm(matrixFromRows([[Number.NaN], [1]]), [0, 1])).toThrow(/X\[row 0, column 0\]/);
    expect(() => fitMlSvm(X, y, { C: -1 })).toThrow(/C: expected a positive number/);
    expect(() => fitMlSvm(X, y).predict(twoClassPoints)).toThrow(ShapeError);
  });

  it("refuses records whose parts do not fit together", () => {
    const record = fitMlSvm(X, y).toJSON();
    expect(() => mlSvmFromRecord({ ...record, classes: [1, 2] })).toThrow(/one machine a class/);
    expect(() => mlSvmFromRecord({ ...record, columns: [1] })).toThrow(/1 columns/);
    expect(() => mlSvmFromRecord({ ...record, type: "svc" as "mlSvm" })).toThrow(/received svc/);
  });
});
