import { beforeAll, describe, expect, it } from "vitest";
import { countMacs } from "../../../../lib/models/summary/count-macs.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

beforeAll(() => selectEngine("onnx"));

/** Builds the layer on an input of this shape and counts. */
function count(layer: tf.layers.Layer, shape: number[]): number {
  const output = layer.apply(tf.input({ shape })) as tf.SymbolicTensor;
  const macs = countMacs(layer, [null, ...shape], output.shape);
  layer.dispose();
  return macs;
}

describe("countMacs", () => {
  const { layers } = tf;
  it.each([
    ["Dense", layers.dense({ units: 5 }), [7], 35],
    ["Dense on a map", layers.dense({ units: 5 }), [2, 3, 7], 6 * 35],
    ["Conv2D", layers.conv2d({ filters: 4, kernelSize: [3, 2], strides: 2 }), [9, 8, 3], 4 * 4 * 6 * 3 * 4],
    ["DepthwiseConv2D", layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }), [5, 5, 3], 9 * 9 * 6],
    ["SeparableConv2D", layers.separableConv2d({ filters: 4, kernelSize: 3 }), [5, 5, 3], 9 * (9 * 3 + 12)],
    ["Conv2DTranspose", layers.conv2dTranspose({ filters: 4, kernelSize: 3 }), [5, 5, 2], 25 * 9 * 2 * 4],
    ["Conv1D", layers.conv1d({ filters: 4, kernelSize: 3 }), [6, 2], 4 * 3 * 2 * 4],
    ["MaxPooling2D", layers.maxPooling2d({ poolSize: 2 }), [4, 4, 2], 0],
  ])("counts a %s", (_, layer, shape, macs) => {
    expect(count(layer, shape)).toBe(macs);
  });

  it("does not guess at layers that it does not know", () => {
    expect(count(layers.simpleRNN({ units: 3 }), [4, 2])).toBeNaN();
  });
});
