import { beforeAll, describe, expect, it } from "vitest";
import { batchNormalization } from "../../../../../lib/models/layers/batch-normalization.ts";
import { selectEngine } from "../../../../../lib/tensors/engine.ts";
import { tf } from "../../../../../lib/tensors/tf.ts";
import { chain, expectExported, randomModel } from "./export-layers.ts";

const { layers } = tf;

beforeAll(() => selectEngine("onnx"));

describe("Dense in an exported graph", () => {
  it.each([
    ["vectors", [6], "Gemm"],
    ["sequences", [5, 6], "MatMul"],
    ["maps", [4, 3, 6], "Conv"],
  ])("works on %s, with and without bias", async (_, shape, operator) => {
    const input = tf.input({ shape });
    const outputs = [true, false].map((useBias) =>
      chain(input, layers.dense({ units: 4, useBias, activation: "tanh" })),
    );
    const operators = await expectExported(randomModel(input, outputs));
    expect(operators.filter((name) => name === operator)).toHaveLength(2);
  });
});

describe("normalisation in an exported graph", () => {
  it.each([
    ["vectors", [6]],
    ["sequences", [5, 6]],
    ["maps", [4, 3, 6]],
  ])("works on the last axis of %s, ours and that of TensorFlow.js", async (_, shape) => {
    const input = tf.input({ shape });
    const ours = [true, false].map((scale) => chain(input, batchNormalization({ scale, center: scale })));
    await expectExported(randomModel(input, [...ours, chain(input, layers.batchNormalization({}))]));
  });
});
