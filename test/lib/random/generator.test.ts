import { describe, expect, it } from "vitest";
import { permutation, randomInteger, randomNormal, seededRandom } from "../../../lib/random/generator.ts";

describe("seededRandom", () => {
  it("gives the published first numbers of mulberry32", () => {
    const random = seededRandom(42);
    expect([random(), random(), random()]).toEqual([
      0.6011037519201636, 0.44829055899754167, 0.8524657934904099,
    ]);
  });

  it("gives equal numbers for equal seeds and others for others", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("is uniform in [0, 1)", () => {
    const random = seededRandom(1);
    const bins = new Array(10).fill(0);
    for (let draw = 0; draw < 100_000; draw++) bins[Math.floor(random() * 10)]++;
    // 100,000 draws: a bin's standard deviation is 95
    for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses the seed %s", (seed) => {
    expect(() => seededRandom(seed)).toThrow(`seed: expected an integer, received ${seed}`);
  });
});

describe("randomNormal", () => {
  it("has mean 0 and variance 1", () => {
    const random = seededRandom(2);
    const draws = Array.from({ length: 50_000 }, () => randomNormal(random));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });
});

describe("randomInteger", () => {
  it("stays below its bound and reaches every value", () => {
    const random = seededRandom(3);
    expect(new Set(Array.from({ length: 200 }, () => randomInteger(random, 4)))).toEqual(
      new Set([0, 1, 2, 3]),
    );
  });
});

describe("permutation", () => {
  it("holds every integer once, in another order for another seed", () => {
    const order = Array.from(permutation(seededRandom(1), 100));
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(order).not.toEqual(Array.from(permutation(seededRandom(2), 100)));
  });

  it("puts each integer first about as often", () => {
    const random = seededRandom(5);
    const first = new Array(4).fill(0);
    for (let draw = 0; draw < 8000; draw++) first[permutation(random, 4)[0]!]++;
    for (const count of first) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it("of nothing is empty", () => {
    expect(permutation(seededRandom(1), 0)).toHaveLength(0);
  });
});
