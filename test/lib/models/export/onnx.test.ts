import { beforeAll, describe, expect, it } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { preprocess } from "../../../../lib/images/preprocess.ts";
import { ExportError } from "../../../../lib/models/export/export-error.ts";
import { exportOnnx } from "../../../../lib/models/export/onnx.ts";
import { batchNormalization } from "../../../../lib/models/layers/batch-normalization.ts";
import { randomNormal, seededRandom } from "../../../../lib/random/generator.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { expectSame, operatorsOf, runOnnx } from "./run-onnx.ts";

type Value = tf.SymbolicTensor;
const random = seededRandom(7);
const normal = (shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => randomNormal(random)),
    shape,
  );
const { layers } = tf;

beforeAll(() => selectEngine("onnx"));

/** A model whose every weight differs from the next; variances stay positive. */
function model(inputs: Value | Value[], outputs: Value | Value[]): tf.LayersModel {
  const built = tf.model({ inputs, outputs, name: "tested" });
  for (const weight of built.weights) {
    const values = normal(weight.shape as number[]).mul(0.5);
    weight.write(weight.originalName.endsWith("variance") ? values.abs().add(0.5) : values);
  }
  return built;
}
const apply = (layer: tf.layers.Layer, input: Value | Value[]) => layer.apply(input) as Value;
const predict = (built: tf.LayersModel, x: tf.Tensor) => [built.predict(x)].flat() as tf.Tensor[];

/** Every kind of layer that the export knows, with odd sizes and uneven padding. */
function everyLayer(): tf.LayersModel {
  const input = tf.input({ shape: [13, 10, 3] });
  let x = apply(layers.rescaling({ scale: 0.5, offset: -0.25 }), input);
  x = apply(
    layers.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 3],
      ],
    }),
    x,
  );
  x = apply(
    layers.conv2d({ filters: 6, kernelSize: [3, 2], strides: 2, activation: "relu", name: "first" }),
    x,
  );
  x = apply(batchNormalization({ name: "after_relu" }), x);
  const depthwise = layers.depthwiseConv2d({
    kernelSize: 3,
    depthMultiplier: 2,
    padding: "same",
    name: "deep",
  });
  x = apply(batchNormalization({ name: "folded", scale: false, epsilon: 0.01 }), apply(depthwise, x));
  x = apply(layers.reLU({ maxValue: 1 }), x);
  const left = apply(layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }), x);
  const right = apply(layers.averagePooling2d({ poolSize: [2, 3], strides: 2, padding: "same" }), x);
  const conv = layers.conv2d({
    filters: 12,
    kernelSize: 3,
    dilationRate: 2,
    padding: "same",
    useBias: false,
  });
  const sum = apply(layers.add(), [left, right, apply(conv, left)]);
  let wide = apply(layers.concatenate({ axis: -1 }), [sum, left]);
  wide = apply(layers.concatenate({ axis: 1 }), [
    wide,
    apply(layers.activation({ activation: "tanh" }), wide),
  ]);
  wide = apply(layers.softmax({ axis: -1, name: "map" }), wide);
  const flat = apply(layers.flatten(), wide);
  let head = apply(layers.dense({ units: 9, activation: "elu" }), flat);
  head = apply(layers.dropout({ rate: 0.5 }), head);
  head = apply(batchNormalization({ name: "of_vectors", center: false }), head);
  head = apply(layers.dense({ units: 4, activation: "softmax", useBias: false, name: "classes" }), head);
  const average = apply(layers.globalAveragePooling2d({ name: "average" }), sum);
  const largest = apply(layers.globalMaxPooling2d({ name: "largest" } as never), sum);
  return model(input, [head, wide, average, largest]);
}

