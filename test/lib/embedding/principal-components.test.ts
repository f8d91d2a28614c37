import { describe, expect, it } from "vitest";
import { leadingTriplets } from "../../../lib/embedding/principal-components.ts";
import { seededRandom } from "../../../lib/random/generator.ts";

describe("leadingTriplets", () => {
  // Rows (3, 0, 0, 0), (0, 0, 2, 0): singular values 3 and 2 along the first and the third column.
  const values = Float64Array.of(3, 0, 0, 0, 0, 0, 2, 0);

  it.each([
    ["wide", values, 2, 4],
    ["tall", Float64Array.of(3, 0, 0, 0, 0, 2, 0, 0), 4, 2],
  ] as const)("finds the singular values of a %s matrix, largest first", (_, X, rows, columns) => {
    const { singularValues, rightVectors } = leadingTriplets(X, rows, columns, 2, seededRandom(0));
    expect(singularValues[0]).toBeCloseTo(3, 12);
    expect(singularValues[1]).toBeCloseTo(2, 12);
    expect(Math.abs(rightVectors[0]!)).toBeCloseTo(1, 12);
    expect(Math.abs(rightVectors[columns + (columns === 4 ? 2 : 1)]!)).toBeCloseTo(1, 12);
  });

  it("completes the directions where the rank is too low", () => {
    const rankOne = Float64Array.of(1, 2, 2, 2, 4, 4, 3, 6, 6);
    const { singularValues, rightVectors } = leadingTriplets(rankOne, 3, 3, 3, seededRandom(0));
    expect(singularValues[0]).toBeCloseTo(Math.sqrt(14 * 9), 10);
    expect(Array.from(singularValues.slice(1))).toEqual([0, 0]);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let product = 0;
        for (let k = 0; k < 3; k++) product += rightVectors[3 * i + k]! * rightVectors[3 * j + k]!;
        expect(product).toBeCloseTo(i === j ? 1 : 0, 10);
      }
    }
  });
});
