import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pca } from "../../../lib/embedding/pca.ts";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";

interface PcaFixture {
  cases: {
    name: string;
    X: number[][];
    explainedVariance: number[];
    explainedVarianceRatio: number[];
    components: number[][];
    mean: number[];
    projected: number[][];
  }[];
}

const fixture: PcaFixture = JSON.parse(
  readFileSync(new URL("../../fixtures/pca/pca.json", import.meta.url), "utf8"),
);

function expectRows(actual: Matrix, expected: number[][], digits: number) {
  expect([actual.rows, actual.columns]).toEqual([expected.length, expected[0]!.length]);
  expected.forEach((row, index) => {
    rowOf(actual, index).forEach((value, k) => {
      expect(value).toBeCloseTo(row[k]!, digits);
    });
  });
}

function clusters(rows: number, columns: number): Matrix {
  const random = seededRandom(1);
  const centres = Float64Array.from({ length: 6 * columns }, () => 0.5 * randomNormal(random));
  const X = matrix(rows, columns);
  for (let at = 0; at < X.values.length; at++) {
    const centre = centres[(Math.floor(at / columns) % 6) * columns + (at % columns)]!;
    X.values[at] = Math.max(0, centre + randomNormal(random));
  }
  return X;
}

describe("pca", () => {
  it.each(fixture.cases)("agrees with scikit-learn on a $name matrix, signs included", (golden) => {
    const X = matrixFromRows(golden.X);
    const result = pca(X, { components: golden.components.length });
    expectRows(result.components, golden.components, 5);
    expectRows(result.projected, golden.projected, 5);
    expectRows(result.transform(X), golden.projected, 5);
    result.explainedVariance.forEach((value, k) => {
      expect(value).toBeCloseTo(golden.explainedVariance[k]!, 6);
    });
    result.explainedVarianceRatio.forEach((value, k) => {
      expect(value).toBeCloseTo(golden.explainedVarianceRatio[k]!, 6);
    });
    golden.mean.forEach((value, k) => {
      expect(result.mean[k]).toBeCloseTo(value, 6);
    });
  });

  it("finds what a longer iteration finds, whatever the start", () => {
    const X = clusters(60, 160);
    const first = pca(X, { components: 3 });
    const second = pca(X, { components: 3, random: seededRandom(99) });
    const all = pca(X, { components: 60 });
    expectRows(second.projected, rowsOf(first.projected), 4);
    for (let k = 0; k < 3; k++) {
      expect(all.explainedVariance[k]! / first.explainedVariance[k]!).toBeCloseTo(1, 10);
    }
    expect(all.explainedVarianceRatio.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  it("gives unit vectors at right angles, most variance first", () => {
    const { components, explainedVariance } = pca(clusters(40, 300), { components: 5 });
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const product = rowOf(components, i).reduce((sum, v, k) => sum + v * rowOf(components, j)[k]!, 0);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
      }
    }
    expect(explainedVariance).toEqual([...explainedVariance].sort((a, b) => b - a));
  });

  it("finds equal variances as often as they occur", () => {
    const X = matrixFromRows([0, 1, 2, 3, 4].map((row) => [0, 1, 2, 3, 4].map((k) => (row === k ? 3 : 0))));
    const { explainedVarianceRatio } = pca(X, { components: 5 });
    [0.25, 0.25, 0.25, 0.25, 0].forEach((share, k) => {
      expect(explainedVarianceRatio[k]).toBeCloseTo(share, 12);
    });
  });

  it("has no NaN where there is no variance", () => {
    const same = matrix(4, 6, new Float32Array(24).fill(2.5));
    const { projected, components, explainedVarianceRatio } = pca(same);
    expect(Array.from(projected.values)).toEqual(Array(8).fill(0));
    expect(explainedVarianceRatio).toEqual([0, 0]);
    expect(components.values.every(Number.isFinite)).toBe(true);
    const line = matrixFromRows([
      [0, 0, 0],
      [1, 1, 0],
      [2, 2, 0],
    ]);
    expect(pca(line, { components: 3 }).explainedVarianceRatio[0]).toBeCloseTo(1, 12);
  });

  it("refuses bad values, single rows and too many components", () => {
    expect(() =>
      pca(
        matrixFromRows([
          [0, 1],
          [Number.NaN, 1],
        ]),
      ),
    ).toThrow(/X\[row 1, column 0\]/);
    expect(() => pca(matrixFromRows([[0, 1]]))).toThrow(/X: expected at least two rows, received 1/);
    expect(() => pca(clusters(3, 10), { components: 4 })).toThrow(
      /components: expected an integer in \[1, 3\]/,
    );
    expect(() => pca(clusters(3, 10), { components: 0 })).toThrow(ArgumentError);
    expect(() => pca(clusters(3, 10)).transform(clusters(3, 9))).toThrow(ShapeError);
  });
});

function rowsOf(X: Matrix): number[][] {
  return Array.from({ length: X.rows }, (_, row) => Array.from(rowOf(X, row)));
}
