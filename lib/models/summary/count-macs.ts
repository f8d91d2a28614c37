import type { tf } from "../../tensors/tf.ts";

/** A shape with the batch first; `null` stands for any size. */
type Shape = readonly (number | null)[];

/** Layers that multiply their whole kernel once at each place of the output. */
const AT_EACH_OUTPUT = new Set(["Conv1D", "Conv2D", "Conv3D", "DepthwiseConv2D", "SeparableConv2D", "Dense"]);

/** Layers that multiply their whole kernel once at each place of the input. */
const AT_EACH_INPUT = new Set(["Conv2DTranspose", "Conv3DTranspose"]);

/**
 * Counts the multiply-accumulate operations of a layer for one image: those of its kernels, zeros of the padding counted
 * too, as published tables have it. Biases, normalisations, activations and pools count nothing.
 *
 * @returns NaN when a size of the image is open, or the layer has matrices of a kind not known here (recurrent layers).
 * @example countMacs(layer, [null, 224, 224, 3], [null, 224, 224, 64]); // 86704128 for VGG16's block1_conv1
 */
export function countMacs(layer: tf.layers.Layer, inputShape: Shape, outputShape: Shape): number {
  const matrices = layer.weights.filter(({ shape }) => shape.length > 1);
  if (matrices.length === 0) return 0;
  const type = layer.getClassName();
  if (!AT_EACH_OUTPUT.has(type) && !AT_EACH_INPUT.has(type)) return Number.NaN;
  const channelsFirst = layer.getConfig().dataFormat === "channelsFirst";
  const shape = AT_EACH_INPUT.has(type) ? inputShape : outputShape;
  const places = product(channelsFirst ? shape.slice(2) : shape.slice(1, -1));
  return places * matrices.reduce((sum, matrix) => sum + product(matrix.shape), 0);
}

function product(sides: Shape): number {
  return sides.reduce<number>((total, side) => total * (side ?? Number.NaN), 1);
}
