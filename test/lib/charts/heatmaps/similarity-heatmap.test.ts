import { describe, expect, it } from "vitest";
import { similarityHeatmap } from "../../../../lib/charts/heatmaps/similarity-heatmap.ts";

describe("similarityHeatmap", () => {
  const values = [
    [1, 0.5, -0.01],
    [0.5, 1, 0.8],
    [-0.01, 0.8, 1],
  ];

  it("writes the values into the cells and names the most and the least alike", () => {
    const { data, summary } = similarityHeatmap({ values, rowNames: ["a", "b", "c"], measure: "linear CKA" });
    expect(data[0]).toMatchObject({ z: values, zmin: 0, zmax: 1 });
    expect((data[0]!.text as string[][])[0]).toEqual(["1.00", "0.50", "-0.01"]);
    expect(summary).toContain("Most alike: b and c (0.80); least: a and c (-0.01).");
  });

  it("compares the layers of two models", () => {
    const { layout } = similarityHeatmap({
      values: [[0.5, 0.25]],
      rowNames: ["a"],
      columnNames: ["x", "y"],
      rowTitle: "VGG16",
      columnTitle: "ResNet50",
    });
    expect(layout.xaxis).toMatchObject({ ticktext: ["x", "y"], title: { text: "ResNet50" } });
    expect(layout.yaxis).toMatchObject({ ticktext: ["a"], title: { text: "VGG16" } });
  });

  it("refuses another number of names, and values that are no similarity", () => {
    expect(() => similarityHeatmap({ values, rowNames: ["a"] })).toThrow("values: expected 1 items");
    expect(() => similarityHeatmap({ values: [[1, 2]], rowNames: ["a"], columnNames: ["x"] })).toThrow(
      "values[0]: expected 1 items",
    );
    expect(() => similarityHeatmap({ values: [[50]], rowNames: ["a"] })).toThrow(
      "values[0][0]: expected a number in [-1, 1]",
    );
    expect(() => similarityHeatmap({ values: [], rowNames: [] })).toThrow("at least one row");
  });
});
