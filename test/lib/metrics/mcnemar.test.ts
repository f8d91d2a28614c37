import { describe, expect, it } from "vitest";
import { mcnemar } from "../../../lib/metrics/mcnemar.ts";

/** Rows on which only one of two classifiers is right, and ten on which both are. */
function disagreement(onlyFirst: number, onlySecond: number) {
  const first = [...Array(onlyFirst).fill(1), ...Array(onlySecond).fill(0), ...Array(10).fill(1)];
  const second = [...Array(onlyFirst).fill(0), ...Array(onlySecond).fill(1), ...Array(10).fill(1)];
  return mcnemar(Array(first.length).fill(1), first, second);
}

describe("mcnemar", () => {
  // scipy.stats.binomtest(min, sum).pvalue
  it.each([
    [1, 9, 0.021484375],
    [0, 5, 0.0625],
    [15, 30, 0.035697803555194696],
    [900, 1100, 8.45708953550381e-6],
    [1100, 900, 8.45708953550381e-6],
    [4, 4, 1],
  ])("is the exact test for %i against %i", (onlyFirst, onlySecond, pValue) => {
    const result = disagreement(onlyFirst, onlySecond);
    expect(result).toMatchObject({ onlyFirst, onlySecond });
    expect(result.pValue / pValue).toBeCloseTo(1, 9);
  });

  it("finds no difference where there is no disagreement", () => {
    expect(disagreement(0, 0)).toEqual({ onlyFirst: 0, onlySecond: 0, pValue: 1 });
  });

  it("does not count rows that both get wrong", () => {
    expect(mcnemar([0, 0], [1, 2], [2, 1])).toEqual({ onlyFirst: 0, onlySecond: 0, pValue: 1 });
  });

  it("stays exact where 0.5 ** n underflows", () => {
    expect(disagreement(1400, 1500).pValue / 0.06598734966518463).toBeCloseTo(1, 9);
  });

  it("refuses lists of different lengths", () => {
    expect(() => mcnemar([0, 1], [0, 1], [0])).toThrow(/second: expected shape/);
  });
});
