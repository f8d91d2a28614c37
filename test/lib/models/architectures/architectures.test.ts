import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import type { Architecture } from "../../../../lib/models/architectures/architecture.ts";
import { inceptionV3 } from "../../../../lib/models/architectures/inception.ts";
import { resnet50 } from "../../../../lib/models/architectures/resnet.ts";
import { vgg16, vgg19 } from "../../../../lib/models/architectures/vgg.ts";
import { summarize } from "../../../../lib/models/summary.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { type ArchitectureGolden, architectureGoldens as keras } from "../architecture-goldens.ts";

const architectures: Record<ArchitectureGolden["name"], Architecture> = {
  vgg16,
  vgg19,
  resnet50,
  inception_v3: inceptionV3,
};

beforeAll(() => selectEngine("onnx"));
let tensorsBefore = 0;
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

describe("Architecture.build", () => {
  it.each(keras.cases)("has Keras's layers: $name, top $includeTop, pooling $pooling", (golden) => {
    tensorsBefore = tf.memory().numTensors;
    const [height, width] = golden.inputSize;
    const model = architectures[golden.name].build({
      inputSize: { height, width },
      includeTop: golden.includeTop,
      ...(golden.pooling && { pooling: golden.pooling }),
    });
    const summary = summarize(model);
    const rows = summary.layers.map((layer) => [layer.type, layer.outputShape, layer.parameters]);
    expect(rows).toEqual(golden.layers.map(([, ...row]) => row));
    // The input's name is chosen by Keras as the session goes; every other one is part of the file format.
    const names = summary.layers.slice(1).map((layer) => layer.name);
    expect(names).toEqual(golden.layers.slice(1).map(([name]) => name));
    expect(summary.trainableParameters).toBe(golden.trainable);
    expect(summary.nonTrainableParameters).toBe(golden.nonTrainable);
    model.dispose();
  });

  it("multiplies channels by the width, and builds twice in one process", () => {
    tensorsBefore = tf.memory().numTensors;
    const options = { inputSize: 32, width: 0.125, classes: 7 };
    const models = [vgg16, vgg16].map((architecture) => architecture.build({ ...options, topUnits: 20 }));
    models.push(resnet50.build(options), resnet50.build(options));
    expect(models[0]!.getLayer("block5_conv3").outputShape).toEqual([null, 2, 2, 64]);
    expect(models[1]!.getLayer("fc2").outputShape).toEqual([null, 20]);
    expect(models[2]!.getLayer("conv5_block3_out").outputShape).toEqual([null, 1, 1, 256]);
    expect(models.map((model) => model.outputs[0]!.shape)).toEqual(Array(4).fill([null, 7]));
    expect([vgg16.featureCount(0.125), resnet50.featureCount(0.125)]).toEqual([64, 256]);
    for (const model of models) model.dispose();
  });

  it("ends in logits when asked", () => {
    tensorsBefore = tf.memory().numTensors;
    const options = { inputSize: 32, width: 0.125, classes: 3, classifierActivation: "linear" } as const;
    const model = resnet50.build(options);
    expect(model.getLayer("predictions").getConfig().activation).toBe("linear");
    model.dispose();
  });

  it("sums InceptionV3's branches at a width, and numbers its layers anew each time", () => {
    tensorsBefore = tf.memory().numTensors;
    const options = { inputSize: 75, width: 0.1, includeTop: false } as const;
    const models = [inceptionV3.build(options), inceptionV3.build(options)];
    const channels = 32 + 4 * 38 + 19;
    expect(inceptionV3.featureCount(0.1)).toBe(channels);
    for (const model of models) {
      expect(model.getLayer("conv2d_93").outputShape).toEqual([null, 1, 1, 19]);
      expect(model.getLayer("mixed10").outputShape).toEqual([null, 1, 1, channels]);
      model.dispose();
    }
  });

  it("begins the last block of InceptionV3 where Keras's guide does, after 249 layers", () => {
    tensorsBefore = tf.memory().numTensors;
    const model = inceptionV3.build({ inputSize: 75, width: 0.1 });
    expect(model.layers[248]!.name).toBe("mixed8");
    expect(model.layers[249]!.name).toBe(inceptionV3.lastBlockLayer);
    model.dispose();
  });

  it("refuses a side below 75 for InceptionV3", () => {
    tensorsBefore = tf.memory().numTensors;
    const build = () => inceptionV3.build({ inputSize: { height: 75, width: 74 } });
    expect(build).toThrow("width of inputSize: expected an integer of at least 75 pixels, received 74");
  });

  it.each([
    [resnet50, { inputSize: 75, topUnits: 20 }],
    [inceptionV3, { inputSize: 75, topUnits: 20 }],
    [vgg19, { inputSize: 75, topUnits: 20, includeTop: false }],
  ])("refuses units of a top that $name has not", (architecture, options) => {
    tensorsBefore = tf.memory().numTensors;
    const message = "topUnits: expected nothing but for VGG with its top, received 20";
    expect(() => architecture.build(options)).toThrow(message);
  });

  it.each([
    [{ inputSize: 31 }, "height of inputSize: expected an integer of at least 32 pixels, received 31"],
    [{ inputSize: { width: 64.5, height: 64 } }, "width of inputSize"],
    [{ inputSize: 64, width: 0 }, "width: expected a positive number, received 0"],
    [{ inputSize: 64, pooling: "avg" }, "pooling: expected nothing when includeTop is true"],
    [{ inputSize: 64, includeTop: false, pooling: "mean" }, `pooling: expected "avg", "max" or nothing`],
    [{ inputSize: 64, classes: 0 }, "classes: expected a positive integer, received 0"],
    [{ inputSize: 64, classifierActivation: "relu" }, "classifierActivation"],
  ])("refuses %j", (options, message) => {
    tensorsBefore = tf.memory().numTensors;
    const build = () => vgg16.build(options as never);
    expect(build).toThrow(ArgumentError);
    expect(build).toThrow(message);
  });
});
