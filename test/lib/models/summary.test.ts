import { beforeAll, describe, expect, it } from "vitest";
import { inceptionV3 } from "../../../lib/models/architectures/inception.ts";
import { resnet50, resnet50V15 } from "../../../lib/models/architectures/resnet.ts";
import { vgg16, vgg19 } from "../../../lib/models/architectures/vgg.ts";
import { batchNormalization } from "../../../lib/models/layers/batch-normalization.ts";
import { summarize } from "../../../lib/models/summary.ts";
import { selectEngine } from "../../../lib/tensors/engine.ts";
import { tf } from "../../../lib/tensors/tf.ts";

beforeAll(() => selectEngine("onnx"));

describe("summarize", () => {
  it("counts what trains and what does not, and says what each layer reads", () => {
    const input = tf.input({ shape: [4, 4, 3], name: "images" });
    const conv = tf.layers.conv2d({ filters: 2, kernelSize: 3, name: "conv" });
    const norm = batchNormalization({ name: "norm" });
    const output = norm.apply(conv.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output, name: "small" });
    const summary = summarize(model);
    expect(summary).toMatchObject({ parameters: 64, trainableParameters: 60, nonTrainableParameters: 4 });
    expect(summary.macs).toBe(2 * 2 * 3 * 3 * 3 * 2);
    expect(summary.layers[2]).toEqual({
      name: "norm",
      type: "BatchNormalization",
      outputShape: [null, 2, 2, 2],
      parameters: 8,
      trainableParameters: 4,
      trainable: true,
      macs: 0,
      inputs: ["conv"],
    });
    conv.trainable = false;
    expect(summarize(model)).toMatchObject({ trainableParameters: 4, nonTrainableParameters: 60 });
    model.trainable = false;
    expect(summarize(model)).toMatchObject({ trainableParameters: 0, nonTrainableParameters: 64 });
    model.dispose();
  });

  // Billions, from the table of facts made with Keras.
  it.each([
    [vgg16, 224, true, 15.47],
    [vgg19, 224, true, 19.632],
    [resnet50, 224, true, 3.858],
    [inceptionV3, 299, true, 5.713],
    [resnet50V15, 224, true, 4.09],
    [vgg16, 64, false, 1.25],
    [vgg16, 160, false, 7.83],
    [resnet50, 96, false, 0.71],
    [inceptionV3, 128, false, 0.73],
  ])("counts the operations of $name", (architecture, inputSize, includeTop, billions) => {
    const model = architecture.build({ inputSize, includeTop });
    const digits = String(billions).split(".")[1]!.length;
    expect(Number((summarize(model).macs / 1e9).toFixed(digits))).toBe(billions);
    model.dispose();
  });

  it("counts the chapter's model of VGG16 and a new head as the book does", () => {
    const base = vgg16.build({ inputSize: 300, includeTop: false });
    let x = tf.layers.flatten().apply(base.outputs) as tf.SymbolicTensor;
    x = tf.layers.dense({ units: 1024, kernelInitializer: "zeros" }).apply(x) as tf.SymbolicTensor;
    x = tf.layers.dense({ units: 10, kernelInitializer: "zeros" }).apply(x) as tf.SymbolicTensor;
    const model = tf.model({ inputs: base.inputs, outputs: x });
    const { layers, parameters } = summarize(model);
    expect(layers.slice(-4).map((layer) => [layer.outputShape, layer.parameters])).toEqual([
      [[null, 9, 9, 512], 0],
      [[null, 41_472], 0],
      [[null, 1024], 42_468_352],
      [[null, 10], 10_250],
    ]);
    expect(parameters).toBe(57_193_290);
    for (const layer of base.layers) layer.trainable = false;
    expect(summarize(model).trainableParameters).toBe(42_478_602);
    model.dispose();
  });

  it("counts a layer that is called twice once in parameters and twice in operations", () => {
    const [left, right] = [tf.input({ shape: [6] }), tf.input({ shape: [6] })];
    const shared = tf.layers.dense({ units: 4, name: "shared" });
    const outputs = tf.layers.add().apply([shared.apply(left), shared.apply(right)] as tf.SymbolicTensor[]);
    const model = tf.model({ inputs: [left, right], outputs: outputs as tf.SymbolicTensor });
    const summary = summarize(model);
    expect(summary).toMatchObject({ parameters: 28, macs: 48 });
    expect(summary.layers.find(({ name }) => name === "shared")!.inputs).toEqual([
      left.sourceLayer.name,
      right.sourceLayer.name,
    ]);
    model.dispose();
  });

  it("takes a layer's shape from the model that it is asked about", () => {
    const conv = tf.layers.conv2d({ filters: 2, kernelSize: 1, name: "conv" });
    const [small, large] = [tf.input({ shape: [4, 4, 3] }), tf.input({ shape: [8, 8, 3] })];
    const first = tf.model({ inputs: small, outputs: conv.apply(small) as tf.SymbolicTensor });
    const second = tf.model({ inputs: large, outputs: conv.apply(large) as tf.SymbolicTensor });
    expect(summarize(first).layers[1]).toMatchObject({ outputShape: [null, 4, 4, 2], macs: 96 });
    expect(summarize(second).layers[1]).toMatchObject({ outputShape: [null, 8, 8, 2], macs: 384 });
    first.dispose();
  });

  it("shows a model inside a sequential one as one layer", () => {
    const inner = vgg16.build({ inputSize: 32, includeTop: false, pooling: "avg", width: 0.0625 });
    const model = tf.sequential({ layers: [inner, tf.layers.dense({ units: 3, name: "classes" })] });
    const ofInner = summarize(inner);
    const summary = summarize(model);
    expect(summary.layers.map(({ name }) => name)).toEqual(["vgg16", "classes"]);
    expect(summary.parameters).toBe(ofInner.parameters + 32 * 3 + 3);
    expect(summary.macs).toBe(ofInner.macs + 32 * 3);
    model.dispose();
  });

  it("does not count operations where a size is open", () => {
    const input = tf.input({ shape: [null, null, 3] as number[] });
    const outputs = tf.layers.conv2d({ filters: 2, kernelSize: 3 }).apply(input) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    expect(summarize(model)).toMatchObject({ parameters: 56, macs: Number.NaN });
    model.dispose();
  });
});
