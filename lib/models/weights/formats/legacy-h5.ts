import { WeightFileError, WeightFormatError } from "../weight-file-error.ts";
import { findDataset, findGroup, type Hdf5Dataset, type Hdf5Group, precisionOf, readNames } from "./hdf5.ts";
import type { StoredLayer, StoredWeight } from "./stored-layer.ts";

/**
 * Lists the layers with weights of a legacy Keras `.h5` file, in the file's order; no tensor is read.
 *
 * Reads weights-only files and whole models (`/model_weights`), of Keras 1 to 3, and split attributes. A model inside
 * the model is one group there: its layers are told apart by the names of the tensors.
 *
 * @param root - the open file.
 * @param file - its path, for errors.
 * @throws {@link WeightFormatError} when the file has no `layer_names` or names a tensor that is not there.
 * @see Keras `legacy/saving/legacy_h5_format.py`, load_weights_from_hdf5_group
 */
export function listLegacyLayers(root: Hdf5Group, file: string): StoredLayer[] {
  const group = findGroup(root, "model_weights") ?? root;
  const layerNames = readNames(group, "layer_names");
  if (layerNames === undefined) {
    const found = `an HDF5 file of another kind (it holds ${root.keys().slice(0, 5).join(", ") || "nothing"})`;
    throw new WeightFormatError({ file, expected: "Keras weights (attribute layer_names)", found });
  }
  return layerNames.flatMap((name) => splitInner(name, listWeights(group, name, file)));
}

function listWeights(group: Hdf5Group, layer: string, file: string): StoredWeight[] {
  const layerGroup = findGroup(group, layer);
  if (layerGroup === undefined) {
    const found = "no group of that name";
    throw new WeightFormatError({ file, layer, expected: "a group for the layer", found });
  }
  return (readNames(layerGroup, "weight_names") ?? []).map((name) => {
    const dataset = findDataset(layerGroup, name);
    if (dataset === undefined) {
      throw new WeightFormatError({ file, layer, expected: `a tensor ${name}`, found: "none of that name" });
    }
    return toStoredWeight(dataset, { name, layer, file });
  });
}

/**
 * Describes a tensor of a file.
 *
 * @throws {@link WeightFileError} when it holds no floating-point numbers.
 */
export function toStoredWeight(
  dataset: Hdf5Dataset,
  { name, layer, file }: { readonly name: string; readonly layer: string; readonly file: string },
): StoredWeight {
  const precision = precisionOf(dataset);
  if (precision === undefined) {
    const found = `${name} of HDF5 type ${JSON.stringify(dataset.dtype)}`;
    throw new WeightFileError({ file, layer, expected: "float32, float16 or float64 weights", found });
  }
  return { name, shape: dataset.shape ?? [], precision, dataset };
}

/** The layers of a group: itself, or those of the model that it stands for. */
function splitInner(name: string, weights: readonly StoredWeight[]): StoredLayer[] {
  if (weights.length === 0) return [];
  const folders = weights.map((weight) => weight.name.split("/").slice(0, -1));
  const scopes = new Set(folders.map((parts) => parts.join("/")));
  // One scope of another name is an old graph's numbering ("conv1_2/kernel:0"), unless it lies below the group's own.
  const first = folders[0]!;
  const isPlain = scopes.size === 1 && (first.length < 2 || first.at(-1) === name || !first.includes(name));
  if (isPlain) return [{ name, within: [], weights }];
  return Array.from(scopes, (scope) => {
    const parts = scope.split("/");
    const outer = parts.slice(0, -1);
    return {
      name: parts.at(-1)!,
      within: outer[0] === name ? outer : [name, ...outer],
      weights: weights.filter((_, index) => folders[index]!.join("/") === scope),
    };
  });
}
