import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrix, matrixFromRows, rowOf, takeRows } from "../../../lib/matrix/matrix.ts";

const small = () =>
  matrixFromRows([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);

describe("matrix", () => {
  it("is of zeros without values", () => {
    expect(Array.from(matrix(2, 2).values)).toEqual([0, 0, 0, 0]);
  });

  it("shares the values it is given", () => {
    const values = Float32Array.of(1, 2);
    expect(matrix(1, 2, values).values).toBe(values);
  });

  it("refuses values that do not fill it", () => {
    expect(() => matrix(2, 2, new Float32Array(3))).toThrow(new ShapeError("values", "[2 * 2]", [3]));
  });
});

describe("matrixFromRows", () => {
  it("copies rows in order", () => {
    expect(small()).toMatchObject({ rows: 3, columns: 2, values: Float32Array.of(1, 2, 3, 4, 5, 6) });
  });

  it("refuses no rows, and rows of different lengths", () => {
    expect(() => matrixFromRows([])).toThrow(ArgumentError);
    expect(() => matrixFromRows([[1, 2], [3]])).toThrow("rows[1]: expected shape [2], received [1]");
  });
});

describe("rowOf", () => {
  it("is a view", () => {
    const source = small();
    rowOf(source, 1)[0] = 9;
    expect(source.values[2]).toBe(9);
  });
});

describe("takeRows", () => {
  it("copies rows in the order asked for, more than once if asked", () => {
    expect(Array.from(takeRows(small(), [2, 0, 2]).values)).toEqual([5, 6, 1, 2, 5, 6]);
  });

  it.each([-1, 3, 0.5, Number.NaN])("refuses row %s", (row) => {
    expect(() => takeRows(small(), [0, row])).toThrow("indices[1]: expected a row in [0, 3)");
  });
});
