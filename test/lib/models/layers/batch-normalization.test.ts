import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { batchNormalization } from "../../../../lib/models/layers/batch-normalization.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

interface Case {
  readonly scale: boolean;
  readonly center: boolean;
  readonly mode: "training" | "frozen" | "inference";
  readonly loss: number;
  readonly output: number[];
  readonly inputGradient: number[];
  readonly after: Record<string, number[]>;
}
const keras = JSON.parse(
  readFileSync(new URL("../../../fixtures/models/batch-normalization.json", import.meta.url), "utf8"),
);

beforeAll(() => selectEngine("onnx"));

function expectClose(actual: ArrayLike<number>, expected: readonly number[]) {
  expected.forEach((value, index) => {
    expect(Math.abs(actual[index]! - value)).toBeLessThan(1e-4 + 1e-4 * Math.abs(value));
  });
}

describe("batchNormalization", () => {
  it.each(keras.cases as Case[])(
    "takes Keras's SGD step: $mode, scale $scale, center $center",
    (golden: Case) => {
      const { scale, center, mode } = golden;
      const layer = batchNormalization({ epsilon: keras.epsilon, momentum: keras.momentum, scale, center });
      layer.build(keras.shape);
      layer.setWeights(
        Object.keys(golden.after).map((name) => tf.tensor1d(keras.start[name])), // gamma, beta, mean, variance
      );
      layer.trainable = mode !== "frozen";
      const image = tf.variable(tf.tensor(keras.x, keras.shape));
      const direction = tf.tensor(keras.direction, keras.shape);
      const apply = () => layer.apply(image, { training: mode !== "inference" }) as tf.Tensor;
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const loss = () => apply().mul(direction).sum() as tf.Scalar;
      const { value, grads } = tf.variableGrads(loss, [image, ...variables]);
      for (const variable of variables) variable.assign(variable.sub(grads[variable.name]!.mul(keras.rate)));
      expectClose(value.dataSync(), [golden.loss]);
      expectClose(grads[image.name]!.dataSync(), golden.inputGradient);
      Object.values(golden.after).forEach((expected, index) => {
        expectClose(layer.getWeights()[index]!.dataSync(), expected);
      });
    },
  );

  it("normalises by moving statistics in inference, as Keras does", () => {
    const golden = (keras.cases as Case[]).find(({ mode }) => mode === "inference")!;
    const layer = batchNormalization({ epsilon: keras.epsilon });
    layer.build(keras.shape);
    layer.setWeights(Object.values<number[]>(keras.start).map((values) => tf.tensor1d(values)));
    const output = layer.apply(tf.tensor(keras.x, keras.shape)) as tf.Tensor;
    expectClose(output.dataSync(), golden.output);
  });

  it.each([
    { training: false, trainable: true },
    { training: true, trainable: true },
    { training: true, trainable: false },
  ])("makes one tensor a call and keeps none (training $training, trainable $trainable)", (mode) => {
    const layer = batchNormalization({ trainable: mode.trainable });
    const input = tf.ones([2, 4, 4, 3]);
    (layer.apply(input, mode) as tf.Tensor).dispose();
    const before = tf.memory().numTensors;
    const output = layer.apply(input, mode) as tf.Tensor;
    expect(tf.memory().numTensors - before).toBe(1);
    tf.dispose([output, input]);
  });

  it("survives saving and loading a model beside the layer of TensorFlow.js", async () => {
    const input = tf.input({ shape: [3] });
    const ours = batchNormalization({ name: "ours", momentum: 0.5, scale: false }).apply(
      input,
    ) as tf.SymbolicTensor;
    const theirs = tf.layers.batchNormalization({ name: "theirs" }).apply(ours) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: theirs });
    const copy = (await tf.models.modelFromJSON(JSON.parse(model.toJSON() as string))) as tf.LayersModel;
    expect(copy.getLayer("ours").getConfig()).toMatchObject({ momentum: 0.5, scale: false, center: true });
    expect(copy.getLayer("ours").getClassName()).toBe("KerasBatchNormalization");
    expect(copy.getLayer("theirs").getClassName()).toBe("BatchNormalization");
    model.dispose();
    copy.dispose();
  });

  it("trains in fit without gamma, and stays put when frozen", async () => {
    const input = tf.input({ shape: [3] });
    const layer = batchNormalization({ scale: false, momentum: 0.5 });
    const normed = layer.apply(input) as tf.SymbolicTensor;
    const output = tf.layers.dense({ units: 1 }).apply(normed) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output });
    const [x, y] = [tf.ones([4, 3]), tf.ones([4, 1])];
    const movingMean = () => layer.getWeights()[1]!.dataSync()[0];
    for (const [trainable, expected] of [
      [false, 0],
      [true, 0.5],
    ] as const) {
      layer.trainable = trainable;
      model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
      await model.fit(x, y, { epochs: 1, verbose: 0 });
      expect(movingMean()).toBeCloseTo(expected, 6);
    }
    tf.dispose([x, y]);
    model.dispose();
  });

  it("refuses an axis that is not the last", () => {
    expect(() => batchNormalization({ axis: 1 }).apply(tf.ones([1, 2, 2, 3]))).toThrow(ArgumentError);
    expect(() => batchNormalization({ momentum: 2 })).toThrow("momentum: expected a number in [0, 1]");
  });
});
