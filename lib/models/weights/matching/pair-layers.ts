import type { tf } from "../../../tensors/tf.ts";
import type { StoredLayer, StoredWeights } from "../formats/stored-layer.ts";
import { isOldResnet50, renameOldResnet50 } from "./old-resnet50.ts";

/**
 * How the layers of a file were told apart:
 * - `"names"`: by their names
 * - `"renamed"`: by their names, all of which have something before or after them in the file
 * - `"old names"`: the ResNet50 file published before Keras 2.2.5, whose names and order differ
 * - `"numbers"`: automatic names, such as `conv2d_95`: by the order in which they were made
 * - `"classes"`: the file has no names: by class, in the model's order, as Keras does
 * - `"order"`: other names: by order alone, with number of layers, shapes and roles of tensors equal
 */
export type MatchedBy = "names" | "renamed" | "old names" | "numbers" | "classes" | "order";

/** The layer of the file for each layer of a model, in the order of the model's layers. */
export interface LayerPairing {
  readonly matchedBy: MatchedBy;
  readonly stored: readonly StoredLayer[];
}

/**
 * Finds the layer of a file for each layer of a model, in each way that finds all of them, the surest first. Shapes are
 * not looked at.
 *
 * @param layers - those with weights, in the model's order.
 * @param options.mayHaveMore - whether the file may have further layers, made after those of the model.
 */
export function* pairLayers(
  layers: readonly tf.layers.Layer[],
  stored: StoredWeights,
  { mayHaveMore }: { readonly mayHaveMore: boolean },
): Generator<LayerPairing> {
  const names = layers.map(({ name }) => name);
  type Way = readonly [MatchedBy, (offered: readonly StoredLayer[]) => readonly (StoredLayer | undefined)[]];
  const byNames: readonly Way[] = [
    ["names", (offered) => byName(names, offered, (layer) => layer.name)],
    ["old names", (offered) => byOldNames(names, offered)],
    ["renamed", (offered) => byAffix(names, offered)],
    ["numbers", (offered) => byNumber(names, offered, mayHaveMore)],
  ];
  const ways: readonly Way[] = stored.named ? byNames : [["classes", (offered) => byClass(layers, offered)]];
  for (const [matchedBy, pair] of ways) {
    for (const offered of [...innerModels(stored.layers), stored.layers]) {
      const found = pair(offered).filter((layer) => layer !== undefined);
      if (found.length === names.length) yield { matchedBy, stored: found };
    }
  }
}

/** The layers of each model inside the model: a network that somebody put a head on is one of them. */
function innerModels(layers: readonly StoredLayer[]): StoredLayer[][] {
  const byModel = new Map<string, StoredLayer[]>();
  for (const layer of layers.filter(({ within }) => within.length > 0)) {
    const model = layer.within.join("/");
    byModel.set(model, [...(byModel.get(model) ?? []), layer]);
  }
  return [...byModel.values()];
}

/** A name that two layers of the file share finds neither. */
function byName(
  names: readonly string[],
  offered: readonly StoredLayer[],
  nameOf: (stored: StoredLayer) => string | undefined,
): (StoredLayer | undefined)[] {
  const found = new Map<string | undefined, StoredLayer | undefined>();
  for (const stored of offered) found.set(nameOf(stored), found.has(nameOf(stored)) ? undefined : stored);
  return names.map((name) => found.get(name));
}

function byOldNames(names: readonly string[], offered: readonly StoredLayer[]): (StoredLayer | undefined)[] {
  if (!isOldResnet50(offered.map(({ name }) => name))) return [];
  return byName(names, offered, (stored) => renameOldResnet50(stored.name));
}

/** Layers whose names all carry the same text before, or after, the model's names. */
function byAffix(names: readonly string[], offered: readonly StoredLayer[]): (StoredLayer | undefined)[] {
  const first = names[0];
  if (first === undefined) return [];
  const affixes = new Set<string>();
  for (const { name } of offered) {
    const at = name.indexOf(first);
    if (at === 0 || (at > 0 && at + first.length === name.length)) affixes.add(name.replace(first, "\0"));
  }
  for (const affix of affixes) {
    const stored = byName(
      names.map((name) => affix.replace("\0", name)),
      offered,
      (layer) => layer.name,
    );
    if (stored.every((layer) => layer !== undefined)) return stored;
  }
  return [];
}

/** A name that Keras gave a layer that had none: its class, and how many of that class were made before it. */
const AUTOMATIC_NAME = /^(?:.*\/)?((?:depthwise_|separable_)?conv2d|batch_normalization|dense)(?:_(\d+))?$/;

/**
 * Pairs automatic names by rank within their class, and the others by name. Counting starts anywhere: a process that
 * made another network first gives `conv2d_94` for `conv2d`.
 */
function byNumber(
  names: readonly string[],
  offered: readonly StoredLayer[],
  mayHaveMore: boolean,
): (StoredLayer | undefined)[] {
  const storedRanks = rankAutomatic(offered.map(({ name }) => name));
  const byKey = new Map(offered.map((stored, index) => [storedRanks[index]!.key, stored]));
  const counts = new Map(storedRanks.map(({ key, count }) => [key, count]));
  return rankAutomatic(names).map(({ key, count }) =>
    mayHaveMore || counts.get(key) === count ? byKey.get(key) : undefined,
  );
}

/** Says of each name which rank of how many it has in its class; a name of somebody's own is the only one of its kind. */
function rankAutomatic(names: readonly string[]): { key: string; count: number }[] {
  const parsed = names.map((name) => {
    const [, base, number] = AUTOMATIC_NAME.exec(name) ?? [];
    return { base, number: Number(number ?? 0) };
  });
  return parsed.map(({ base, number }, index) => {
    if (base === undefined) return { key: names[index]!, count: 1 };
    const others = parsed.filter((other) => other.base === base);
    return { key: `${base} ${others.filter((other) => other.number < number).length}`, count: others.length };
  });
}

/** Pairs the layers of each class in order, when the file has as many of each as the model. */
function byClass(
  layers: readonly tf.layers.Layer[],
  offered: readonly StoredLayer[],
): (StoredLayer | undefined)[] {
  const queues = new Map<string, StoredLayer[]>();
  for (const stored of offered) queues.set(stored.type!, [...(queues.get(stored.type!) ?? []), stored]);
  const types = layers.map((layer) => toSnakeCase(layer.getClassName()));
  for (const [type, queue] of queues) {
    const wanted = types.filter((other) => other === type).length;
    if (wanted > 0 && wanted !== queue.length) return [];
  }
  return types.map((type) => queues.get(type)?.shift());
}

/**
 * Writes the name of a class as Keras 3 does in its weight files.
 *
 * @example toSnakeCase("GlobalAveragePooling2D"); // "global_average_pooling2d"
 * @see Keras `utils/naming.py`, to_snake_case
 */
export function toSnakeCase(className: string): string {
  return className
    .replace(/^Keras(?=[A-Z])/, "")
    .replaceAll(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
