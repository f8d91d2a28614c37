import { describe, expect, it } from "vitest";
import { matrix } from "../../../lib/matrix/matrix.ts";
import { squaredNorms } from "../../../lib/metrics/squared-norms.ts";

describe("squaredNorms", () => {
  it("are the products of rows with themselves", () => {
    const A = matrix(2, 2, Float32Array.of(3, 4, 0, 0));
    expect(Array.from(squaredNorms(A))).toEqual([25, 0]);
  });
});
