import { describe, expect, it } from "vitest";
import { matrix } from "../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";
import { kernelFunction } from "../../../lib/svm/kernel.ts";
import { kernelRowsOfPair, precomputedKernel } from "../../../lib/svm/kernel-rows.ts";
import { solveBinary } from "../../../lib/svm/smo.ts";

/** 30 rows against 50, overlapping. */
function problem(kernelName: "linear" | "rbf" | "poly", positiveC: number, negativeC: number) {
  const random = seededRandom(11);
  const X = matrix(80, 4);
  for (let at = 0; at < X.values.length; at++) X.values[at] = randomNormal(random) + (at < 120 ? 0.8 : 0);
  const source = precomputedKernel(X, kernelFunction({ name: kernelName, gamma: 0.4, degree: 2, coef0: 1 }));
  const kernel = kernelRowsOfPair(source, { start: 0, end: 30 }, { start: 30, end: 80 }, 1e6);
  return { kernel, positiveCount: 30, positiveC, negativeC };
}

describe("solveBinary", () => {
  it.each([
    ["linear", 0.5, 0.5],
    ["linear", 4, 0.25],
    ["rbf", 1, 1],
    ["rbf", 1000, 1000],
    ["poly", 0.1, 0.3],
  ] as const)("meets the optimality conditions for %s with C %f and %f", (name, positiveC, negativeC) => {
    const given = problem(name, positiveC, negativeC);
    const { alpha, intercept, converged } = solveBinary(given, { tolerance: 1e-6, maxIterations: 1e6 });
    expect(converged).toBe(true);
    const signed = alpha.map((value, row) => (row < 30 ? value : -value));
    expect(signed.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
    let free = 0;
    for (let row = 0; row < 80; row++) {
      const bound = row < 30 ? positiveC : negativeC;
      const decision =
        given.kernel.row(row).reduce((sum, value, k) => sum + value * signed[k]!, 0) + intercept;
      const margin = row < 30 ? decision : -decision;
      expect(alpha[row]).toBeGreaterThanOrEqual(0);
      expect(alpha[row]).toBeLessThanOrEqual(bound);
      if (alpha[row] === 0) expect(margin).toBeGreaterThan(1 - 1e-5);
      else if (alpha[row] === bound) expect(margin).toBeLessThan(1 + 1e-5);
      else {
        free++;
        expect(margin).toBeCloseTo(1, 4);
      }
    }
    expect(free).toBeGreaterThan(0);
  });

  it("says that it did not converge, and stops where told", () => {
    const given = problem("rbf", 1000, 1000);
    const { converged, iterations, alpha } = solveBinary(given, { tolerance: 1e-6, maxIterations: 7 });
    expect({ converged, iterations }).toEqual({ converged: false, iterations: 7 });
    expect(alpha.every(Number.isFinite)).toBe(true);
  });

  it("reports the shrinking violation every 1,000 steps", () => {
    const reports: [number, number][] = [];
    const given = problem("poly", 1e4, 1e4);
    const { iterations } = solveBinary(given, {
      tolerance: 1e-3,
      maxIterations: 5000,
      onProgress: (steps, violation) => reports.push([steps, violation]),
    });
    expect(reports.map(([steps]) => steps)).toEqual(
      Array.from({ length: Math.floor(iterations / 1000) }, (_, turn) => 1000 * (turn + 1)),
    );
    expect(reports.length).toBeGreaterThan(0);
    for (const [, violation] of reports) expect(violation).toBeGreaterThan(0);
  });

  it("gives two equal rows of different classes the middle", () => {
    const X = matrix(2, 1, Float32Array.of(1, 1));
    const source = precomputedKernel(X, kernelFunction({ name: "linear", gamma: 1, degree: 1, coef0: 0 }));
    const kernel = kernelRowsOfPair(source, { start: 0, end: 1 }, { start: 1, end: 2 }, 1e3);
    const options = { tolerance: 1e-3, maxIterations: 100 };
    const solution = solveBinary({ kernel, positiveCount: 1, positiveC: 2, negativeC: 2 }, options);
    expect(Array.from(solution.alpha)).toEqual([2, 2]);
    expect(solution.intercept).toBeCloseTo(0, 12);
    expect(solution.converged).toBe(true);
  });
});
