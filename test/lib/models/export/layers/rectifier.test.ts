import { beforeAll, describe, expect, it } from "vitest";
import { selectEngine } from "../../../../../lib/tensors/engine.ts";
import { tf } from "../../../../../lib/tensors/tf.ts";
import { chain, expectExported, randomModel } from "./export-layers.ts";

beforeAll(() => selectEngine("onnx"));

describe("the rectifiers of an exported graph", () => {
  const { layers } = tf;

  it.each([
    ["ReLU", () => layers.reLU()],
    ["ReLU with a ceiling", () => layers.reLU({ maxValue: 0.5 })],
    ["LeakyReLU", () => layers.leakyReLU({ alpha: 0.2 })],
    ["ELU", () => layers.elu()],
    ["ThresholdedReLU", () => layers.thresholdedReLU({ theta: 0.4 })],
    ["PReLU", () => layers.prelu()],
    ["PReLU with one slope a channel", () => layers.prelu({ sharedAxes: [1, 2] } as never)],
  ])("compute what the layer computes on maps and vectors: %s", async (_, create) => {
    const map = tf.input({ shape: [3, 4, 5] });
    await expectExported(randomModel(map, chain(map, create())));
    const vector = tf.input({ shape: [6] });
    if (create().getConfig().sharedAxes == null)
      await expectExported(randomModel(vector, chain(vector, create())));
  });

  it("keep zeros from a max pool when they let negative numbers through", async () => {
    const input = tf.input({ shape: [5, 5, 2] });
    const pooled = (rectifier: tf.layers.Layer) =>
      chain(
        input,
        rectifier,
        layers.zeroPadding2d({ padding: 1 }),
        layers.maxPooling2d({ poolSize: 3, strides: 2 }),
      );
    expect(await expectExported(randomModel(input, pooled(layers.leakyReLU())))).toContain("Pad");
    expect(await expectExported(randomModel(input, pooled(layers.reLU())))).not.toContain("Pad");
  });
});
