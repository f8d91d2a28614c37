import { findDataset, findGroup, type Hdf5Dataset, type Hdf5Group, readNames } from "./hdf5.ts";
import { WeightFileError, WeightFormatError } from "./weight-file-error.ts";

/** A tensor of a weight file, not read yet. */
export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dataset: Hdf5Dataset;
}

/** A layer of a weight file that has weights. */
export interface StoredLayer {
  readonly name: string;
  readonly weights: readonly StoredWeight[];
}

/**
 * Lists the layers with weights of a legacy Keras `.h5` file, in the file's order; no tensor is read.
 *
 * Reads weights-only files and whole models (`/model_weights`), of Keras 1 to 3, and split attributes.
 *
 * @param root - the open file.
 * @param file - its path, for errors.
 * @throws {@link WeightFormatError} when the file has no `layer_names` (another HDF5 format; says which) or names a
 *   tensor that is not there.
 * @see Keras `legacy/saving/legacy_h5_format.py`, load_weights_from_hdf5_group
 */
export function listStoredLayers(root: Hdf5Group, file: string): StoredLayer[] {
  const group = findGroup(root, "model_weights") ?? root;
  const layerNames = readNames(group, "layer_names");
  if (layerNames === undefined) {
    throw new WeightFormatError({
      file,
      expected: "a legacy Keras .h5 file (attribute layer_names)",
      found: describeOtherFormat(root),
    });
  }
  const layers = layerNames.map((name) => ({ name, weights: listStoredWeights(group, name, file) }));
  return layers.filter((layer) => layer.weights.length > 0);
}

function listStoredWeights(group: Hdf5Group, layer: string, file: string): StoredWeight[] {
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
    if (dataset.dtype !== "<f") {
      const found = `${name} of HDF5 type ${JSON.stringify(dataset.dtype)}`;
      throw new WeightFileError({ file, layer, expected: "float32 weights", found });
    }
    return { name, shape: dataset.shape ?? [], dataset };
  });
}

function describeOtherFormat(root: Hdf5Group): string {
  const keys = root.keys();
  if (keys.includes("layers") || keys.includes("_layer_checkpoint_dependencies")) {
    return "a Keras 3 .weights.h5 file (no layer names in it)";
  }
  return `an HDF5 file of another kind (it holds ${keys.slice(0, 5).join(", ") || "nothing"})`;
}
