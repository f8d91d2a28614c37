import { describe, expect, it } from "vitest";
import { probabilityBars } from "../../../../lib/charts/accuracy/probability-bars.ts";
import { neutralColor, palette } from "../../../../lib/charts/theme/theme.ts";

describe("probabilityBars", () => {
  it("shows the best classes first, in percent", () => {
    const { data, summary } = probabilityBars({
      labels: ["a", "b", "c"],
      probabilities: Float32Array.of(0.25, 0.5, 0.125),
      top: 2,
      title: "cat.jpg",
    });
    expect(data[0]).toMatchObject({
      x: [50, 25],
      y: [0, 1],
      customdata: ["b", "a"],
      text: ["50.0 %", "25.0 %"],
    });
    expect(summary).toBe("cat.jpg. b 50.0 %, a 25.0 %.");
  });

  it("keeps two classes of one name apart", () => {
    const { data } = probabilityBars({ labels: ["crane", "crane"], probabilities: [0.4, 0.6] });
    expect(data[0]).toMatchObject({ x: [60, 40], y: [0, 1] });
  });

  it("gives each model its own panel on one scale", () => {
    const { data, layout } = probabilityBars({
      models: [
        { name: "VGG16", labels: ["a"], probabilities: [0.9] },
        { name: "ResNet50", labels: ["b", "c"], probabilities: [0.6, 0.1] },
      ],
    });
    expect(data.map(({ yaxis }) => yaxis)).toEqual(["y", "y2"]);
    expect(layout).toHaveProperty("yaxis2");
    expect(layout.xaxis).toMatchObject({ range: [0, 100], anchor: "y2" });
  });

  it("sets the true class apart", () => {
    const { data } = probabilityBars({ labels: ["a", "b"], probabilities: [0.6, 0.4], trueLabel: "b" });
    expect(data[0]).toMatchObject({ marker: { color: [neutralColor, palette[0]] } });
  });

  it("names the argument that is wrong", () => {
    expect(() => probabilityBars({ labels: [], probabilities: [] })).toThrow(
      "labels: expected at least one label",
    );
    expect(() => probabilityBars({ labels: ["a"], probabilities: [1, 2] })).toThrow(
      "probabilities: expected 1 items",
    );
    expect(() => probabilityBars({ models: [{ labels: ["a"], probabilities: [62] }] })).toThrow(
      "models[0].probabilities[0]: expected a share in [0, 1], received 62",
    );
  });
});
