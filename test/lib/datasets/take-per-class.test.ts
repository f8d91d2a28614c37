import { describe, expect, it } from "vitest";
import type { ImageDataset } from "../../../lib/datasets/index.ts";
import { takePerClass } from "../../../lib/datasets/take-per-class.ts";

const all: ImageDataset = {
  classNames: ["cat", "dog"],
  skipped: [],
  items: Array.from({ length: 20 }, (_, index) => ({ path: `${index}.jpg`, label: index % 2 })),
};
const countOf = ({ items }: ImageDataset, label: number) =>
  items.filter((item) => item.label === label).length;

describe("takePerClass", () => {
  it("keeps so many of each class, the same for the same seed", () => {
    const drawn = takePerClass(all, 4, { seed: 1 });
    expect([countOf(drawn, 0), countOf(drawn, 1)]).toEqual([4, 4]);
    expect(takePerClass(all, 4, { seed: 1 })).toEqual(drawn);
    expect(takePerClass(all, 4, { seed: 2 })).not.toEqual(drawn);
    expect(takePerClass(all, 50, { seed: 1 }).items).toHaveLength(20);
  });

  it("refuses a count that takes nothing", () => {
    expect(() => takePerClass(all, 0)).toThrow("count: expected a positive integer, received 0");
  });
});
