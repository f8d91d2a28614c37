import { beforeAll, describe, expect, it } from "vitest";
import { selectEngine } from "../../../../../lib/tensors/engine.ts";
import { tf } from "../../../../../lib/tensors/tf.ts";
import { chain, expectExported, randomModel } from "./export-layers.ts";

const { layers } = tf;

beforeAll(() => selectEngine("onnx"));

describe("shapes in an exported graph", () => {
  it.each([
    ["map to vector", [4, 3, 2], [24]],
    ["map to map", [4, 3, 2], [2, 6, 2]],
    ["map to sequence", [4, 3, 2], [12, 2]],
    ["vector to map", [24], [4, 3, 2]],
    ["an open side", [4, 3, 2], [-1, 3]],
  ])("are changed in the order of the layers: %s", async (_, shape, targetShape) => {
    const input = tf.input({ shape });
    await expectExported(randomModel(input, chain(input, layers.reshape({ targetShape }))));
  });

  it("flattens rows, columns and channels in this order", async () => {
    const input = tf.input({ shape: [4, 3, 2] });
    const whole = chain(input, layers.flatten());
    const point = chain(input, layers.maxPooling2d({ poolSize: [4, 3] }), layers.flatten());
    const operators = await expectExported(randomModel(input, [whole, point]));
    expect(operators.filter((operator) => operator === "Flatten")).toHaveLength(2);
  });

  it.each([
    [
      [
        [1, 2],
        [0, 1],
      ],
    ],
    [
      [
        [0, 0],
        [2, 0],
      ],
    ],
  ])("crops rows and columns: %j", async (cropping) => {
    const input = tf.input({ shape: [6, 5, 2] });
    const layer = layers.cropping2D({ cropping: cropping as [[number, number], [number, number]] });
    await expectExported(randomModel(input, chain(input, layer)));
  });

  it.each(["nearest", "bilinear"] as const)("enlarges: %s", async (interpolation) => {
    const input = tf.input({ shape: [4, 3, 2] });
    const layer = layers.upSampling2d({ size: [2, 3], interpolation });
    await expectExported(randomModel(input, chain(input, layer)));
  });
});
