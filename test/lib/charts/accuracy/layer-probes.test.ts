import { describe, expect, it } from "vitest";
import { layerProbes } from "../../../../lib/charts/accuracy/layer-probes.ts";

const vgg = ["block1_pool", "block3_pool", "block5_pool"].map((layer, index) => ({
  label: "VGG16",
  layer,
  accuracy: [0.25, 0.75, 0.5][index]!,
}));

describe("layerProbes", () => {
  it("draws one network over the names of its layers", () => {
    const { data, layout } = layerProbes({ rows: vgg });
    expect(data[0]).toMatchObject({ x: [0, 1, 2], y: [25, 75, 50] });
    expect(layout.xaxis).toMatchObject({ ticktext: ["block1_pool", "block3_pool", "block5_pool"] });
  });

  it("draws several over their depth, evenly where it is not given", () => {
    const other = [
      { label: "ResNet50", layer: "conv1", accuracy: 0.25, depth: 0.125 },
      { label: "ResNet50", layer: "conv5", accuracy: 0.5, depth: 1 },
    ];
    const { data } = layerProbes({ rows: [...vgg, ...other] });
    expect(data.map(({ name, x }) => [name, x])).toEqual([
      ["VGG16", [0, 50, 100]],
      ["ResNet50", [12.5, 100]],
    ]);
  });

  it("names the best and the last layer", () => {
    expect(layerProbes({ rows: vgg }).summary).toContain(
      "best at block3_pool (75.0 %), last block5_pool (50.0 %)",
    );
  });

  it("refuses no rows, percentages and depths beyond the network", () => {
    expect(() => layerProbes({ rows: [] })).toThrow("rows: expected at least one row");
    expect(() => layerProbes({ rows: [{ ...vgg[0]!, accuracy: 25 }] })).toThrow("rows[0].accuracy");
    expect(() => layerProbes({ rows: [{ ...vgg[0]!, depth: 5 }] })).toThrow("rows[0].depth");
  });
});
