import { describe, expect, it } from "vitest";
import {
  matchClassNames,
  predictMapped,
} from "../../../../../lib/experiments/comparison/running/class-map.ts";
import { matrixFromRows } from "../../../../../lib/matrix/matrix.ts";

const classIndex = [
  { id: "n01", name: "goldfish" },
  { id: "n02", name: "school_bus" },
  { id: "n03", name: "trolleybus" },
  { id: "n04", name: "maillot" },
  { id: "n05", name: "maillot" },
];

describe("matchClassNames", () => {
  it("finds whole words of names, and ids", () => {
    expect(matchClassNames(["Bus", "n01", "fish", "School bus"], classIndex)).toEqual({
      Bus: ["n02"],
      n01: ["n01"],
      "School bus": ["n02"],
    });
  });

  it("takes every class of a name that several have", () => {
    expect(matchClassNames(["maillot"], classIndex)).toEqual({ maillot: ["n04", "n05"] });
  });
});

describe("predictMapped", () => {
  const probabilities = matrixFromRows([
    [0.4, 0.25, 0.2, 0.1, 0.05],
    [0.1, 0.15, 0.2, 0.3, 0.25],
    [0.3, 0.3, 0.2, 0.1, 0.1],
  ]);

  it("sums what maps to a class and takes the most", () => {
    const map = { fish: ["goldfish"], bus: ["n02", "trolleybus"], swimwear: ["maillot"] };
    expect(predictMapped(probabilities, classIndex, ["fish", "bus", "swimwear"], map)).toEqual([1, 2, 1]);
    expect(predictMapped(probabilities, classIndex, ["fish", "swimwear"], map)).toEqual([0, 1, 0]);
  });

  it("refuses a class without outputs, and outputs that are not there", () => {
    expect(() => predictMapped(probabilities, classIndex, ["cat"], {})).toThrow('classMap["cat"]');
    expect(() => predictMapped(probabilities, classIndex, ["cat"], { cat: ["tabby"] })).toThrow('"tabby"');
  });
});
