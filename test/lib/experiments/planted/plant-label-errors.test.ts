import { describe, expect, it } from "vitest";
import { plantLabelErrors } from "../../../../lib/experiments/planted/plant-label-errors.ts";

const truth = Array.from({ length: 200 }, (_, row) => row % 4);

describe("plantLabelErrors", () => {
  it("changes the asked share, each into another class, and leaves the rest and the input", () => {
    const { labels, changed } = plantLabelErrors(truth, { classCount: 4, share: 0.1, seed: 3 });
    expect(changed).toHaveLength(20);
    expect(truth.flatMap((label, row) => (labels[row] === label ? [] : [row]))).toEqual(changed);
    expect(labels.every((label) => label >= 0 && label < 4)).toBe(true);
    expect(truth[changed[0]!]).toBe(changed[0]! % 4);
  });

  it("draws all other classes, the same for a seed and others for another", () => {
    const { labels, changed } = plantLabelErrors(truth, { classCount: 4, share: 0.5, seed: 1 });
    const steps = new Set(changed.map((row) => (labels[row]! - truth[row]! + 4) % 4));
    expect([...steps].sort()).toEqual([1, 2, 3]);
    expect(plantLabelErrors(truth, { classCount: 4, share: 0.5, seed: 1 }).changed).toEqual(changed);
    expect(plantLabelErrors(truth, { classCount: 4, share: 0.5, seed: 2 }).changed).not.toEqual(changed);
  });

  it("changes one at least, and refuses shares and labels out of range", () => {
    expect(plantLabelErrors([0, 1], { classCount: 2, share: 0.01 }).changed).toHaveLength(1);
    expect(() => plantLabelErrors(truth, { classCount: 4, share: 1 })).toThrow(
      "share: expected a share in (0, 1)",
    );
    expect(() => plantLabelErrors(truth, { classCount: 1 })).toThrow("classCount");
    expect(() => plantLabelErrors(truth, { classCount: 3 })).toThrow("labels[3]: expected a label in [0, 3)");
  });
});
