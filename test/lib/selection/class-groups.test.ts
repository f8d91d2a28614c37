import { describe, expect, it } from "vitest";
import { groupByClass, requireClassSizes } from "../../../lib/selection/class-groups.ts";

describe("groupByClass", () => {
  it("orders labels as numbers and keeps the order of rows", () => {
    expect(groupByClass([10, 9, -1, 10])).toEqual([
      { label: -1, rows: [2] },
      { label: 9, rows: [1] },
      { label: 10, rows: [0, 3] },
    ]);
  });

  it("refuses an empty list", () => {
    expect(() => groupByClass([])).toThrow(/labels: expected at least one label/);
  });
});

describe("requireClassSizes", () => {
  it("returns the groups when every class is large enough", () => {
    expect(requireClassSizes([0, 1, 1, 0], 2, "to fit").map((group) => group.label)).toEqual([0, 1]);
  });

  it("says how many rows of which class to add", () => {
    expect(() => requireClassSizes([0, 0, 0, 1], 3, "for 3 folds", ["cat", "dog"])).toThrow(
      "labels: expected at least 3 rows of class 1 (dog) for 3 folds, received 1: add 2 or leave the class out",
    );
  });

  it("notices a named class without rows", () => {
    expect(() => requireClassSizes([0, 2, 0, 2], 2, "for 2 folds", ["cat", "dog", "owl"])).toThrow(
      "labels: expected at least 2 rows of class 1 (dog) for 2 folds, received none: add 2 or leave the class out",
    );
  });

  it("refuses one class only", () => {
    expect(() => requireClassSizes([4, 4], 1, "to fit")).toThrow(
      "labels: expected at least two classes, received 2 rows, all of class 4: add rows of another class",
    );
  });
});
