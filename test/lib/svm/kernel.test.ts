import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { kernelFunction, resolveGamma } from "../../../lib/svm/kernel.ts";

// Rows (1, 2) and (3, 0): product 3, squared lengths 5 and 9, squared distance 8.
describe("kernelFunction", () => {
  const parameters = { gamma: 0.5, degree: 3, coef0: 1 };

  it("is the product, the Gaussian of the distance, and a power", () => {
    expect(kernelFunction({ name: "linear", ...parameters })(3, 5, 9)).toBe(3);
    expect(kernelFunction({ name: "rbf", ...parameters })(3, 5, 9)).toBeCloseTo(Math.exp(-4), 15);
    expect(kernelFunction({ name: "poly", ...parameters })(3, 5, 9)).toBe(2.5 ** 3);
  });

  it("never exceeds 1 for rbf, whatever rounding does", () => {
    expect(kernelFunction({ name: "rbf", ...parameters })(1.0000001, 1, 1)).toBe(1);
  });
});

describe("resolveGamma", () => {
  const X = matrixFromRows([
    [0, 2],
    [4, 2],
  ]);

  it("follows scikit-learn's words", () => {
    expect(resolveGamma("auto", X)).toBe(0.5);
    expect(resolveGamma("scale", X)).toBe(1 / (2 * 2));
    expect(resolveGamma(0.3, X)).toBe(0.3);
  });

  it("is 1 for values that do not vary", () => {
    expect(resolveGamma("scale", matrixFromRows([[3], [3]]))).toBe(1);
  });

  it("refuses what is not positive", () => {
    expect(() => resolveGamma(0, X)).toThrow(
      /gamma: expected "scale", "auto" or a positive number, received 0/,
    );
    expect(() => resolveGamma("sclae" as "scale", X)).toThrow(/gamma/);
  });
});
