import { beforeAll, describe, expect, it } from "vitest";
import { selectEngine } from "../../../../../lib/tensors/engine.ts";
import { tf } from "../../../../../lib/tensors/tf.ts";
import { chain, expectExported, randomModel } from "./export-layers.ts";

beforeAll(() => selectEngine("onnx"));

describe("the activations of an exported graph", () => {
  const activations = [
    "elu",
    "gelu",
    "hardSigmoid",
    "linear",
    "logSoftmax",
    "mish",
    "relu",
    "relu6",
  ] as const;
  const others = ["selu", "sigmoid", "softmax", "softplus", "softsign", "swish", "tanh"] as const;

  it.each([...activations, ...others])("are those of the layers: %s", async (activation) => {
    const input = tf.input({ shape: [6] });
    const dense = tf.layers.dense({ units: 7, activation: activation as "relu" });
    const own = tf.layers.activation({ activation: activation as "relu" });
    await expectExported(randomModel(input, [chain(input, dense), chain(dense.apply(input) as never, own)]));
  });

  it.each(["softmax", "logSoftmax"])("work along the channels of a map: %s", async (activation) => {
    const input = tf.input({ shape: [3, 4, 5] });
    const layer = tf.layers.activation({ activation: activation as "softmax" });
    await expectExported(randomModel(input, chain(input, layer)));
  });

  it("work on the last axis as a layer", async () => {
    const input = tf.input({ shape: [3, 4, 5] });
    const outputs = [3, -1].map((axis) => chain(input, tf.layers.softmax({ axis })));
    const operators = await expectExported(randomModel(input, outputs));
    expect(operators.filter((operator) => operator === "Softmax")).toHaveLength(2);
  });
});
