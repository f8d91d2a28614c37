import { describe, expect, it } from "vitest";
import { scoreDetection } from "../../../../lib/experiments/planted/score-detection.ts";

describe("scoreDetection", () => {
  it("counts what was found, of what was named and of what was planted", () => {
    expect(scoreDetection([1, 2, 3, 3, 9], [2, 3, 4], { total: 30 })).toEqual({
      planted: 3,
      named: 4,
      found: 2,
      precision: 0.5,
      recall: 2 / 3,
      chance: 0.1,
    });
  });

  it("gives 0 to a search that names nothing", () => {
    expect(scoreDetection([], ["a b"], { total: 10 })).toMatchObject({ found: 0, precision: 0, recall: 0 });
  });

  it("refuses when nothing was planted, and a total that is too small", () => {
    expect(() => scoreDetection([1], [], { total: 3 })).toThrow("planted: expected at least one");
    expect(() => scoreDetection([1, 2, 3], [1], { total: 2 })).toThrow(
      "total: expected a whole number of at least 3",
    );
  });
});
