import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../../lib/errors/argument-error.ts";
import { classify } from "../../../../lib/features/classify.ts";
import type { Backbone } from "../../../../lib/models/backbone.ts";
import { attachHead } from "../../../../lib/models/saving/attach-head.ts";
import { summarize } from "../../../../lib/models/summary.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { formulaPixels, predict, smallBackbone, smallHead } from "./small-network.ts";

const classNames = ["daisy", "rose", "tulip"];
let tensorsBefore: number;
let backbone: Backbone;
let head: tf.LayersModel;
beforeAll(() => selectEngine("onnx"));
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
  backbone = smallBackbone("resnet50");
  head = smallHead(backbone.config.featureCount, 3);
});
afterEach(() => {
  backbone.dispose();
  head.dispose();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

describe("attachHead", () => {
  it("computes what backbone and head compute one after the other", () => {
    using network = attachHead(backbone, head, { classNames });
    const values = Float32Array.from(formulaPixels(32, 32), (level) => level / 255);
    const features = predict(backbone.model, values, [1, 32, 32, 3]);
    const expected = predict(head, Float32Array.from(features), [1, features.length]);
    expect(predict(network.model, values, [1, 32, 32, 3])).toEqual(expected);
    expect(summarize(network.model).parameters).toBe(
      summarize(backbone.model).parameters + summarize(head).parameters,
    );
    expect(network.config).toMatchObject({ includeTop: true, lastBlockLayer: "conv5_block1_1_conv" });
  });

  it("stays as it is when its parts change or go", () => {
    using network = attachHead(backbone, head, { classNames });
    const values = new Float32Array(32 * 32 * 3).fill(0.5);
    const before = predict(network.model, values, [1, 32, 32, 3]);
    tf.tidy(() => {
      head.layers.at(-1)!.weights[0]!.write(tf.zeros([6, 3]));
    });
    backbone.dispose();
    expect(predict(network.model, values, [1, 32, 32, 3])).toEqual(before);
  });

  it("classifies photos by the names that it was given", async () => {
    using network = attachHead(backbone, head, { classNames });
    const photo = { width: 40, height: 30, channels: 3 as const, pixels: formulaPixels(30, 40) };
    const [result] = await classify(network, [photo], { top: 3 });
    expect(result!.predictions.map(({ name }) => name).sort()).toEqual(classNames);
    expect(result!.predictions.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  });

  it("numbers a layer of the head whose name the backbone has", () => {
    const input = tf.input({ shape: [backbone.config.featureCount] });
    const output = tf.layers.dense({ units: 2, name: "conv1_conv" }).apply(input) as tf.SymbolicTensor;
    const other = tf.model({ inputs: input, outputs: output });
    using network = attachHead(backbone, other, { classNames: ["a", "b"] });
    expect(network.model.layers.at(-1)!.name).toBe("conv1_conv_1");
    other.dispose();
  });

  it("refuses a head that does not fit, other numbers of names, and a backbone with top", () => {
    const wide = smallHead(7, 3);
    expect(() => attachHead(backbone, wide, { classNames })).toThrow(ShapeError);
    wide.dispose();
    expect(() => attachHead(backbone, head, { classNames: ["one"] })).toThrow(
      "classNames: expected one name for each of the 3 outputs, received 1 names",
    );
    expect(() => attachHead(backbone, head, { classNames: ["a", "b", "a"] })).toThrow('received "a" twice');
    using network = attachHead(backbone, head, { classNames });
    expect(() => attachHead(network, head, { classNames })).toThrow(ArgumentError);
  });
});
