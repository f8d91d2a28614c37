import { describe, expect, it } from "vitest";
import { disagreements } from "../../../../lib/experiments/comparison/disagreements.ts";

describe("disagreements", () => {
  it("sorts rows by who is right, with their files", () => {
    const paths = ["a", "b", "c", "d"];
    const { onlyFirst, onlySecond, bothWrong, bothRight } = disagreements(
      [0, 1, 2, 0],
      [0, 0, 0, 0],
      [1, 1, 1, 0],
      paths,
    );
    expect(onlyFirst).toEqual([{ row: 0, truth: 0, first: 0, second: 1, path: "a" }]);
    expect(onlySecond).toEqual([{ row: 1, truth: 1, first: 0, second: 1, path: "b" }]);
    expect(bothWrong.map(({ path }) => path)).toEqual(["c"]);
    expect(bothRight).toBe(1);
  });

  it("does without files", () => {
    expect(disagreements([0], [0], [1]).onlyFirst).toEqual([{ row: 0, truth: 0, first: 0, second: 1 }]);
  });

  it("refuses lists of other lengths", () => {
    expect(() => disagreements([0, 1], [0], [0, 1])).toThrow("first: expected 2 values");
    expect(() => disagreements([0], [0], [0], [])).toThrow("paths: expected 1 values");
  });
});
