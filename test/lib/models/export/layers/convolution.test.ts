import { beforeAll, describe, expect, it } from "vitest";
import { ExportError } from "../../../../../lib/models/export/export-error.ts";
import { exportOnnx } from "../../../../../lib/models/export/onnx.ts";
import { batchNormalization } from "../../../../../lib/models/layers/batch-normalization.ts";
import { selectEngine } from "../../../../../lib/tensors/engine.ts";
import { tf } from "../../../../../lib/tensors/tf.ts";
import { chain, expectExported, randomModel } from "./export-layers.ts";

const { layers } = tf;

beforeAll(() => selectEngine("onnx"));

describe("convolutions in an exported graph", () => {
  const options = [
    { padding: "same", strides: 2 },
    { padding: "valid", strides: 1 },
    { padding: "same", dilationRate: 2, useBias: false },
  ] as const;

  it.each(options)("compute what the layers compute, odd sizes too: %j", async (args) => {
    const input = tf.input({ shape: [9, 8, 3] });
    await expectExported(
      randomModel(input, [
        chain(input, layers.conv2d({ filters: 4, kernelSize: [1, 3], activation: "relu", ...args })),
        chain(input, layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, ...args, dilationRate: 1 })),
        chain(input, layers.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2, ...args })),
        chain(
          input,
          layers.zeroPadding2d({ padding: 1 }),
          layers.separableConv2d({ filters: 5, kernelSize: 3, activation: "relu", ...args }),
        ),
      ]),
    );
  });

  it("refuse a dilation that the layer itself ignores", () => {
    const input = tf.input({ shape: [9, 8, 3] });
    const dilated = layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, name: "dilated" });
    const model = tf.model({ inputs: input, outputs: chain(input, dilated) });
    expect(() => exportOnnx(model)).toThrow(ExportError);
    expect(() => exportOnnx(model)).toThrow(
      "layer dilated of class DepthwiseConv2D: expected dilationRate 1, received 2, 2, which TensorFlow.js ignores",
    );
  });

  it("take in the normalisation of a block without bias and gamma", async () => {
    const input = tf.input({ shape: [9, 8, 3] });
    const block = (kernelSize: [number, number]) => [
      layers.conv2d({ filters: 4, kernelSize, useBias: false, padding: "same" }),
      batchNormalization({ scale: false }),
      layers.activation({ activation: "relu" }),
    ];
    const branches = [chain(input, ...block([1, 7])), chain(input, ...block([7, 1]))];
    branches.push(chain(input, layers.averagePooling2d({ poolSize: 3, strides: 1, padding: "same" })));
    const mixed = layers.concatenate({ axis: 3 }).apply(branches) as tf.SymbolicTensor;
    const operators = await expectExported(randomModel(input, mixed));
    expect(operators).not.toContain("BatchNormalization");
    expect(operators.filter((name) => name === "Conv")).toHaveLength(2);
  });
});
