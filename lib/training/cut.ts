import { ArgumentError } from "../errors/argument-error.ts";
import type { tf } from "../tensors/tf.ts";

/**
 * Finds the lowest layer that trains, and the layer below it where the network can be cut in two: the highest one
 * whose output is all that the layers after it read.
 *
 * @param from - name of the first layer to train.
 * @returns the name of the cut layer: the trunk ends with it, the tail begins after it.
 * @throws {@link ArgumentError} when there is no such layer, or it is the input.
 * @example findCut(resnet.model, "conv5_block3_1_conv"); // "conv5_block2_out"
 */
export function findCut(model: tf.LayersModel, from: string): string {
  const first = model.layers.findIndex((layer) => layer.name === from);
  if (first < 1) {
    throw new ArgumentError(
      "unfreezeFrom",
      `the name of a layer of ${model.name} after its input`,
      `"${from}"`,
    );
  }
  for (let last = first - 1; last > 0; last--) {
    const read = new Set<number>();
    for (const layer of model.layers.slice(last + 1)) {
      for (const source of layer.inboundNodes[0]?.inboundLayers ?? []) {
        const index = model.layers.indexOf(source);
        if (index <= last) read.add(index);
      }
    }
    if (read.size === 1 && read.has(last)) return model.layers[last]!.name;
  }
  return model.layers[0]!.name;
}
