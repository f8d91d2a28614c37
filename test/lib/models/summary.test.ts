import { beforeAll, describe, expect, it } from "vitest";
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
    expect(summary.layers[2]).toEqual({
      name: "norm",
      type: "BatchNormalization",
      outputShape: [null, 2, 2, 2],
      parameters: 8,
      trainableParameters: 4,
      inputs: ["conv"],
    });
    conv.trainable = false;
    expect(summarize(model)).toMatchObject({ trainableParameters: 4, nonTrainableParameters: 60 });
    model.dispose();
  });
});
