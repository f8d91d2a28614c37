import { describe, expect, it } from "vitest";
import { matrix } from "../../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../../lib/random/generator.ts";
import { cacheRows } from "../../../../lib/svm/solver/kernel-cache.ts";
import { lazyKernel, precomputedKernel } from "../../../../lib/svm/solver/kernel-values.ts";
import { solveBinary } from "../../../../lib/svm/solver/smo.ts";

/** 30 rows against 50, overlapping. */
function problem(kernelName: "linear" | "rbf" | "poly", positiveC: number, negativeC: number) {
  const random = seededRandom(11);
  const X = matrix(80, 4);
  for (let at = 0; at < X.values.length; at++) X.values[at] = randomNormal(random) + (at < 120 ? 0.8 : 0);
  const source = precomputedKernel(X, { name: kernelName, gamma: 0.4, degree: 2, coef0: 1 });
  const rows = Uint32Array.from({ length: 80 }, (_, row) => row);
  // The solver exchanges positions of what it is given: each one takes a fresh one.
  const kernel = () => cacheRows(source.problem(rows), 1e6);
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
    const { alpha, intercept, converged } = solveBinary(
      { ...given, kernel: given.kernel() },
      { tolerance: 1e-6, maxIterations: 1e6 },
    );
    expect(converged).toBe(true);
    const signed = alpha.map((value, row) => (row < 30 ? value : -value));
    expect(signed.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
    const kernel = given.kernel();
    let free = 0;
    for (let row = 0; row < 80; row++) {
      const bound = row < 30 ? positiveC : negativeC;
      const decision = kernel.row(row, 80).reduce((sum, value, k) => sum + value * signed[k]!, 0) + intercept;
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
    const { converged, iterations, alpha } = solveBinary(
      { ...given, kernel: given.kernel() },
      { tolerance: 1e-6, maxIterations: 7 },
    );
    expect({ converged, iterations }).toEqual({ converged: false, iterations: 7 });
    expect(alpha.every(Number.isFinite)).toBe(true);
  });

  it("reports the shrinking violation every 1,000 steps", () => {
    const reports: [number, number][] = [];
    const given = problem("poly", 1e4, 1e4);
    const { iterations } = solveBinary(
      { ...given, kernel: given.kernel() },
      {
        tolerance: 1e-3,
        maxIterations: 5000,
        onProgress: (steps, violation) => reports.push([steps, violation]),
      },
    );
    expect(reports.map(([steps]) => steps)).toEqual(
      Array.from({ length: Math.floor(iterations / 1000) }, (_, turn) => 1000 * (turn + 1)),
    );
    expect(reports.length).toBeGreaterThan(0);
    for (const [, violation] of reports) expect(violation).toBeGreaterThan(0);
  });

  it("gives two equal rows of different classes the middle", () => {
    const X = matrix(2, 1, Float32Array.of(1, 1));
    const source = precomputedKernel(X, { name: "linear", gamma: 1, degree: 1, coef0: 0 });
    const kernel = cacheRows(source.problem(Uint32Array.of(0, 1)), 1e3);
    const options = { tolerance: 1e-3, maxIterations: 100 };
    const solution = solveBinary({ kernel, positiveCount: 1, positiveC: 2, negativeC: 2 }, options);
    expect(Array.from(solution.alpha)).toEqual([2, 2]);
    expect(solution.intercept).toBeCloseTo(0, 12);
    expect(solution.converged).toBe(true);
  });

  it.each([
    ["linear", 30],
    ["rbf", 30],
    ["rbf", 300],
    ["poly", 3],
  ] as const)("finds the same with and without shrinking, in little memory too: %s, C %f", (name, C) => {
    const random = seededRandom(4);
    const count = 240;
    const X = matrix(count, 3);
    for (let at = 0; at < X.values.length; at++) {
      X.values[at] = randomNormal(random) + (at < X.values.length / 2 ? 1 : 0);
    }
    const kernel = { name, gamma: 0.3, degree: 2, coef0: 1 } as const;
    const rows = Uint32Array.from({ length: count }, (_, row) => row);
    const bounds = { positiveCount: count / 2, positiveC: C, negativeC: C };
    const options = { tolerance: 1e-5, maxIterations: 1e6 };
    const solve = (cacheBytes: number, shrinking: boolean) => {
      const source = lazyKernel(X, kernel, count);
      let reorders = 0;
      const values = source.problem(rows);
      const { reorder } = values;
      const counting = {
        ...values,
        reorder(order: Uint32Array) {
          reorders++;
          reorder(order);
        },
      };
      const solution = solveBinary(
        { ...bounds, kernel: cacheRows(counting, cacheBytes) },
        { ...options, shrinking },
      );
      return { ...solution, reorders };
    };
    const plain = solve(1e9, false);
    const shrunk = solve(1e9, true);
    expect(plain.reorders).toBe(0);
    expect(shrunk.reorders).toBeGreaterThan(1);
    expect([plain.converged, shrunk.converged]).toEqual([true, true]);
    expect(shrunk.intercept).toBeCloseTo(plain.intercept, 4);
    // Rows may trade multipliers where the kernel is singular; what the machine says of a row may not change.
    const source = precomputedKernel(X, kernel);
    const decide = ({ alpha }: { alpha: Float64Array }) =>
      source.weightedSums(
        rows,
        rows,
        alpha.map((value, row) => (row < count / 2 ? value : -value)),
      );
    const expected = decide(plain);
    const difference = decide(shrunk).reduce(
      (most, value, row) => Math.max(most, Math.abs(value - expected[row]!)),
      0,
    );
    expect(difference).toBeLessThan(1e-4);
    const frugal = solve(1, true);
    expect(frugal.alpha).toEqual(shrunk.alpha);
    expect(frugal.intercept).toBe(shrunk.intercept);
  });
});
