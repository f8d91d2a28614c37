import { ArgumentError } from "../../errors/argument-error.ts";
import type { tf } from "../../tensors/tf.ts";

/**
 * Finds where a network can be cut in two below everything that trains: the highest layer below the lowest trainable one
 * whose output is all that the layers after it read.
 *
 * @param trainable - name of the first layer to train, or of all of them in any order; the lowest decides.
 * @returns the name of the cut layer: the trunk ends with it, the tail begins after it.
 * @throws {@link ArgumentError} when there is no such layer, none is named, or it is the input.
 * @example
 * findCut(resnet.model, "conv5_block3_1_conv"); // "conv5_block2_out"
 * findCut(vgg.model, unfreezeOnly(vgg.model, ["block2_conv1", "block5"])); // "block1_pool"
 */
export function findCut(model: tf.LayersModel, trainable: string | readonly string[]): string {
  const { layers } = model;
  const first = lowestPlace(model, [trainable].flat());
  const places = new Map(layers.map((layer, place) => [layer, place]));
  // The lowest layer that is read by one of those from `place` on.
  let lowestRead = layers.length;
  for (let place = layers.length - 1; place > 1; place--) {
    const sources = layers[place]!.inboundNodes[0]?.inboundLayers ?? [];
    for (const source of sources) lowestRead = Math.min(lowestRead, places.get(source) ?? 0);
    if (place <= first && lowestRead === place - 1) return layers[place - 1]!.name;
  }
  return layers[0]!.name;
}

function lowestPlace(model: tf.LayersModel, names: readonly string[]): number {
  const places = names.map((name) => model.layers.findIndex((layer) => layer.name === name));
  const wrong = places.findIndex((place) => place < 1);
  if (wrong >= 0 || places.length === 0) {
    throw new ArgumentError(
      "unfreezeFrom",
      `the name of a layer of ${model.name} after its input`,
      wrong >= 0 ? `"${names[wrong]}"` : "none",
    );
  }
  return Math.min(...places);
}
