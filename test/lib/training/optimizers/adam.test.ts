import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { randomNormal, seededRandom } from "../../../../lib/random/generator.ts";
import { adamRule } from "../../../../lib/training/optimizers/adam.ts";
import { adamKernelSource } from "../../../../lib/training/optimizers/adam-kernel.ts";

interface Arrays {
  readonly values: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Float64 between one load and one store. */
function stepOneByOne({ values, mean, variance }: Arrays, gradient: Float32Array, iteration: number): void {
  const rate = (0.01 * Math.sqrt(1 - 0.999 ** iteration)) / (1 - 0.9 ** iteration);
  for (let index = 0; index < values.length; index++) {
    const slope = gradient[index]! * 0.7;
    const movedMean = mean[index]! + (slope - mean[index]!) * (1 - 0.9);
    const movedVariance = variance[index]! + (slope * slope - variance[index]!) * (1 - 0.999);
    mean[index] = movedMean;
    variance[index] = movedVariance;
    values[index] = values[index]! * (1 - 1e-3) - (movedMean * rate) / (Math.sqrt(movedVariance) + 1e-7);
  }
}

describe("adamRule", () => {
  it.each([1, 3, 4, 7, 16_384, 32_773])("moves %i values, bit for bit as one by one in float64", (size) => {
    const random = seededRandom(size);
    const normal = () => Float32Array.from({ length: size }, () => randomNormal(random));
    const make = (values: Float32Array): Arrays => ({
      values,
      mean: new Float32Array(size),
      variance: new Float32Array(size),
    });
    const first = normal();
    const [actual, expected] = [make(first.slice()), make(first)];
    const rule = adamRule({ beta1: 0.9, beta2: 0.999 });
    for (let iteration = 1; iteration <= 3; iteration++) {
      const gradient = normal();
      const facts = { learningRate: 0.01, decay: 1e-3, gradientScale: 0.7, iteration };
      rule.updateArrays(actual.values, gradient, [actual.mean, actual.variance], facts);
      stepOneByOne(expected, gradient, iteration);
    }
    expect(actual).toEqual(expected);
  });

  it("passes NaN on to the value that has it, and to no other", () => {
    const values = new Float32Array([1, 1, 1, 1, 1]);
    const facts = { learningRate: 0.01, decay: 0, gradientScale: 1, iteration: 1 };
    const slots = [new Float32Array(5), new Float32Array(5)];
    adamRule({ beta1: 0.9, beta2: 0.999 }).updateArrays(
      values,
      new Float32Array([1, 1, 1, 1, NaN]),
      slots,
      facts,
    );
    expect([...values].map(Number.isNaN)).toEqual([false, false, false, false, true]);
  });
});

describe("the compiled kernel", () => {
  it("is of the present source (else: node scripts/compile-simd.mjs)", () => {
    const source = readFileSync(new URL("../../../../scripts/simd/adam-kernel.ts", import.meta.url), "utf8");
    const digest = createHash("sha256").update(source.replaceAll("\r\n", "\n")).digest("hex");
    expect(digest).toBe(adamKernelSource);
  });
});
