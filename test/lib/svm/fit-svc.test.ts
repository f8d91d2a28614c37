import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { type Matrix, matrix, matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";
import { fitSvc, type SvcProgress } from "../../../lib/svm/fit-svc.ts";
import { twoClassPoints as X, twoClassLabels as y } from "./small-sets.ts";

const plain = { standardize: false, tolerance: 1e-6 } as const;

/** Three classes in a plane, with a constant and a dead column. */
function threeClasses(perClass = 20): { X: Matrix; y: number[] } {
  const random = seededRandom(3);
  const labels = Array.from({ length: 3 * perClass }, (_, row) => [8, 3, 5][row % 3]!);
  const rows = labels.map((label) => [label + 1.2 * randomNormal(random), 0, randomNormal(random), 2.5]);
  return { X: matrixFromRows(rows), y: labels };
}

describe("fitSvc", () => {
  // SVC(tol=1e-6, …).fit(X, y).decision_function(X), scikit-learn 1.9.1
  it.each([
    [
      { kernel: "linear", C: 1 },
      [2, 3, 6],
      [-2.5384618, -1.7692309, -1, -1.0000001, 1.1538463, 1.0000003, 1, 2.6923081],
    ],
    [{ kernel: "rbf", C: 2, gamma: 0.5 }, [0, 2, 3, 5, 6, 7], [-1, -1.1955215, -1, -1, 1.0905985, 1, 1, 1]],
    [
      { kernel: "rbf", C: 2, gamma: "auto" },
      [0, 2, 3, 5, 6, 7],
      [-1, -1.1955215, -1, -1, 1.0905985, 1, 1, 1],
    ],
  ] as const)("agrees with scikit-learn on two classes: %o", (options, support, decisions) => {
    const svc = fitSvc(X, y, { ...plain, ...options });
    expect(svc.converged).toBe(true);
    expect(svc.supportIndices).toEqual(support);
    const values = svc.decisionFunction(X);
    expect([values.rows, values.columns]).toEqual([8, 1]);
    decisions.forEach((decision, row) => {
      expect(values.values[row]).toBeCloseTo(decision, 5);
    });
    expect(svc.decisionFunction(X, "ovo")).toEqual(values);
    expect(svc.predict(X)).toEqual(y);
  });

  it("converges at tolerances where float32 kernel values go round in circles", () => {
    const { converged, iterations } = fitSvc(X, y, {
      standardize: false,
      tolerance: 1e-10,
      maxIterations: 1000,
    });
    expect(converged).toBe(true);
    expect(iterations[0]).toBeLessThan(100);
  });

  it("weighs classes", () => {
    const rest = matrix(7, 2, X.values.slice(2));
    const svc = fitSvc(rest, y.slice(1), { ...plain, C: 0.1, classWeight: "balanced" });
    const decisions = [-1, -0.3988622, -0.8091026, 0.7920353, 1.0000001, 0.5077115, 1.994311];
    svc.decisionFunction(rest).values.forEach((value, row) => {
      expect(value).toBeCloseTo(decisions[row]!, 5);
    });
    expect(svc.supportCounts).toEqual([3, 3]);
  });

  it.each([{ kernel: "linear" }, { kernel: "rbf" }, { kernel: "poly", coef0: 1 }] as const)(
    "tells three classes apart, dead columns or not: %o",
    (options) => {
      const { X, y } = threeClasses();
      const svc = fitSvc(X, y, options);
      expect(svc.classes).toEqual([3, 5, 8]);
      const right = svc.predict(X).filter((label, row) => label === y[row]).length;
      expect(right).toBeGreaterThan(45);
      const ovr = svc.decisionFunction(X);
      expect([ovr.rows, ovr.columns]).toEqual([60, 3]);
      expect(ovr.values.every(Number.isFinite)).toBe(true);
      expect(svc.supportCounts.reduce((sum, count) => sum + count, 0)).toBe(svc.supportIndices.length);
      svc.supportIndices.slice(0, svc.supportCounts[0]).forEach((row) => {
        expect(y[row]).toBe(3);
      });
    },
  );

  it("does not depend on the memory it may use", () => {
    const { X, y } = threeClasses();
    const large = fitSvc(X, y, { kernel: "rbf" });
    const small = fitSvc(X, y, { kernel: "rbf", cacheBytes: 1 });
    expect(JSON.stringify(small)).toBe(JSON.stringify(large));
  });

  it("learns probabilities that hold on rows that it has not seen, the same for the same seed", () => {
    // Two overlapping classes whose true probability is known: 1 / (1 + exp(-2 x)) at means -1 and 1.
    const random = seededRandom(12);
    const draw = (count: number) => {
      const y = Array.from({ length: count }, (_, row) => row % 2);
      return { y, X: matrixFromRows(y.map((label) => [2 * label - 1 + randomNormal(random), 0])) };
    };
    const train = draw(600);
    const test = draw(400);
    for (const [kernel, cacheBytes] of [
      ["linear", 2 ** 28],
      ["linear", 1],
    ] as const) {
      const svc = fitSvc(train.X, train.y, { kernel, C: 0.1, cacheBytes, probability: { seed: 4 } });
      const probabilities = svc.predictProbability(test.X);
      let miss = 0;
      test.y.forEach((_, row) => {
        const [first, second] = [probabilities.values[2 * row]!, probabilities.values[2 * row + 1]!];
        expect(first + second).toBeCloseTo(1, 6);
        miss += Math.abs(second - 1 / (1 + Math.exp(-2 * test.X.values[2 * row]!)));
      });
      expect(miss / 400).toBeLessThan(0.03);
      const again = fitSvc(train.X, train.y, { kernel, C: 0.1, cacheBytes, probability: { seed: 4 } });
      expect(again.sigmoids).toEqual(svc.sigmoids);
    }
  });

  it("has no probabilities unless asked for", () => {
    expect(() => fitSvc(X, y).predictProbability(X)).toThrow(/fitted with probability: true/);
  });

  it("scales so that the unit of a feature does not matter", () => {
    const { X, y } = threeClasses();
    const inMillimetres = {
      ...X,
      values: X.values.map((value, at) => (at % 4 === 0 ? 1000 * value : value)),
    };
    expect(fitSvc(inMillimetres, y).predict(inMillimetres)).toEqual(fitSvc(X, y).predict(X));
  });

  it("finds the same with and without shrinking", () => {
    const { X, y } = threeClasses(40);
    const options = { kernel: "rbf", C: 20, tolerance: 1e-6 } as const;
    const shrunk = fitSvc(X, y, options);
    const plain = fitSvc(X, y, { ...options, shrinking: false });
    expect(shrunk.supportIndices).toEqual(plain.supportIndices);
    shrunk.intercepts.forEach((value, pair) => {
      expect(value).toBeCloseTo(plain.intercepts[pair]!, 4);
    });
  });

  it("decides by one sample a class", () => {
    const two = matrixFromRows([
      [0, 0],
      [2, 0],
    ]);
    const svc = fitSvc(two, [4, 6], { standardize: false, probability: true });
    expect(Array.from(svc.decisionFunction(two).values)).toEqual([
      expect.closeTo(-1, 6),
      expect.closeTo(1, 6),
    ]);
    expect(svc.predictProbability(two).values.every(Number.isFinite)).toBe(true);
  });

  it.each(["linear", "rbf"] as const)(
    "ends for huge C, with rows that contradict each other: %s",
    (kernel) => {
      const { X, y } = threeClasses();
      const doubled = matrix(80, 4, Float32Array.of(...X.values, ...X.values.slice(0, 80)));
      const contradicting = [...y, ...y.slice(1, 21)];
      const svc = fitSvc(doubled, contradicting, { kernel, C: 1e6, maxIterations: 20_000 });
      expect(svc.decisionFunction(X).values.every(Number.isFinite)).toBe(true);
      expect(svc.converged).toBe(svc.warnings.length === 0);
    },
  );

  it("ignores rows that come twice, as far as C allows", () => {
    const twice = matrix(16, 2, Float32Array.of(...X.values, ...X.values));
    const once = fitSvc(X, y, { ...plain, C: 2 });
    const doubled = fitSvc(twice, [...y, ...y], { ...plain, C: 1 });
    once.decisionFunction(X).values.forEach((value, row) => {
      expect(doubled.decisionFunction(X).values[row]).toBeCloseTo(value, 4);
    });
  });

  it("returns an unfinished fit, marked", () => {
    const { X, y } = threeClasses();
    const svc = fitSvc(X, y, { C: 100, maxIterations: 3 });
    expect(svc.converged).toBe(false);
    expect(svc.iterations).toEqual([3, 3, 3]);
    expect(svc.warnings).toEqual([
      "3 of 3 pairs of classes stopped at maxIterations (3) before the tolerance was reached: raise it, scale the features or lower C",
    ]);
    expect(svc.predict(X)).toHaveLength(60);
    expect(fitSvc(X, y)).toMatchObject({ converged: true, warnings: [] });
  });

  it("reports each pair of classes", () => {
    const { X, y } = threeClasses();
    const reports: SvcProgress[] = [];
    const svc = fitSvc(X, y, { onProgress: (progress) => reports.push(progress) });
    const finished = reports.filter((report, at) => report.done > (reports[at - 1]?.done ?? 0));
    expect(finished).toEqual(
      svc.iterations.map((iterations, pair) => ({ done: pair + 1, total: 3, iterations })),
    );
  });

  it("gives rows that are all equal an answer and no NaN", () => {
    const same = matrix(4, 3, new Float32Array(12).fill(0.1));
    for (const kernel of ["linear", "rbf", "poly"] as const) {
      const svc = fitSvc(same, [0, 1, 0, 1], { kernel });
      expect(svc.decisionFunction(same).values.every(Number.isFinite)).toBe(true);
    }
  });

  it("refuses bad rows, labels and options by name", () => {
    const bad = matrixFromRows([
      [0, 1],
      [2, Number.POSITIVE_INFINITY],
    ]);
    expect(() => fitSvc(bad, [0, 1])).toThrow(/X\[row 1, column 1\]: expected a finite number/);
    expect(() => fitSvc(X, [0, 1])).toThrow(ShapeError);
    expect(() => fitSvc(X, Array(8).fill(3))).toThrow(
      /at least two classes, received 8 rows, all of class 3/,
    );
    expect(() => fitSvc(X, [...y.slice(1), 0.5])).toThrow(/labels\[7\]: expected an integer label/);
    for (const options of [
      { C: 0 },
      { tolerance: -1 },
      { gamma: Number.NaN, kernel: "rbf" },
      { degree: 1.5 },
      { coef0: Number.NaN },
      { maxIterations: 0 },
      { cacheBytes: 0 },
      { probability: { folds: 1 } },
      { kernel: "sigmoid" as "rbf" },
    ] as const) {
      expect(() => fitSvc(X, y, options)).toThrow(ArgumentError);
    }
  });
});
