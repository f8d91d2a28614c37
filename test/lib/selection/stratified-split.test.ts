import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../lib/random/generator.ts";
import { stratifiedSplit } from "../../../lib/selection/stratified-split.ts";

const labels = [...Array(10).fill(0), ...Array(20).fill(1), ...Array(30).fill(5)];
const countOf = (rows: readonly number[], label: number) =>
  rows.filter((row) => labels[row] === label).length;

describe("stratifiedSplit", () => {
  it("sets the same share of every class aside and loses no row", () => {
    const { train, test } = stratifiedSplit(labels, { testFraction: 0.2 });
    expect([0, 1, 5].map((label) => countOf(test, label))).toEqual([2, 4, 6]);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(labels.map((_, row) => row));
    expect(train).toEqual([...train].sort((a, b) => a - b));
  });

  it("rounds the total up and gives leftovers to the largest remainders", () => {
    // 11 + 10 rows, a quarter: 5.25, so 6 in all: 2.75 of class 0 and 2.5 of class 1.
    const { test } = stratifiedSplit([...Array(11).fill(0), ...Array(10).fill(1)], { testFraction: 0.25 });
    expect(test.filter((row) => row < 11)).toHaveLength(3);
    expect(test.filter((row) => row >= 11)).toHaveLength(3);
  });

  it("keeps a row of a small class in each part", () => {
    const { train, test } = stratifiedSplit([0, 0, 1, 1], { testFraction: 0.05 });
    expect(test).toHaveLength(2);
    expect(train).toHaveLength(2);
    const most = stratifiedSplit([0, 0, 1, 1], { testFraction: 0.95 });
    expect(most.train).toHaveLength(2);
  });

  it("repeats itself with a seed and differs between seeds", () => {
    expect(stratifiedSplit(labels, { seed: 7 })).toEqual(stratifiedSplit(labels, { seed: 7 }));
    expect(stratifiedSplit(labels, { seed: 7 })).toEqual(
      stratifiedSplit(labels, { random: seededRandom(7) }),
    );
    expect(stratifiedSplit(labels, { seed: 7 })).not.toEqual(stratifiedSplit(labels, { seed: 8 }));
  });

  it("says what to add when a class has one row", () => {
    expect(() => stratifiedSplit([0, 0, 3])).toThrow(
      /at least 2 rows of class 3 to have one in each part, received 1: add 1/,
    );
    expect(() => stratifiedSplit(labels, { testFraction: 1 })).toThrow(
      /testFraction: expected a number in \(0, 1\)/,
    );
  });
});
