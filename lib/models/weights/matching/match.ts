import type { tf } from "../../../tensors/tf.ts";
import { BatchNormalization } from "../../layers/batch-normalization.ts";
import type { StoredLayer, StoredWeight, StoredWeights } from "../formats/stored-layer.ts";
import { WeightMismatchError } from "../weight-file-error.ts";
import { recognizeNetwork } from "./known-networks.ts";
import { OLD_RESNET50_EPSILON } from "./old-resnet50.ts";
import { type LayerPairing, type MatchedBy, pairLayers } from "./pair-layers.ts";
import { roleOf } from "./roles.ts";

/** A tensor of the file and the variable of the model that it goes to. */
export interface WeightPair {
  readonly variable: tf.LayerVariable;
  readonly stored: StoredWeight;
}

/** What {@link matchWeights} takes a file for. */
export interface MatchOptions {
  /** Path of the file, for errors. */
  readonly file: string;
  /** Layers of the file that the model may do without: the top, when a network without top is filled. */
  readonly skippable?: readonly string[] | undefined;
  /** Whether layers that are no convolutions may follow those of the model: a head that the model does without. */
  readonly skipHead?: boolean | undefined;
  /** Goes by the order of the layers, whatever their names, even where the network has branches. */
  readonly byOrder?: boolean | undefined;
}

/** Which tensor goes where, and what there is to tell about it. */
export interface WeightMatch {
  readonly pairs: readonly WeightPair[];
  readonly matchedBy: MatchedBy;
  /** Layers of the file that the model has not. */
  readonly skipped: readonly string[];
  /** What the file needs the model's normalisations to add to the variance; undefined when it says nothing. */
  readonly epsilon: number | undefined;
}

/**
 * Pairs the tensors of a file with the variables of a model and checks every name, count and shape. Nothing is read or
 * assigned.
 *
 * Layers without weights are dropped on both sides, so models that differ in those still match. Layers go by name (see
 * {@link MatchedBy} for the ways); by order alone only in a network without branches, where there is but one.
 *
 * @throws {@link WeightMismatchError} naming the first layer that differs, what was expected and what is there.
 */
export function matchWeights(
  model: tf.LayersModel,
  stored: StoredWeights,
  { file, skippable = [], skipHead = false, byOrder = false }: MatchOptions,
): WeightMatch {
  const layers = model.layers.filter((layer) => layer.weights.length > 0);
  const advice = describeFile(stored.layers);
  const offered = stored.layers.filter(({ name }) => !skippable.includes(name));
  const pairings = byOrder
    ? []
    : [...pairLayers(layers, { ...stored, layers: offered }, { mayHaveMore: skipHead })];
  const isSound = (pairing: LayerPairing) =>
    layers.every((layer, index) => findFault(layer, pairing.stored[index]!) === undefined);
  // Where no way fits, the surest one tells best what is wrong.
  const named = pairings.find(isSound) ?? pairings[0];
  if (named === undefined) {
    checkOrder(layers, offered, { stored, file, advice, mayUseOrder: byOrder || !hasBranches(model) });
  }
  const pairing = named ?? { matchedBy: "order" as const, stored: offered };
  checkExtra(layers, offered, { ...pairing, inOrder: stored.inOrder, skipHead, file, advice });
  const pairs = layers.flatMap((layer, index) => matchLayer(layer, pairing.stored[index]!, { file, advice }));
  const used = new Set(pairing.stored);
  return {
    pairs,
    matchedBy: pairing.matchedBy,
    skipped: stored.layers.filter((layer) => !used.has(layer)).map(({ name }) => name),
    epsilon: pairing.matchedBy === "old names" ? OLD_RESNET50_EPSILON : undefined,
  };
}

/** Gives every normalisation of a model the epsilon that its weights were made with. */
export function setEpsilon(model: tf.LayersModel, epsilon: number): void {
  for (const layer of model.layers) if (layer instanceof BatchNormalization) layer.epsilon = epsilon;
}

/** Whether some layer reads more than one value, so that layers of one shape can stand side by side. */
function hasBranches(model: tf.LayersModel): boolean {
  return model.layers.some((layer) => (layer.inboundNodes[0]?.inboundLayers.length ?? 0) > 1);
}

