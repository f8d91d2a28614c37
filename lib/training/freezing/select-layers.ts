import { ArgumentError } from "../../errors/argument-error.ts";
import type { tf } from "../../tensors/tf.ts";
import { findCut } from "./cut.ts";
import { nearNames } from "./near-names.ts";

type Layer = tf.layers.Layer;

/**
 * Some layers of a network:
 * - a name: of a layer (`"block5_conv1"`) or a block (`"block5"`, `"conv5"`, `"conv5_block1"`, `"mixed9"`)
 * - several names
 * - a range, both ends included, in the order of `model.layers`: `{ from: "block4", to: "block5_conv1" }`
 * - the last of `model.layers`, those without weights counted too: `{ last: 4 }` is Keras's `model.layers[-4:]`
 * - a function that tells whether a layer belongs to them
 */
export type LayerSelection =
  | string
  | readonly string[]
  | { readonly from?: string | undefined; readonly to?: string | undefined }
  | { readonly last: number }
  | ((layer: tf.layers.Layer, index: number) => boolean);

/**
 * Finds the layers of a selection, in the order of `model.layers`.
 *
 * A block is every layer whose name begins with the block's and `_`. A block of Inception is named by the layer that joins
 * its branches, and is all that lies between the join before and that one, both by the network's own graph.
 *
 * @throws {@link ArgumentError} when a name is neither a layer nor a block (shows near ones), a range is the wrong way
 *   round, or the selection is empty.
 * @example selectLayers(vgg.model, "block5").map(({ name }) => name); // block5_conv1, .., block5_pool
 */
export function selectLayers(model: tf.LayersModel, selection: LayerSelection): Layer[] {
  const selected = find(model, selection);
  if (selected.length === 0) throw new ArgumentError("selection", `layers of ${model.name}`, "none");
  return selected;
}

function find(model: tf.LayersModel, selection: LayerSelection): Layer[] {
  const { layers } = model;
  if (typeof selection === "string") return findNamed(model, selection);
  if (typeof selection === "function") return layers.filter(selection);
  if (isList(selection)) {
    const named = new Set(selection.flatMap((name) => findNamed(model, name)));
    return layers.filter((layer) => named.has(layer));
  }
  if ("last" in selection) {
    const { last } = selection;
    if (!Number.isInteger(last) || last < 1 || last > layers.length) {
      throw new ArgumentError("last", `a whole number from 1 to ${layers.length}`, last);
    }
    return layers.slice(-last);
  }
  const { from, to } = selection;
  if (from === undefined && to === undefined)
    throw new ArgumentError("selection", "from, to or both", "neither");
  const first = from === undefined ? 0 : layers.indexOf(findNamed(model, from)[0]!);
  const last = to === undefined ? layers.length - 1 : layers.indexOf(findNamed(model, to).at(-1)!);
  if (last < first) throw new ArgumentError("to", `a layer that does not lie before "${from}"`, `"${to}"`);
  return layers.slice(first, last + 1);
}

/** The layers of a block, or the one layer of that name. */
function findNamed(model: tf.LayersModel, name: string): Layer[] {
  const { layers } = model;
  const place = layers.findIndex((layer) => layer.name === name);
  if (place >= 0) return /^mixed\d+$/.test(name) ? joinedBlock(model, place) : [layers[place]!];
  const block = layers.filter((layer) => layer.name.startsWith(`${name}_`));
  if (block.length > 0) return block;
  throw unknownName(model, name);
}

function joinedBlock(model: tf.LayersModel, join: number): Layer[] {
  const below = findCut(model, model.layers[join]!.name);
  const first = model.layers.findIndex(({ name }) => name === below) + 1;
  return model.layers.slice(first, join + 1);
}

function unknownName(model: tf.LayersModel, name: string): ArgumentError {
  const names = model.layers.map((layer) => layer.name);
  const blocks = new Set(
    names.flatMap((layer) => layer.match(/^(block\d+|conv\d+(_block\d+)?)(?=_)/)?.[0] ?? []),
  );
  const near = nearNames(name, [...names, ...blocks]);
  const weighted = model.layers.filter((layer) => layer.weights.length > 0).map((layer) => layer.name);
  const hint = near.length > 0 ? `near it: ${near.join(", ")}` : `from ${weighted[0]} to ${weighted.at(-1)}`;
  return new ArgumentError("selection", `a layer or block of ${model.name} (${hint})`, `"${name}"`);
}

function isList(selection: LayerSelection): selection is readonly string[] {
  return Array.isArray(selection);
}
