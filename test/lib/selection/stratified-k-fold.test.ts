import { describe, expect, it } from "vitest";
import { splitOfFold, stratifiedKFold } from "../../../lib/selection/stratified-k-fold.ts";

const labels = [2, 0, 2, 0, 2, 2, 1, 0, 1, 2, 1, 0, 2];

describe("stratifiedKFold", () => {
  it("deals classes in order of appearance, as scikit-learn does", () => {
    // StratifiedKFold(3).split(…), scikit-learn 1.9.1
    expect(stratifiedKFold(labels, 3)).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 1, 2, 2, 2, 2]);
  });

  it("shuffles within classes only, repeatably", () => {
    const shuffled = stratifiedKFold(labels, 3, { shuffle: true, seed: 4 });
    expect(shuffled).toEqual(stratifiedKFold(labels, 3, { shuffle: true, seed: 4 }));
    expect(shuffled).not.toEqual(stratifiedKFold(labels, 3));
    const countsOf = (folds: number[]) =>
      [0, 1, 2].map((fold) =>
        [0, 1, 2].map((label) => labels.filter((l, row) => l === label && folds[row] === fold).length),
      );
    expect(countsOf(shuffled)).toEqual(countsOf(stratifiedKFold(labels, 3)));
  });

  it("says what to add when a class has fewer rows than folds", () => {
    expect(() => stratifiedKFold(labels, 4)).toThrow(
      "labels: expected at least 4 rows of class 1 for 4 folds, received 3: add 1 or leave the class out",
    );
  });

  it("refuses one class and fewer than two folds", () => {
    expect(() => stratifiedKFold([1, 1, 1], 2)).toThrow(/at least two classes/);
    expect(() => stratifiedKFold(labels, 1)).toThrow(/k: expected an integer of at least 2/);
  });
});

describe("splitOfFold", () => {
  it("tests on one fold and trains on the others", () => {
    expect(splitOfFold([0, 1, 0, 2], 0)).toEqual({ train: [1, 3], test: [0, 2] });
  });

  it("refuses a fold without rows", () => {
    expect(() => splitOfFold([0, 1], 2)).toThrow(/fold: expected a fold with rows, received 2/);
  });
});
