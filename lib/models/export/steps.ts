import { ArgumentError } from "../../errors/argument-error.ts";
import { tf } from "../../tensors/tf.ts";
import { BatchNormalization } from "../layers/batch-normalization.ts";
import { ExportError } from "./export-error.ts";

/** One call of a layer, with models inside models taken apart. */
export interface Step {
  /** Name of the layer, after the names of the models that it is in: `"vgg16/block1_conv1"`. */
  readonly name: string;
  readonly layer: tf.layers.Layer;
  /** Class of the layer as Keras calls it. */
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Step[];
}

/** A model as steps, each after the ones that it reads. */
export interface StepList {
  readonly steps: readonly Step[];
  readonly input: Step;
  readonly outputs: readonly Step[];
}

/** Where a model inside another one stands: what its inputs are bound to, and what was made of its values. */
interface Scope {
  readonly prefix: string;
  readonly made: Map<number, Step>;
  readonly inner: Map<string, Scope>;
}

/** Name for what a classifier computes before its softmax (or sigmoid), which need not be the output of a layer. */
const LOGITS = "logits";

/**
 * What to export of a model: the names of layers (`"vgg16/fc1"` inside an inner model), or the layers themselves.
 * `"logits"` stands for what the last layer computes before its softmax or sigmoid.
 */
export type ExportedOutputs = string | tf.layers.Layer | readonly (string | tf.layers.Layer)[];

/**
 * Lists the steps from the input of a model to the asked outputs; layers that these do not need are left out.
 *
 * @param outputs - the outputs of the model when undefined.
 * @throws {@link ArgumentError} when there is no such layer; {@link ExportError} when the model has several inputs.
 */
export function listSteps(model: tf.LayersModel, outputs?: ExportedOutputs): StepList {
  if (model.inputs.length !== 1) {
    const reason = `expected one input, received ${model.inputs.length}`;
    throw new ExportError(model.name, model.getClassName(), reason);
  }
  const all: Step[] = [];
  const results = new Map<tf.layers.Layer, Step>();
  const root: Scope = { prefix: "", made: new Map(), inner: new Map() };
  const ofModel = model.outputs.map((output) => visit(output, root, all, results));
  const asked =
    outputs === undefined
      ? ofModel
      : [outputs]
          .flat()
          .map((output) => (isLogits(output, all) ? addLogits(ofModel, all) : find(output, all, results)));
  const needed = new Set<Step>();
  const need = (step: Step) => {
    if (needed.has(step)) return;
    needed.add(step);
    step.inputs.forEach(need);
  };
  asked.forEach(need);
  const input = visit(model.inputs[0]!, root, all, results);
  return { steps: all.filter((step) => needed.has(step)), input, outputs: asked };
}

function visit(
  value: tf.SymbolicTensor,
  scope: Scope,
  all: Step[],
  results: Map<tf.layers.Layer, Step>,
): Step {
  const known = scope.made.get(value.id);
  if (known !== undefined) return known;
  const layer = value.sourceLayer;
  const inputs = value.inputs.map((input) => visit(input, scope, all, results));
  const step =
    layer instanceof tf.LayersModel
      ? visitInner(layer, value, { inputs, scope, all, results })
      : addStep(layer, inputs, { scope, all });
  scope.made.set(value.id, step);
  results.set(layer, step);
  return step;
}

function visitInner(
  model: tf.LayersModel,
  value: tf.SymbolicTensor,
  {
    inputs,
    scope,
    all,
    results,
  }: { inputs: Step[]; scope: Scope; all: Step[]; results: Map<tf.layers.Layer, Step> },
): Step {
  const call = `${model.name} ${value.nodeIndex}`;
  let inner = scope.inner.get(call);
  if (inner === undefined) {
    inner = { prefix: `${scope.prefix}${model.name}/`, made: new Map(), inner: new Map() };
    model.inputs.forEach((input, index) => {
      inner!.made.set(input.id, inputs[index]!);
    });
    scope.inner.set(call, inner);
  }
  return visit(model.outputs[value.outputTensorIndex ?? 0]!, inner, all, results);
}

function addStep(
  layer: tf.layers.Layer,
  inputs: Step[],
  { scope, all }: { scope: Scope; all: Step[] },
): Step {
  const plain = `${scope.prefix}${layer.name}`;
  let name = plain;
  // A layer that is called twice makes two values.
  for (let call = 2; all.some((other) => other.name === name); call++) name = `${plain}_${call}`;
  const type = layer instanceof BatchNormalization ? "BatchNormalization" : layer.getClassName();
  const config = layer.getConfig() as Record<string, unknown>;
  if (config.dataFormat === "channelsFirst") {
    throw new ExportError(name, type, `expected dataFormat "channelsLast", received "channelsFirst"`);
  }
  const step = { name, layer, type, config, inputs };
  all.push(step);
  return step;
}

function isLogits(output: string | tf.layers.Layer, all: readonly Step[]): boolean {
  return output === LOGITS && !all.some(({ name }) => name === LOGITS);
}

/** Adds a step for what the last layer computes before its softmax. */
function addLogits([last, ...others]: readonly Step[], all: Step[]): Step {
  const expected = `a network that ends in a softmax for "${LOGITS}"`;
  if (last === undefined || others.length > 0) {
    throw new ArgumentError("outputs", expected, `${others.length + 1} outputs`);
  }
  const { type, config, inputs } = last;
  const squashes = config.activation === "softmax" || config.activation === "sigmoid";
  let logits: Step;
  if (type === "Dense" && (squashes || config.activation === "linear"))
    logits = { ...last, name: LOGITS, config: { ...config, activation: "linear" } };
  else if (type === "Softmax" || (type === "Activation" && squashes))
    logits = { ...last, name: LOGITS, type: "Identity", inputs };
  else throw new ArgumentError("outputs", expected, `one that ends in ${last.name} (${type})`);
  all.push(logits);
  return logits;
}

function find(
  output: string | tf.layers.Layer,
  all: readonly Step[],
  results: Map<tf.layers.Layer, Step>,
): Step {
  const found =
    typeof output === "string"
      ? (all.find(({ name }) => name === output) ??
        [...results].find(([layer]) => layer.name === output && layer instanceof tf.LayersModel)?.[1])
      : results.get(output);
  if (found !== undefined) return found;
  const name = typeof output === "string" ? output : output.name;
  const names = all.map((step) => step.name);
  const shown = names.length > 8 ? [...names.slice(0, 4), "..", ...names.slice(-4)] : names;
  throw new ArgumentError("outputs", `layers of the model (${shown.join(", ")})`, name);
}
