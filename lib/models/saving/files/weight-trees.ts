import type { tf } from "../../../tensors/tf.ts";
import { toSnakeCase } from "../../weights/matching/pair-layers.ts";
import { openGroup, type WritableGroup, writeNames, writeTensor, writeText } from "./hdf5-writer.ts";

/** Version of Keras whose legacy layout is written: every later one reads it. */
export const LEGACY_KERAS_VERSION = "2.15.0";

/**
 * Writes the weights of a model in the legacy layout, which Keras 1 to 3 read.
 *
 * @param group - the root of a file of weights alone, `model_weights` of a whole model.
 * @param model - without models inside.
 * @see Keras `legacy/saving/legacy_h5_format.py`, save_weights_to_hdf5_group
 */
export function writeLegacyTree(group: WritableGroup, model: tf.LayersModel): void {
  const names = model.layers.map(({ name }) => name);
  writeNames(group, "layer_names", names);
  writeText(group, "backend", "tensorflow");
  writeText(group, "keras_version", LEGACY_KERAS_VERSION);
  for (const layer of model.layers) {
    const layerGroup = openGroup(group, layer.name);
    const weights = layer.weights.map((weight) => ({ weight, name: `${layer.name}/${leafOf(weight)}:0` }));
    writeNames(
      layerGroup,
      "weight_names",
      weights.map(({ name }) => name),
    );
    for (const { weight, name } of weights) writeTensor(layerGroup, name, valuesOf(weight));
  }
}

/**
 * Writes the weights of a model in the layout of Keras 3.
 *
 * @param model - without models inside.
 * @see Keras `saving/saving_lib.py`, _save_state and _save_container_state
 */
export function writeKeras3Tree(root: WritableGroup, model: tf.LayersModel): void {
  writeText(openGroup(root, "vars"), "name", model.name);
  const parent = openGroup(root, "layers");
  const used = new Map<string, number>();
  for (const layer of model.layers) {
    const type = toSnakeCase(layer.getClassName());
    const number = used.get(type) ?? 0;
    used.set(type, number + 1);
    const group = openGroup(parent, number === 0 ? type : `${type}_${number}`);
    const vars = openGroup(group, "vars");
    writeText(vars, "name", layer.name);
    for (const [index, weight] of layer.weights.entries()) writeTensor(vars, `${index}`, valuesOf(weight));
  }
}

/** On an engine that computes in this process the numbers are the engine's own, not a copy. */
function valuesOf(weight: tf.LayerVariable): { values: Float32Array; shape: number[] } {
  return { values: weight.read().dataSync() as Float32Array, shape: weight.shape as number[] };
}

function leafOf(weight: tf.LayerVariable): string {
  return weight.originalName.split("/").at(-1)!;
}
