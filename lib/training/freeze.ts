import { ArgumentError } from "../errors/argument-error.ts";
import type { tf } from "../tensors/tf.ts";

/** Freezes every layer: none trains, and BatchNormalization keeps its moving statistics. */
export function freezeAll(model: tf.LayersModel): void {
  for (const layer of model.layers) layer.trainable = false;
}

/**
 * Lets the named layer and all after it train, and freezes those before, in the order of `model.layers`.
 *
 * @returns names of the layers that train and have weights.
 * @throws {@link ArgumentError} when there is no such layer; nothing is changed then.
 * @example unfreezeFrom(vgg.model, "block5_conv1"); // ["block5_conv1", "block5_conv2", "block5_conv3"]
 */
export function unfreezeFrom(model: tf.LayersModel, layerName: string): string[] {
  const first = model.layers.findIndex((layer) => layer.name === layerName);
  if (first < 0) {
    const weighted = model.layers.filter((layer) => layer.weights.length > 0).map((layer) => layer.name);
    throw new ArgumentError(
      "layerName",
      `a layer of ${model.name}, from ${weighted[0]} to ${weighted.at(-1)}`,
      `"${layerName}"`,
    );
  }
  model.layers.forEach((layer, index) => {
    layer.trainable = index >= first;
  });
  return model.layers
    .filter((layer) => layer.trainable && layer.weights.length > 0)
    .map((layer) => layer.name);
}
