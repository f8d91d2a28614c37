import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { fitStandardScaler, standardScalerFromRecord } from "../../../lib/svm/standard-scaler.ts";

const X = matrixFromRows([
  [0, 2.5, 1],
  [2, 2.5, 5],
  [4, 2.5, 9],
]);

describe("fitStandardScaler", () => {
  it("divides by the population's deviation", () => {
    const scaler = fitStandardScaler(X);
    expect(scaler.mean).toEqual([2, 2.5, 5]);
    expect(scaler.scale[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
    const scaled = scaler.transform(X);
    expect(scaled.values[0]).toBeCloseTo(-2 / Math.sqrt(8 / 3), 6);
    expect(X.values[0]).toBe(0);
  });

  it("makes a constant column 0, also where its mean is not exact", () => {
    const constant = matrixFromRows(Array.from({ length: 1000 }, (_, row) => [0.1, row]));
    const scaler = fitStandardScaler(constant);
    expect(scaler.scale[0]).toBe(1);
    const scaled = scaler.transform(constant);
    for (let row = 0; row < 1000; row++) expect(Math.abs(scaled.values[2 * row]!)).toBeLessThan(1e-12);
  });

  it("keeps digits when the mean is large beside the spread", () => {
    const far = matrixFromRows([[10000], [10001], [10002]]);
    expect(fitStandardScaler(far).scale[0]).toBeCloseTo(Math.sqrt(2 / 3), 9);
  });

  it("survives JSON", () => {
    const scaler = fitStandardScaler(X);
    const again = standardScalerFromRecord(JSON.parse(JSON.stringify(scaler)));
    expect(again.transform(X)).toEqual(scaler.transform(X));
    expect(() => standardScalerFromRecord({ type: "standardScaler", mean: [0], scale: [0] })).toThrow(
      ArgumentError,
    );
    expect(() => standardScalerFromRecord({ type: "standardScaler", mean: [0, 1], scale: [1] })).toThrow(
      /2 means, 1 scales/,
    );
  });

  it("refuses values that are not finite and other widths", () => {
    expect(() => fitStandardScaler(matrixFromRows([[0], [Number.NaN]]))).toThrow(/row 1, column 0/);
    expect(() => fitStandardScaler(X).transform(matrixFromRows([[1, 2]]))).toThrow(ShapeError);
  });
});
