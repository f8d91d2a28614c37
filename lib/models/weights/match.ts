import type { tf } from "../../tensors/tf.ts";
import { recognizeNetwork } from "./known-networks.ts";
import type { StoredLayer, StoredWeight } from "./legacy-h5.ts";
import { WeightMismatchError } from "./weight-file-error.ts";

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
}

/**
 * Pairs the tensors of a file with the variables of a model, layer by layer in order, and checks every name, count and
 * shape. Nothing is read or assigned.
 *
 * Layers without weights are dropped on both sides, so models that differ in those still match.
 *
 * @throws {@link WeightMismatchError} naming the first layer that differs, what was expected and what is there.
 */
export function matchWeights(
  model: tf.LayersModel,
  stored: readonly StoredLayer[],
  { file, skippable = [] }: MatchOptions,
): WeightPair[] {
  const layers = model.layers.filter((layer) => layer.weights.length > 0);
  const offered = stored.filter(({ name }) => !skippable.includes(name));
  const advice = describeFile(stored);
  const pairs = layers.flatMap((layer, index) => {
    const candidate = offered[index];
    if (candidate?.name !== layer.name) {
      const expected = `${layer.name} as layer ${index + 1} of the ${layers.length} with weights`;
      const found = candidate?.name ?? `only ${offered.length} layers`;
      throw new WeightMismatchError({ file, layer: layer.name, expected, found, advice });
    }
    return matchLayer(layer, candidate, { file, advice });
  });
  if (offered.length > layers.length) {
    const extra = offered.slice(layers.length).map(({ name }) => name);
    const shown = `${extra.slice(0, 4).join(", ")}${extra.length > 4 ? ", .." : ""}`;
    throw new WeightMismatchError({
      file,
      layer: extra[0],
      expected: `${layers.length} layers with weights`,
      found: `${offered.length} (further ones: ${shown})`,
      advice,
    });
  }
  return pairs;
}

function matchLayer(
  layer: tf.layers.Layer,
  stored: StoredLayer,
  { file, advice }: { file: string; advice: string },
): WeightPair[] {
  const mismatch = (expected: string, found: string) =>
    new WeightMismatchError({ file, layer: layer.name, expected, found, advice });
  if (stored.weights.length !== layer.weights.length) {
    const names = stored.weights.map(({ name }) => name).join(", ");
    throw mismatch(`${layer.weights.length} tensors`, `${stored.weights.length} (${names})`);
  }
  return layer.weights.map((variable, index) => {
    const candidate = stored.weights[index]!;
    const [role, storedRole] = [roleOf(variable.originalName), roleOf(candidate.name)];
    // gamma, beta and the statistics have one shape: only their names tell a file of another order.
    if (role !== undefined && storedRole !== undefined && role !== storedRole) {
      throw mismatch(`${role} as tensor ${index + 1}`, candidate.name);
    }
    const shape = variable.shape.join(", ");
    if (shape !== candidate.shape.join(", ")) {
      throw mismatch(`${role ?? "tensor"} of shape [${shape}]`, `[${candidate.shape.join(", ")}]`);
    }
    return { variable, stored: candidate };
  });
}

/** What a tensor is for, from its name in Keras 1, 2 or 3; undefined when the name does not tell. */
function roleOf(name: string): string | undefined {
  const last = name.split("/").at(-1) ?? name;
  if (/moving_mean|running_mean/.test(last)) return "moving_mean";
  if (/moving_var|running_(std|var)/.test(last)) return "moving_variance";
  if (/gamma/.test(last)) return "gamma";
  if (/beta/.test(last)) return "beta";
  if (/kernel|_W(_\d+)?(:0)?$/.test(last)) return "kernel";
  if (/bias|_b(_\d+)?(:0)?$/.test(last)) return "bias";
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
