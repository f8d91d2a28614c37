import type { tf } from "../../tensors/tf.ts";
import { type LayerSelection, selectLayers } from "./select-layers.ts";

/** Freezes every layer: none trains, and BatchNormalization keeps its moving statistics. */
export function freezeAll(model: tf.LayersModel): void {
  for (const layer of model.layers) layer.trainable = false;
}

/**
 * Freezes some layers and leaves the others as they are.
 *
 * @returns names of the layers frozen that have weights.
 * @throws {@link ArgumentError} as {@link selectLayers}; nothing is changed then.
 * @example freezeLayers(vgg.model, ["block1", "block2"]); // the chapter's four convolutions: 260,160 parameters
 */
export function freezeLayers(model: tf.LayersModel, selection: LayerSelection): string[] {
  return setTrainable(selectLayers(model, selection), false);
}

/**
 * Lets some layers train and leaves the others as they are.
 *
 * @returns names of the layers let train that have weights.
 * @throws {@link ArgumentError} as {@link selectLayers}; nothing is changed then.
 * @example unfreezeLayers(resnet.model, "conv5");
 */
export function unfreezeLayers(model: tf.LayersModel, selection: LayerSelection): string[] {
  return setTrainable(selectLayers(model, selection), true);
}

/**
 * Lets some layers train and freezes all others.
 *
 * @returns names of the layers that train and have weights.
 * @throws {@link ArgumentError} as {@link selectLayers}; nothing is changed then.
 * @example unfreezeOnly(inception.model, { from: "mixed9" });
 */
export function unfreezeOnly(model: tf.LayersModel, selection: LayerSelection): string[] {
  const selected = selectLayers(model, selection);
  freezeAll(model);
  return setTrainable(selected, true);
}

/**
 * Lets the named layer (or block) and all after it train, and freezes those before, in the order of `model.layers`.
 *
 * @returns names of the layers that train and have weights.
 * @throws {@link ArgumentError} when there is no such layer; nothing is changed then.
 * @example unfreezeFrom(vgg.model, "block5_conv1"); // ["block5_conv1", "block5_conv2", "block5_conv3"]
 */
export function unfreezeFrom(model: tf.LayersModel, layerName: string): string[] {
  return unfreezeOnly(model, { from: layerName });
}

function setTrainable(layers: readonly tf.layers.Layer[], trainable: boolean): string[] {
  for (const layer of layers) layer.trainable = trainable;
  return layers.filter((layer) => layer.weights.length > 0).map((layer) => layer.name);
}
