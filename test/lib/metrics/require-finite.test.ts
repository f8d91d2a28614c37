import { describe, expect, it } from "vitest";
import { matrix, matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { requireFinite } from "../../../lib/metrics/require-finite.ts";

describe("requireFinite", () => {
  it("accepts finite numbers", () => {
    expect(() => requireFinite("X", matrixFromRows([[0, -1]]))).not.toThrow();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "names the place of %f",
    (bad) => {
      const X = matrixFromRows([
        [0, 1, 2],
        [3, bad, 5],
      ]);
      expect(() => requireFinite("features", X)).toThrow(
        `features[row 1, column 1]: expected a finite number (remove or replace the row), received ${bad}`,
      );
    },
  );

  it("refuses a matrix without rows or columns", () => {
    expect(() => requireFinite("X", matrix(0, 3))).toThrow(/at least one row and one column/);
    expect(() => requireFinite("X", matrix(3, 0))).toThrow(/at least one row and one column/);
  });
});
