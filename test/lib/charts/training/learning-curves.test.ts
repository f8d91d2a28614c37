import { describe, expect, it } from "vitest";
import { learningCurves } from "../../../../lib/charts/training/learning-curves.ts";

const history = { loss: [1, 0.5], valLoss: [1.1, 0.7], accuracy: [0.5, 0.75], valAccuracy: [0.4, 0.6] };

describe("learningCurves", () => {
  it("draws accuracy in percent above loss, against epochs from 1", () => {
    const { data } = learningCurves({ runs: [{ name: "VGG16", history }] });
    expect(data.map(({ yaxis, x, y }) => [yaxis, x, y])).toEqual([
      ["y", [1, 2], [50, 75]],
      ["y", [1, 2], [40, 60]],
      ["y2", [1, 2], [1, 0.5]],
      ["y2", [1, 2], [1.1, 0.7]],
    ]);
  });

  it("names each curve once in the legend", () => {
    const { data } = learningCurves({
      runs: [
        { name: "VGG16", history },
        { name: "ResNet50", history },
      ],
    });
    const named = data.filter(({ showlegend }) => showlegend).map(({ name }) => name);
    expect(named).toEqual([
      "VGG16, training",
      "VGG16, validation",
      "ResNet50, training",
      "ResNet50, validation",
    ]);
  });

  it("marks a change between two epochs, once for runs that share it", () => {
    const phases = [{ startEpoch: 2, label: "top block unfrozen" }];
    const { layout } = learningCurves({
      runs: [
        { name: "a", history, phases },
        { name: "b", history, phases },
      ],
    });
    expect(layout.shapes).toMatchObject([{ x0: 1.5, x1: 1.5 }]);
    expect(layout.annotations).toMatchObject([{ x: 1.5, text: "top block unfrozen" }]);
  });

  it("puts labels of near marks into rows of their own", () => {
    const phases = [1, 2].map((startEpoch) => ({
      startEpoch,
      label: "a change with a rather long description",
    }));
    const { layout } = learningCurves({
      runs: [{ name: "a", history: { loss: new Float32Array(20) }, phases }],
    });
    const shifts = (layout.annotations as Array<{ yshift: number }>).map(({ yshift }) => yshift);
    expect(shifts).toEqual([0, 18]);
  });

  it("leaves a gap where a loss is not a number, and says so", () => {
    const { data, summary } = learningCurves({ runs: [{ name: "a", history: { loss: [1, Number.NaN] } }] });
    expect(data[0]?.y).toEqual([1, null]);
    expect(summary).toContain("training loss 1.0000 to not a number");
  });

  it("refuses runs without curves, and accuracies in percent", () => {
    expect(() => learningCurves({ runs: [] })).toThrow("runs: expected at least one run");
    expect(() => learningCurves({ runs: [{ name: "a", history: {} }] })).toThrow("at least one curve");
    expect(() => learningCurves({ runs: [{ name: "a", history: { accuracy: [80] } }] })).toThrow(
      "runs[0].history.accuracy[0]: expected a share in [0, 1], received 80",
    );
  });
});
