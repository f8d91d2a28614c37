import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { applyKernel, kernelDiagonal, resolveGamma } from "../../../../lib/svm/solver/kernel.ts";

// Rows (1, 2) and (3, 0): product 3, squared lengths 5 and 9, squared distance 8.
describe("applyKernel", () => {
  const parameters = { gamma: 0.5, degree: 3, coef0: 1 };
  const apply = (name: "linear" | "rbf" | "poly", product: number, square = 5, other = 9) => {
    // One value among three, to see that the others are left alone.
    const products = Float64Array.of(7, product, 7);
    applyKernel(
      { name, ...parameters },
      products,
      { offset: 1, count: 1 },
      square,
      Float64Array.of(0, other),
      1,
    );
    expect([products[0], products[2]]).toEqual([7, 7]);
    return products[1]!;
  };

  it("is the product, the Gaussian of the distance, and a power", () => {
    expect(apply("linear", 3)).toBe(3);
    expect(apply("rbf", 3)).toBeCloseTo(Math.exp(-4), 15);
    expect(apply("poly", 3)).toBe(2.5 ** 3);
  });

  it("never exceeds 1 for rbf, whatever rounding does", () => {
    expect(apply("rbf", 1.0000001, 1, 1)).toBe(1);
  });

  it("gives rows with themselves the diagonal", () => {
    const squares = Float64Array.of(4, 9);
    expect(Array.from(kernelDiagonal({ name: "linear", ...parameters }, squares))).toEqual([4, 9]);
    expect(Array.from(kernelDiagonal({ name: "rbf", ...parameters }, squares))).toEqual([1, 1]);
    expect(Array.from(kernelDiagonal({ name: "poly", ...parameters }, squares))).toEqual([27, 5.5 ** 3]);
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
