import { describe, expect, it } from "vitest";
import { confusionHeatmap } from "../../../../lib/charts/heatmaps/confusion-heatmap.ts";
import { matrixFromRows } from "../../../../lib/matrix/matrix.ts";

const counts = [
  [9, 1],
  [2, 6],
];

describe("confusionHeatmap", () => {
  it("colours by the share of the true class and writes the counts", () => {
    const { data, summary } = confusionHeatmap({ matrix: counts, classNames: ["cat", "dog"] });
    expect(data[0]).toMatchObject({
      z: [
        [90, 10],
        [25, 75],
      ],
      text: [
        ["9", "1"],
        ["2", "6"],
      ],
    });
    expect(summary).toBe(
      "Confusion matrix. 2 classes: 15 of 18 images right (83.3 %). Most often mistaken: dog for cat (2).",
    );
  });

  it("tells count and share on hover", () => {
    const { data } = confusionHeatmap({ matrix: counts, classNames: ["cat", "<dog>"] });
    expect(data[0]?.hovertext).toMatchObject([
      {},
      [
        "true class: <b>&lt;dog&gt;</b><br>predicted: <b>cat</b><br>2 of 8 images (25.0 %)",
        expect.any(String),
      ],
    ]);
  });

  it("takes a Matrix as well", () => {
    const options = { classNames: ["cat", "dog"] };
    const { data } = confusionHeatmap({ matrix: matrixFromRows(counts), ...options });
    expect(data).toEqual(confusionHeatmap({ matrix: counts, ...options }).data);
  });

  it("keeps classes of one name apart", () => {
    expect(confusionHeatmap({ matrix: counts, classNames: ["crane", "crane"] }).data[0]?.x).toEqual([
      "crane",
      "crane (2)",
    ]);
  });

  it("leaves a class without images uncoloured and names it", () => {
    const { data, summary } = confusionHeatmap({
      matrix: [
        [1, 0],
        [0, 0],
      ],
      classNames: ["cat", "dog"],
    });
    expect(data[0]?.z).toEqual([
      [100, 0],
      [null, null],
    ]);
    expect(summary).toContain("Without images: dog.");
  });

  it("stays within the width of a page with 200 classes", () => {
    const zeros = Array.from({ length: 200 }, () => new Uint32Array(200));
    const { layout, data } = confusionHeatmap({
      matrix: zeros,
      classNames: zeros.map((_, index) => `class ${index}`),
    });
    expect(layout.width).toBeLessThanOrEqual(820);
    expect(JSON.stringify(data).length).toBeLessThan(1_000_000);
  });

  it("refuses a matrix of another shape, and counts that are none", () => {
    expect(() => confusionHeatmap({ matrix: [[1, 2]], classNames: ["a", "b"] })).toThrow(
      "matrix: expected shape [2, 2]",
    );
    expect(() => confusionHeatmap({ matrix: [], classNames: ["a"] })).toThrow(
      "matrix: expected shape [1, 1]",
    );
    expect(() => confusionHeatmap({ matrix: [[-1]], classNames: ["a"] })).toThrow(
      "matrix[0][0]: expected a count",
    );
    expect(() => confusionHeatmap({ matrix: [], classNames: [] })).toThrow(
      "classNames: expected at least one class",
    );
  });
});
