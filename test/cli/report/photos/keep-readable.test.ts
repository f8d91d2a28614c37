import { describe, expect, it } from "vitest";
import { groupSkipped, spread } from "../../../../cli/report/photos/find-photos.ts";
import { countOfLabel, keepReadable } from "../../../../cli/report/photos/keep-readable.ts";
import type { ImageDataset } from "../../../../lib/datasets/index.ts";

const classNames = ["cat", "dog"];
const dataset = (...names: string[]): ImageDataset => ({
  classNames,
  skipped: [],
  items: names.map((name) => ({ path: `${name}.jpg`, label: name.startsWith("cat") ? 0 : 1 })),
});
const split = {
  train: dataset("cat1", "cat2", "dog1", "dog2", "dog3"),
  test: dataset("cat3", "dog4"),
};
const options = { source: "photos", testFraction: 0.3, seed: 0 };

describe("keepReadable", () => {
  it("leaves the split alone but for the photos that cannot be read", () => {
    const kept = keepReadable(split, new Set(["dog2.jpg"]), options);
    expect(kept.splitAnew).toBe(false);
    expect(kept.split.train.items).toHaveLength(4);
    expect(keepReadable(split, new Set(), options).split).toBe(split);
  });

  it("splits anew where a class has none left to test with", () => {
    const kept = keepReadable(split, new Set(["cat3.jpg"]), options);
    expect(kept.splitAnew).toBe(true);
    expect([countOfLabel(kept.split.train, 0), countOfLabel(kept.split.test, 0)]).toEqual([1, 1]);
  });

  it("says which photos leave a class too small", () => {
    expect(() => keepReadable(split, new Set(["cat1.jpg", "cat3.jpg"]), options)).toThrow(
      'photos: class "cat": expected at least 2 photos that can be read, one to train and one to test, received 1 (of 3; not ' +
        "read: ./cat1.jpg, ./cat3.jpg)",
    );
  });
});

describe("groupSkipped and spread", () => {
  it("bring reasons together, and take evenly", () => {
    const files = [
      { path: "a", reason: "empty" },
      { path: "b", reason: "cut off" },
      { path: "c", reason: "empty" },
    ];
    expect(groupSkipped(files)).toEqual([
      { reason: "empty", paths: ["a", "c"] },
      { reason: "cut off", paths: ["b"] },
    ]);
    expect(spread([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4]);
    expect(spread([0, 1], 3)).toEqual([0, 1]);
  });
});