describe("exportOnnx", () => {
  it.each([true, false])("computes what every kind of layer computes (folding %s)", async (foldBatchNorm) => {
    const built = everyLayer();
    const x = normal([3, 13, 10, 3]);
    const exported = exportOnnx(built, { foldBatchNorm });
    const actual = await runOnnx(exported, x.dataSync() as Float32Array, x.shape);
    predict(built, x).forEach((expected, index) => {
      expectSame(actual[index]!, expected);
    });
    expect(actual.map(({ name }) => name)).toEqual(["classes", "map", "average", "largest"]);
    const norms = operatorsOf(exported).filter((operator) => operator === "BatchNormalization");
    expect(norms).toHaveLength(foldBatchNorm ? 2 : 3);
    expect(operatorsOf(exported)).not.toContain("Pad");
  });

  it.each(["relu6", "sigmoid", "selu", "softplus", "softsign", "hardSigmoid", "swish", "linear"] as const)(
    "writes the activation %s",
    async (activation) => {
      const input = tf.input({ shape: [5] });
      const built = model(input, apply(layers.dense({ units: 7, activation }), input));
      const x = normal([2, 5]).mul(4);
      const [actual] = await runOnnx(exportOnnx(built), x.dataSync() as Float32Array, x.shape);
      expectSame(actual!, predict(built, x)[0]!);
    },
  );

  it("puts zeros into a max pool only where no element can be below them", async () => {
    const input = tf.input({ shape: [6, 6, 2] });
    const pool = (from: Value) => {
      const padded = apply(layers.zeroPadding2d({ padding: 1 }), from);
      return apply(layers.maxPooling2d({ poolSize: 3, strides: 2 }), padded);
    };
    const signed = model(input, pool(input));
    const rectified = model(input, pool(apply(layers.activation({ activation: "relu" }), input)));
    const x = normal([1, 6, 6, 2]).sub(3);
    for (const [built, pads] of [
      [signed, ["Pad"]],
      [rectified, []],
    ] as const) {
      const exported = exportOnnx(built);
      const given = built === signed ? x : x.neg();
      const [actual] = await runOnnx(exported, given.dataSync() as Float32Array, x.shape);
      expectSame(actual!, predict(built, given)[0]!);
      expect(operatorsOf(exported).filter((operator) => operator === "Pad")).toEqual(pads);
    }
  });

  it("counts the zeros of a padding layer in an average, and adds up paddings", async () => {
    const input = tf.input({ shape: [5, 5, 2] });
    const padded = apply(layers.zeroPadding2d({ padding: 1 }), input);
    const pooled = apply(layers.averagePooling2d({ poolSize: 3, strides: 2 }), padded);
    const twice = apply(
      layers.zeroPadding2d({
        padding: [
          [0, 1],
          [2, 0],
        ],
      }),
      padded,
    );
    const conv = apply(layers.conv2d({ filters: 3, kernelSize: 3, padding: "same", strides: 2 }), twice);
    const built = model(input, [pooled, conv, padded]);
    const x = normal([2, 5, 5, 2]);
    const actual = await runOnnx(exportOnnx(built), x.dataSync() as Float32Array, x.shape);
    predict(built, x).forEach((expected, index) => {
      expectSame(actual[index]!, expected);
    });
  });

  it("does not fold a normalisation whose convolution is asked for or read by another layer", async () => {
    const input = tf.input({ shape: [5, 5, 2] });
    const conv = apply(layers.conv2d({ filters: 3, kernelSize: 3, name: "conv" }), input);
    const normed = apply(batchNormalization({ name: "norm" }), conv);
    const built = model(input, [normed, apply(layers.flatten(), conv)]);
    const x = normal([2, 5, 5, 2]);
    const asked = exportOnnx(built, { outputs: ["conv", "norm"] });
    const read = exportOnnx(built);
    const alone = exportOnnx(built, { outputs: built.getLayer("norm") });
    const count = (exported: typeof asked) =>
      operatorsOf(exported).filter((operator) => operator === "BatchNormalization").length;
    expect([count(asked), count(read), count(alone)]).toEqual([1, 1, 0]);
    const [expected] = predict(built, x);
    const values = x.dataSync() as Float32Array;
    expectSame((await runOnnx(asked, values, x.shape))[1]!, expected!);
    expectSame((await runOnnx(read, values, x.shape))[0]!, expected!);
    expectSame((await runOnnx(alone, values, x.shape))[0]!, expected!);
  });

  it.each(["caffe", "tf", "torch"] as const)("preprocesses bytes in the graph: %s", async (mode) => {
    const pixels = Uint8Array.from({ length: 2 * 8 * 6 * 3 }, () => Math.floor(random() * 256));
    const images = [0, 1].map((index) => {
      return {
        width: 6,
        height: 8,
        channels: 3 as const,
        pixels: pixels.slice(index * 144, (index + 1) * 144),
      };
    });
    const prepared = tf.tensor(preprocess(images, mode), [2, 8, 6, 3]);
    const input = tf.input({ shape: [8, 6, 3] });
    const padded = apply(layers.zeroPadding2d({ padding: 1 }), input);
    const first = apply(layers.conv2d({ filters: 4, kernelSize: 3, name: "first" }), padded);
    const second = apply(
      layers.conv2d({ filters: 4, kernelSize: 3, padding: "same", name: "second" }),
      input,
    );
    const pooled = apply(layers.globalMaxPooling2d({ name: "pooled" } as never), input);
    const built = model(input, [first, second, pooled]);
    const expected = predict(built, prepared);
    for (const outputs of [
      ["first", "second"],
      ["first", "second", "pooled"],
    ]) {
      const exported = exportOnnx(built, { outputs, preprocessing: mode });
      expect(exported.input).toMatchObject({ type: "uint8", shape: [null, 8, 6, 3] });
      const actual = await runOnnx(exported, pixels, [2, 8, 6, 3]);
      actual.forEach((value, index) => {
        expectSame(value, expected[index]!);
      });
      // Only where every reader of the input is a convolution can the kernels take the other order of channels.
      const swaps = operatorsOf(exported).includes("Gather");
      expect(swaps).toBe(mode === "caffe" && outputs.length === 3);
    }
  });

  it("takes models inside models apart, called twice too", async () => {
    const inside = tf.input({ shape: [6, 6, 3] });
    const base = tf.model({
      inputs: inside,
      outputs: apply(layers.conv2d({ filters: 4, kernelSize: 3, name: "conv" }), inside),
      name: "base",
    });
    const input = tf.input({ shape: [6, 6, 3] });
    const pooled = [input, apply(layers.activation({ activation: "relu" }), input)].map((x) =>
      apply(layers.globalAveragePooling2d({}), apply(base, x)),
    );
    const built = model(input, apply(layers.add(), pooled));
    const stacked = tf.sequential({ layers: [base, layers.flatten(), layers.dense({ units: 2 })] });
    const x = normal([2, 6, 6, 3]);
    for (const tested of [built, stacked]) {
      const [actual] = await runOnnx(exportOnnx(tested), x.dataSync() as Float32Array, x.shape);
      expectSame(actual!, predict(tested, x)[0]!);
    }
    const inner = exportOnnx(built, { outputs: ["base/conv", "base/conv_2"] });
    const [first] = await runOnnx(inner, x.dataSync() as Float32Array, x.shape);
    expectSame(first!, base.predict(x) as tf.Tensor);
  });

  it("exports at another size of image, at any size, and for a fixed batch", async () => {
    const input = tf.input({ shape: [null, null, 3] });
    const conv = apply(layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }), input);
    const built = model(input, conv);
    const x = normal([2, 7, 10, 3]);
    const expected = predict(built, x)[0]!;
    const open = exportOnnx(built);
    expect(open.outputs[0]!.shape).toEqual([null, null, null, 2]);
    expectSame((await runOnnx(open, x.dataSync() as Float32Array, x.shape))[0]!, expected);
    const closed = exportOnnx(built, { inputShape: [7, 10, 3], batchSize: 2 });
    expect(closed.input.shape).toEqual([2, 7, 10, 3]);
    expect(closed.outputs[0]!.shape).toEqual([2, 4, 5, 2]);
    expectSame((await runOnnx(closed, x.dataSync() as Float32Array, x.shape))[0]!, expected);
  });

  it("keeps no tensor", () => {
    const built = everyLayer();
    const before = tf.memory().numTensors;
    exportOnnx(built);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names a layer that it cannot write, and its class", () => {
    const input = tf.input({ shape: [4, 4, 3] });
    const conv = (args: object) =>
      apply(layers.conv2d({ filters: 2, kernelSize: 1, name: "odd", ...args }), input);
    const up = apply(layers.conv2dTranspose({ filters: 2, kernelSize: 2, name: "up" }), input);
    const refused: [Value, string][] = [
      [up, "layer up of class Conv2DTranspose: expected one of Activation, Add,"],
      [
        conv({ activation: "gelu_new" }),
        "layer odd of class Conv2D: its activation gelu_new has no counterpart here",
      ],
      [
        conv({ dataFormat: "channelsFirst" }),
        `layer odd of class Conv2D: expected dataFormat "channelsLast"`,
      ],
    ];
    for (const [output, message] of refused) {
      const exporting = () => exportOnnx(tf.model({ inputs: input, outputs: output }));
      expect(exporting).toThrow(ExportError);
      expect(exporting).toThrow(message);
    }
    const other = tf.input({ shape: [4, 4, 3] });
    const two = tf.model({
      inputs: [input, other],
      outputs: apply(layers.add(), [input, other]),
      name: "two",
    });
    expect(() => exportOnnx(two)).toThrow("layer two of class Model: expected one input, received 2");
  });

  it("refuses outputs that the model has not and options that do not fit it", () => {
    const built = everyLayer();
    const missing = () => exportOnnx(built, { outputs: "block5_pool" });
    expect(missing).toThrow(ArgumentError);
    expect(missing).toThrow("outputs: expected layers of the model (");
    expect(() => exportOnnx(built, { batchSize: 0 })).toThrow("batchSize: expected a positive integer");
    expect(() => exportOnnx(built, { inputShape: [13, 10, 4] })).toThrow("inputShape: expected [13, 10, 3]");
    expect(() => exportOnnx(built, { inputShape: [26, 20, 3] })).toThrow(
      "was it built for another image size?",
    );
    expect(() => exportOnnx(built, { precision: "int8" as never })).toThrow(`precision: expected "float32"`);
    const input = tf.input({ shape: [5] });
    const vectors = model(input, apply(layers.dense({ units: 1 }), input));
    expect(() => exportOnnx(vectors, { preprocessing: "tf" })).toThrow("preprocessing: expected nothing");
  });
});
