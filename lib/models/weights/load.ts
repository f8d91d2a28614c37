import { tf } from "../../tensors/tf.ts";
import { readFloat32, withHdf5File } from "./hdf5.ts";
import { listStoredLayers } from "./legacy-h5.ts";
import { matchWeights } from "./match.ts";

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions {
  /**
   * Layers that the file may have and the model may lack: the top's names let a network without top read a file with
   * one. @defaultValue none
   */
  readonly skippable?: readonly string[] | undefined;
}

/**
 * Loads the weights of a legacy Keras `.h5` file (weights only, or a whole model) into a model: all of them or none.
 *
 * Layers without weights are dropped on both sides; the others must agree in number, order, name and shapes. Everything
 * is checked, and then read, before the first value is assigned.
 *
 * @param model - borrowed; its weights are overwritten.
 * @param path - of the `.h5` file.
 * @returns the names of the layers that were filled, in order.
 * @throws {@link WeightFormatError} for a missing, cut, damaged or foreign file.
 * @throws {@link WeightMismatchError} for a file of another network: names layer, expected and found.
 * @example await loadWeights(model, "vgg16_weights_tf_dim_ordering_tf_kernels.h5");
 * @see Keras `legacy/saving/legacy_h5_format.py`, load_weights_from_hdf5_group
 */
export async function loadWeights(
  model: tf.LayersModel,
  path: string,
  { skippable }: LoadWeightsOptions = {},
): Promise<string[]> {
  const pairs = await withHdf5File(path, (root) =>
    matchWeights(model, listStoredLayers(root, path), { file: path, skippable }).map(
      ({ variable, stored }) => ({ variable, values: readFloat32(stored.dataset, path) }),
    ),
  );
  for (const { variable, values } of pairs) {
    const tensor = tf.tensor(values, variable.shape as number[], "float32");
    variable.write(tensor);
    tensor.dispose();
  }
  return model.layers.filter((layer) => layer.weights.length > 0).map((layer) => layer.name);
}
