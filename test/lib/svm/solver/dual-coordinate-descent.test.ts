import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../../../lib/matrix/matrix.ts";
import { storeRows } from "../../../../lib/matrix/row-store.ts";
import { squaredNorms } from "../../../../lib/metrics/squared-norms.ts";
import { randomNormal, seededRandom } from "../../../../lib/random/generator.ts";
import {
  type LinearLoss,
  type LinearProblem,
  solveLinear,
} from "../../../../lib/svm/solver/dual-coordinate-descent.ts";

function problem(loss: LinearLoss): LinearProblem & { X: Matrix } {
  const random = seededRandom(21);
  const X = matrix(90, 5);
  const signs = Int8Array.from({ length: 90 }, (_, row) => (row % 3 === 0 ? 1 : -1));
  for (let at = 0; at < X.values.length; at++) {
    X.values[at] = randomNormal(random) + 0.5 * signs[Math.floor(at / 5)]!;
  }
  return {
    X,
    store: storeRows(X),
    squaredNorms: squaredNorms(X),
    signs,
    positiveC: 0.7,
    negativeC: 0.3,
    loss,
  };
}

/** The objective that the dual stands for: half the squared weights (intercept included) plus weighted losses. */
function primal(
  { X, signs, positiveC, negativeC, loss }: LinearProblem & { X: Matrix },
  weights: ArrayLike<number>,
  intercept: number,
) {
  let sum = intercept ** 2 / 2;
  for (let k = 0; k < 5; k++) sum += weights[k]! ** 2 / 2;
  for (let row = 0; row < X.rows; row++) {
    let decision = intercept;
    for (let k = 0; k < 5; k++) decision += weights[k]! * X.values[5 * row + k]!;
    const miss = Math.max(0, 1 - signs[row]! * decision);
    sum += (signs[row]! > 0 ? positiveC : negativeC) * (loss === "hinge" ? miss : miss ** 2);
  }
  return sum;
}

describe("solveLinear", () => {
  it.each(["hinge", "squaredHinge"] as const)("finds the least objective for %s", (loss) => {
    const given = problem(loss);
    const options = { tolerance: 1e-9, maxIterations: 100_000, random: seededRandom(0) };
    const { weights, intercept, converged } = solveLinear(given, options);
    expect(converged).toBe(true);
    const least = primal(given, weights, intercept);
    const random = seededRandom(5);
    for (let turn = 0; turn < 200; turn++) {
      const size = 10 ** (-4 * random());
      const nearby = weights.map((value) => value + size * randomNormal(random));
      expect(primal(given, nearby, intercept + size * randomNormal(random))).toBeGreaterThan(least - 1e-9);
    }
  });

  it("does not depend on the order of rows once converged", () => {
    const solutions = [1, 2].map((seed) =>
      solveLinear(problem("hinge"), { tolerance: 1e-9, maxIterations: 100_000, random: seededRandom(seed) }),
    );
    solutions[0]!.weights.forEach((value, k) => {
      expect(value).toBeCloseTo(solutions[1]!.weights[k]!, 6);
    });
  });

  it("stops at the limit and says so", () => {
    const options = { tolerance: 1e-9, maxIterations: 2, random: seededRandom(0) };
    const { converged, iterations, weights } = solveLinear(problem("hinge"), options);
    expect({ converged, iterations }).toEqual({ converged: false, iterations: 2 });
    expect(weights.every(Number.isFinite)).toBe(true);
  });
});
