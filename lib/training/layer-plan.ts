import { ArgumentError } from "../errors/argument-error.ts";
import { type Random, randomInteger } from "../random/generator.ts";
import { tf } from "../tensors/tf.ts";
import { convolutionGroups, runConvolutionGroup } from "./convolution-groups.ts";

type Layer = tf.layers.Layer;

/** One layer and the values it reads: 0 is the plan's input, `i + 1` the output of step `i`. */
export interface LayerStep {
  readonly layer: Layer;
  readonly sources: readonly number[];
}

/**
 * Layers in the order they run, from one input to one output.
 *
 * A plan borrows its layers and makes no new TensorFlow.js model: models that share layers dispose each other's.
 */
export interface LayerPlan {
  readonly steps: readonly LayerStep[];
}

export interface RunOptions {
  /** Whether dropout drops and BatchNormalization that trains uses the statistics of the batch. */
  readonly training: boolean;
  /** Keeps BatchNormalization on its moving statistics even where it trains. */
  readonly freezeStatistics?: boolean;
  /** Chooses what dropout drops; needed when `training` and the plan has dropout. */
  readonly random?: Random;
}

/**
 * Plans the layers of `model` that come after `cut`, or all of them.
 *
 * @param cut - name of the layer whose output is the plan's input; it must be all that later layers read of earlier ones.
 * @throws {@link ArgumentError} when there is no such layer or later layers read past it.
 */
export function planLayers(model: tf.LayersModel, cut?: string): LayerPlan {
  const cutIndex = cut === undefined ? -1 : model.layers.findIndex((layer) => layer.name === cut);
  if (cut !== undefined && cutIndex < 0)
    throw new ArgumentError("cut", `a layer of ${model.name}`, `"${cut}"`);
  const valueIndex = new Map<string, number>();
  if (cut !== undefined) valueIndex.set(cut, 0);
  const steps: LayerStep[] = [];
  for (const layer of model.layers.slice(cutIndex + 1)) {
    if (isInput(layer)) {
      valueIndex.set(layer.name, 0);
      continue;
    }
    const inbound = layer.inboundNodes[0]?.inboundLayers ?? [];
    const sources = inbound.map((source) => {
      // A sequential model hides its input layer; without a cut its value is the plan's own input.
      const value = valueIndex.get(source.name) ?? (cut === undefined && isInput(source) ? 0 : undefined);
      if (value === undefined) {
        throw new ArgumentError(
          "cut",
          `a layer that ${layer.name} does not reach past`,
          `"${cut}"; it reads ${source.name}`,
        );
      }
      return value;
    });
    steps.push({ layer, sources });
    valueIndex.set(layer.name, steps.length);
  }
  return { steps };
}

/** Puts `next` after `first`. */
export function joinPlans(first: LayerPlan, next: LayerPlan): LayerPlan {
  const offset = first.steps.length;
  const moved = next.steps.map(({ layer, sources }) => ({
    layer,
    sources: sources.map((source) => source + offset),
  }));
  return { steps: [...first.steps, ...moved] };
}

/**
 * Runs a plan on a batch.
 *
 * @param input - `[batch, ...shape]`, borrowed.
 * @returns the last layer's output; owned by the caller, or by the surrounding tidy. Call it inside a tidy: what the
 *   layers make on the way is left to it, for gradients need it.
 */
export function runPlan(plan: LayerPlan, input: tf.Tensor, options: RunOptions): tf.Tensor {
  const values: tf.Tensor[] = [input];
  const runStep = (index: number) => {
    const { layer, sources } = plan.steps[index]!;
    const given = sources.map((source) => values[source]!);
    values[index + 1] = runLayer(layer, given.length === 1 ? given[0]! : given, options);
  };
  const groups = options.training ? convolutionGroups(plan, options.freezeStatistics ?? false) : [];
  const grouped = new Set(groups.flatMap(({ members }) => members));
  const groupByEnd = new Map(groups.map((group) => [group.members.at(-1)!, group]));
  plan.steps.forEach((_, index) => {
    const group = groupByEnd.get(index);
    if (group === undefined) {
      if (!grouped.has(index)) runStep(index);
      return;
    }
    const output = runConvolutionGroup(group, values);
    if (output === undefined) group.members.forEach(runStep);
    else values[index + 1] = output;
  });
  return values.at(-1)!;
}

function runLayer(layer: Layer, input: tf.Tensor | tf.Tensor[], options: RunOptions): tf.Tensor {
  const kind = layer.getClassName();
  if (kind === "Dropout") {
    // The layer's own masks cannot be seeded a step.
    const rate = layer.getConfig().rate as number;
    if (!options.training || rate === 0) return input as tf.Tensor;
    if (options.random === undefined)
      throw new ArgumentError("random", "a generator for the dropout of the plan", undefined);
    return tf.dropout(input as tf.Tensor, rate, undefined, randomInteger(options.random, 2 ** 31));
  }
  const training = options.training && !(options.freezeStatistics && isBatchNormalization(layer));
  return layer.apply(input, { training }) as tf.Tensor;
}

/** Tells whether a layer is a batch normalisation, ours or TensorFlow.js's. */
export function isBatchNormalization(layer: Layer): boolean {
  return layer.getClassName().endsWith("BatchNormalization");
}

function isInput(layer: Layer): boolean {
  return layer.getClassName() === "InputLayer";
}

/** The variable behind a layer's weight, which its declaration hides. */
export function variableOf(weight: unknown): tf.Variable {
  return (weight as { val: tf.Variable }).val;
}
