import { describe, expect, it } from "vitest";
import { matrix } from "../../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { lazyKernel, precomputedKernel } from "../../../../lib/svm/solver/kernel-values.ts";

const random = seededRandom(2);
const X = matrix(
  41,
  5,
  Float32Array.from({ length: 205 }, () => random() - 0.5),
);
const rows = Uint32Array.of(1, 2, 3, 6, 7, 40);

describe.each([
  { name: "linear", gamma: 1, degree: 1, coef0: 0 },
  { name: "rbf", gamma: 0.7, degree: 3, coef0: 0 },
  { name: "poly", gamma: 0.7, degree: 3, coef0: 1 },
] as const)("kernel values of $name", (kernel) => {
  const direct = (a: number, b: number) => {
    let product = 0;
    let distance = 0;
    for (let k = 0; k < 5; k++) {
      const [u, v] = [X.values[5 * a + k]!, X.values[5 * b + k]!];
      product += u * v;
      distance += (u - v) ** 2;
    }
    if (kernel.name === "rbf") return Math.exp(-kernel.gamma * distance);
    return kernel.name === "linear" ? product : (kernel.gamma * product + kernel.coef0) ** kernel.degree;
  };
  const sources = { atOnce: precomputedKernel(X, kernel), onDemand: lazyKernel(X, kernel, 6) };

  it.each(["atOnce", "onDemand"] as const)("are those of the rows named, %s", (which) => {
    const values = sources[which].problem(rows);
    values.reorder(Uint32Array.of(4, 2, 3, 0, 1));
    const now = [7, 3, 6, 1, 2, 40];
    const out = new Float64Array(6);
    now.forEach((row, position) => {
      values.fill(position, 1, 6, out);
      for (let at = 1; at < 6; at++) expect(out[at]).toBeCloseTo(direct(row, now[at]!), 12);
    });
    expect(rows).toEqual(Uint32Array.of(1, 2, 3, 6, 7, 40));
  });

  it("are the same bits computed at once and on demand, and symmetric", () => {
    const [atOnce, onDemand] = [sources.atOnce.problem(rows), sources.onDemand.problem(rows)];
    const table = Array.from(rows, (_, position) => {
      const [a, b] = [new Float64Array(6), new Float64Array(6)];
      atOnce.fill(position, 0, 6, a);
      onDemand.fill(position, 0, 6, b);
      expect(b).toEqual(a);
      expect(a[position]).toBeCloseTo(atOnce.diagonal[position]!, 12);
      return a;
    });
    expect(onDemand.diagonal).toHaveLength(6);
    table.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBe(table[j]![i]);
      });
    });
  });

  it("are summed with weights", () => {
    const weights = Float64Array.of(0.5, -1, 2);
    const others = Uint32Array.of(4, 9, 0);
    for (const source of Object.values(sources)) {
      const sums = source.weightedSums(Uint32Array.of(5, 8), others, weights);
      [5, 8].forEach((row, at) => {
        const expected = others.reduce((sum, other, k) => sum + weights[k]! * direct(row, other), 0);
        expect(sums[at]).toBeCloseTo(expected, 12);
      });
    }
  });
});