/** Throws unless the layers may go, and can go, by order. */
function checkOrder(
  layers: readonly tf.layers.Layer[],
  offered: readonly StoredLayer[],
  context: {
    readonly stored: StoredWeights;
    readonly file: string;
    readonly advice: string;
    readonly mayUseOrder: boolean;
  },
): void {
  const { stored, file, mayUseOrder } = context;
  const couldFit = layers.length === offered.length && stored.inOrder;
  const wrong = couldFit && mayUseOrder ? layers.findIndex((one, at) => findFault(one, offered[at]!)) : -1;
  if (couldFit && mayUseOrder) {
    if (wrong < 0) return;
    const fault = findFault(layers[wrong]!, offered[wrong]!)!;
    throw new WeightMismatchError({ file, layer: layers[wrong]!.name, ...fault, advice: context.advice });
  }
  const index = layers.findIndex((one, at) => offered[at]?.name !== one.name);
  const name = layers[index]?.name ?? "layers of different names";
  const why = couldFit
    ? "; the names differ, and by order alone layers of one shape could be swapped in a network with branches (byOrder: true does it)"
    : "";
  throw new WeightMismatchError({
    file,
    layer: layers[index]?.name,
    expected: `${name} as layer ${index + 1} of the ${layers.length} with weights`,
    found: offered[index]?.name ?? `only ${offered.length} layers`,
    advice: `${context.advice}${why}`,
  });
}

/** Throws when the file has layers that are left over and are no head. */
function checkExtra(
  layers: readonly tf.layers.Layer[],
  offered: readonly StoredLayer[],
  context: {
    readonly stored: readonly StoredLayer[];
    readonly inOrder: boolean;
    readonly skipHead: boolean;
    readonly file: string;
    readonly advice: string;
  },
): void {
  const { stored, inOrder, skipHead, file, advice } = context;
  const extra = offered.filter((layer) => !stored.includes(layer));
  if (extra.length === 0) return;
  const lastUsed = Math.max(...stored.map((layer) => offered.indexOf(layer)));
  const isHead = (layer: StoredLayer) =>
    layer.weights.every(({ shape }) => shape.length < 3) && (!inOrder || offered.indexOf(layer) > lastUsed);
  if (skipHead && extra.every(isHead)) return;
  const names = extra.map(({ name }) => name);
  throw new WeightMismatchError({
    file,
    layer: names[0],
    expected: `${layers.length} layers with weights`,
    found: `${offered.length} (further ones: ${names.slice(0, 4).join(", ")}${names.length > 4 ? ", .." : ""})`,
    advice,
  });
}

function matchLayer(
  layer: tf.layers.Layer,
  stored: StoredLayer,
  { file, advice }: { readonly file: string; readonly advice: string },
): WeightPair[] {
  const fault = findFault(layer, stored);
  if (fault !== undefined) throw new WeightMismatchError({ file, layer: layer.name, ...fault, advice });
  return layer.weights.map((variable, index) => ({ variable, stored: stored.weights[index]! }));
}

/** The first thing about a stored layer that does not fit a layer of the model. */
export function findFault(
  layer: tf.layers.Layer,
  stored: StoredLayer,
): { readonly expected: string; readonly found: string } | undefined {
  if (stored.weights.length !== layer.weights.length) {
    const names = stored.weights.map(({ name }) => name).join(", ");
    return { expected: `${layer.weights.length} tensors`, found: `${stored.weights.length} (${names})` };
  }
  for (const [index, variable] of layer.weights.entries()) {
    const candidate = stored.weights[index]!;
    const [role, storedRole] = [roleOf(variable.originalName), roleOf(candidate.name)];
    // gamma, beta and the statistics have one shape: only their names tell a file of another order.
    if (role !== undefined && storedRole !== undefined && role !== storedRole) {
      return { expected: `${role} as tensor ${index + 1}`, found: candidate.name };
    }
    const shape = variable.shape.join(", ");
    if (shape !== candidate.shape.join(", ")) {
      const expected = `${role ?? "tensor"} of shape [${shape}]`;
      return { expected, found: `[${candidate.shape.join(", ")}]` };
    }
  }
  return undefined;
}

function describeFile(stored: readonly StoredLayer[]): string {
  const names = stored.map(({ name }) => name);
  const network = recognizeNetwork(names);
  const top = names.includes("predictions") || names.includes("fc1000") ? "with top" : "without top";
  const layers = `${names.length} layers with weights, ${names[0] ?? "none"} to ${names.at(-1) ?? "none"}`;
  return network === undefined
    ? `the file is of a network not known here (${layers})`
    : `the file looks like ${network}, ${top} (${layers})`;
}
