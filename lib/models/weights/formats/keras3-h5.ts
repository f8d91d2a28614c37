import { WeightFormatError } from "../weight-file-error.ts";
import { findDataset, findGroup, type Hdf5Group, readText } from "./hdf5.ts";
import { toStoredWeight } from "./legacy-h5.ts";
import type { StoredLayer } from "./stored-layer.ts";

/** Below which the layers of a model are: the second name is that of TensorFlow 2.12 and 2.13. */
const LAYER_GROUPS = ["layers", "_layer_checkpoint_dependencies"] as const;

/** Says whether an open file has the layout of Keras 3. */
export function isKeras3Tree(root: Hdf5Group): boolean {
  return findLayerGroup(root) !== undefined;
}

/**
 * Lists the layers with weights of a Keras 3 `.weights.h5` file, classes in the file's order and the layers of a class
 * in the model's order; no tensor is read.
 *
 * The tree is named by class and number within each model (`layers/conv2d_1/vars/0`); the layer's own name is an
 * attribute, which Keras before 3.6 does not write.
 *
 * @param root - the open file.
 * @param file - its path, for errors.
 * @returns the layers, and whether all have their own names.
 * @throws {@link WeightFormatError} when a tensor is missing.
 * @see Keras `saving/saving_lib.py`, _save_state and H5IOStore
 */
export function listKeras3Layers(root: Hdf5Group, file: string): { layers: StoredLayer[]; named: boolean } {
  const unnamed: string[] = [];
  const layers = listBelow(root, { file, within: [], entries: [], unnamed });
  return { layers, named: unnamed.length === 0 };
}

function listBelow(
  model: Hdf5Group,
  context: {
    readonly file: string;
    readonly within: readonly string[];
    readonly entries: readonly string[];
    readonly unnamed: string[];
  },
): StoredLayer[] {
  const parent = findLayerGroup(model);
  if (parent === undefined) return [];
  const { file, within, unnamed } = context;
  const children = parent.keys().map((entry) => ({ entry, ...splitEntry(entry) }));
  children.sort((a, b) => a.type.localeCompare(b.type) || a.number - b.number);
  return children.flatMap(({ entry, type }) => {
    const group = findGroup(parent, entry);
    if (group === undefined) return [];
    const vars = findGroup(group, "vars");
    const ownName = vars === undefined ? undefined : readText(vars, "name");
    const name = ownName ?? entry;
    const entries = [...context.entries, entry];
    if (findLayerGroup(group) !== undefined) {
      return listBelow(group, { ...context, within: [...within, name], entries });
    }
    const count = vars?.keys().length ?? 0;
    if (vars === undefined || count === 0) return [];
    if (ownName === undefined) unnamed.push(entry);
    const weights = Array.from({ length: count }, (_, index) => {
      const dataset = findDataset(vars, String(index));
      if (dataset === undefined) {
        const found = vars.keys().join(", ");
        throw new WeightFormatError({ file, layer: name, expected: `a tensor vars/${index}`, found });
      }
      return toStoredWeight(dataset, { name: `vars/${index}`, layer: name, file });
    });
    return [{ name, within, type, entry: entries.join("/"), weights }];
  });
}

function findLayerGroup(model: Hdf5Group): Hdf5Group | undefined {
  return LAYER_GROUPS.map((name) => findGroup(model, name)).find((group) => group !== undefined);
}

/** `"conv2d_12"` is the twelfth after the first of class `conv2d`. */
function splitEntry(entry: string): { type: string; number: number } {
  const [, type, number] = /^(.*?)(?:_(\d+))?$/.exec(entry)!;
  return { type: type!, number: Number(number ?? 0) };
}
