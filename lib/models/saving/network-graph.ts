import { ArgumentError } from "../../errors/argument-error.ts";
import { tf } from "../../tensors/tf.ts";
import { listSteps } from "../export/steps.ts";
import { type KerasConfig, makeLayer, toKerasConfig } from "./config/layer-kinds.ts";

/** One layer of a {@link NetworkGraph}. */
export interface GraphLayer {
  /** Unique in the graph. */
  readonly name: string;
  /** Class, as Keras calls it. */
  readonly type: string;
  readonly config: KerasConfig;
  readonly trainable: boolean;
  /** Names of the layers that it reads; the graph's input has a name too. */
  readonly inputs: readonly string[];
}

/** A network as data: one input, one output, no models inside. */
export interface NetworkGraph {
  readonly name: string;
  readonly input: { readonly name: string; readonly shape: readonly (number | null)[] };
  /** Each after the ones that it reads. */
  readonly layers: readonly GraphLayer[];
  /** Name of the layer whose output is the network's. */
  readonly output: string;
}

/** A model as a graph, and where the weights of its layers are. */
export interface DescribedModel {
  readonly graph: NetworkGraph;
  /** The model's own layers by their names in the graph. */
  readonly layers: ReadonlyMap<string, tf.layers.Layer>;
}

/**
 * Describes a model as a graph. Models inside it are taken apart; their layers keep their names where those are unique.
 *
 * @param model - borrowed.
 * @throws {@link ArgumentError} for a model of several outputs or one that calls a layer twice; {@link ExportError} for
 *   several inputs; {@link LayerConfigError} for a layer that cannot be saved.
 */
export function describeModel(model: tf.LayersModel): DescribedModel {
  if (model.outputs.length !== 1) {
    throw new ArgumentError("model", "one output", `${model.outputs.length} outputs`);
  }
  const { steps, input, outputs } = listSteps(model);
  const names = new Map(steps.map((step) => [step, uniqueName(step.name, steps)]));
  const layers = new Map<string, tf.layers.Layer>();
  const inner = steps.filter((step) => step !== input);
  for (const step of inner) {
    if ([...layers.values()].includes(step.layer)) {
      throw new ArgumentError("model", "layers that are called once each", `${step.layer.name} called twice`);
    }
    layers.set(names.get(step)!, step.layer);
  }
  const graph = {
    name: model.name,
    input: { name: names.get(input)!, shape: model.inputs[0]!.shape.slice(1) },
    layers: inner.map((step) => ({
      name: names.get(step)!,
      type: step.type,
      config: toKerasConfig(step.name, step.type, step.config),
      trainable: step.layer.trainable,
      inputs: step.inputs.map((from) => names.get(from)!),
    })),
    output: names.get(outputs[0]!)!,
  };
  return { graph, layers };
}

/**
 * Builds a model from a graph, its weights zero (moving variances and gammas one).
 *
 * @returns a model that the caller owns.
 * @throws {@link LayerConfigError} for a layer that is not supported.
 */
export function buildModel({ name, input, layers, output }: NetworkGraph): tf.LayersModel {
  const first = tf.input({ shape: [...input.shape], name: input.name });
  const values = new Map<string, tf.SymbolicTensor>([[input.name, first]]);
  const built: tf.layers.Layer[] = [];
  try {
    for (const { name: layerName, type, config, trainable, inputs } of layers) {
      const layer = makeLayer(layerName, type, { config, trainable });
      built.push(layer);
      const read = inputs.map((from) => values.get(from)!);
      values.set(layerName, layer.apply(read.length === 1 ? read[0]! : read) as tf.SymbolicTensor);
    }
    return tf.model({ inputs: first, outputs: values.get(output)!, name });
  } catch (error) {
    for (const weight of built.flatMap((layer) => layer.weights)) weight.dispose();
    throw error;
  }
}

/** Joins two graphs: the second reads what the first gives. Names of the second that the first has too get a suffix. */
export function joinGraphs(
  lower: NetworkGraph,
  upper: NetworkGraph,
  name: string,
): { readonly graph: NetworkGraph; readonly upperNames: ReadonlyMap<string, string> } {
  const taken = new Set([lower.input.name, ...lower.layers.map((layer) => layer.name)]);
  const upperNames = new Map([[upper.input.name, lower.output]]);
  for (const layer of upper.layers) {
    let unique = layer.name;
    for (let number = 1; taken.has(unique); number++) unique = `${layer.name}_${number}`;
    taken.add(unique);
    upperNames.set(layer.name, unique);
  }
  const layers = upper.layers.map((layer) => ({
    ...layer,
    name: upperNames.get(layer.name)!,
    inputs: layer.inputs.map((from) => upperNames.get(from)!),
  }));
  const output = upperNames.get(upper.output)!;
  return { graph: { name, input: lower.input, layers: [...lower.layers, ...layers], output }, upperNames };
}

/**
 * Copies weights between layers of one shape.
 *
 * Numbers are shared until one side is changed: tensors never change, variables are given new ones.
 */
export function copyWeights(from: tf.layers.Layer, to: tf.layers.Layer): void {
  to.weights.forEach((weight, index) => {
    weight.write(from.weights[index]!.read());
  });
}

/**
 * Gives a model without models inside it that computes the same.
 *
 * @returns the model itself where it has none inside, else a copy; `dispose` frees the copy alone.
 */
export function flattenModel(model: tf.LayersModel): {
  readonly model: tf.LayersModel;
  readonly graph: NetworkGraph;
  dispose(): void;
} {
  const { graph, layers } = describeModel(model);
  const hasInner = model.layers.some((layer) => layer instanceof tf.LayersModel);
  if (!hasInner) return { model, graph: inOrderOf(model, graph), dispose: () => undefined };
  const copy = buildModel(graph);
  for (const [name, layer] of layers) copyWeights(layer, copy.getLayer(name));
  return { model: copy, graph: inOrderOf(copy, graph), dispose: () => copy.dispose() };
}

/** Keras numbers layers in a file by their order in the model, which a configuration has to keep. */
function inOrderOf(model: tf.LayersModel, graph: NetworkGraph): NetworkGraph {
  const places = new Map(model.layers.map((layer, index) => [layer.name, index]));
  const layers = graph.layers.toSorted((a, b) => places.get(a.name)! - places.get(b.name)!);
  return { ...graph, layers };
}

/** `"vgg16/fc1"` is `"fc1"` unless another layer is called that. Keras keeps slashes out of names. */
function uniqueName(name: string, steps: readonly { readonly name: string }[]): string {
  const leaf = name.split("/").at(-1)!;
  const isUnique = steps.filter((step) => step.name.split("/").at(-1) === leaf).length === 1;
  return isUnique ? leaf : name.replaceAll("/", "_");
}
