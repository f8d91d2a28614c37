import { describe, expect, it } from "vitest";
import { fitL2Normalizer, l2Normalize } from "../../../lib/classifiers/l2-normalizer.ts";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";

const X = matrixFromRows([
  [3, 4],
  [0, 0],
  [-2, 0],
]);

describe("l2Normalize", () => {
  it("gives every row length 1, save rows of zeros", () => {
    const expected = [0.6, 0.8, 0, 0, -1, 0].map((value) => expect.closeTo(value, 6));
    expect(Array.from(l2Normalize(X).values)).toEqual(expected);
    expect(Array.from(X.values)).toEqual([3, 4, 0, 0, -2, 0]);
    expect(() => l2Normalize(matrixFromRows([[Number.NaN]]))).toThrow(/row 0, column 0/);
  });

  it("is a step of a pipeline", () => {
    expect(fitL2Normalizer(X).transform(X)).toEqual(l2Normalize(X));
  });
});
