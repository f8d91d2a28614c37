import { describe, expect, it } from "vitest";
import { preprocessingGrid } from "../../../../lib/charts/heatmaps/preprocessing-grid.ts";

const way = {
  model: "VGG16",
  mode: "caffe",
  channelOrder: "BGR",
  resize: "bilinear",
  probability: 0.75,
  asTrained: true,
};

describe("preprocessingGrid", () => {
  it("puts models and modes down, channel order and resizing across, and marks the way of the training", () => {
    const { data, layout } = preprocessingGrid({
      rows: [way, { ...way, mode: "tf", channelOrder: "RGB", probability: 0.0001, asTrained: false }],
    });
    expect(layout.yaxis).toMatchObject({ ticktext: ["* VGG16, caffe", "VGG16, tf"] });
    expect(layout.xaxis).toMatchObject({ ticktext: ["BGR, bilinear", "RGB, bilinear"] });
    expect(data[0]).toMatchObject({
      z: [
        [75, null],
        [null, 0.01],
      ],
      text: [
        ["75.0", ""],
        ["", "&lt;0.1"],
      ],
    });
  });

  it("refuses a way twice, percentages and no way at all", () => {
    expect(() => preprocessingGrid({ rows: [way, way] })).toThrow("rows[1]: expected each way once");
    expect(() => preprocessingGrid({ rows: [{ ...way, probability: 75 }] })).toThrow("rows[0].probability");
    expect(() => preprocessingGrid({ rows: [] })).toThrow("rows: expected at least one row");
  });
});
