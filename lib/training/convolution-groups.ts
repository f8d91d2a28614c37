import { BatchNormalization } from "../models/layers/batch-normalization.ts";
import { normalizedConvolution } from "../tensors/normalized-convolution.ts";
import type { tf } from "../tensors/tf.ts";
import type { LayerPlan } from "./layer-plan.ts";

type Layer = tf.layers.Layer;

/** Steps of a plan that one graph computes: a convolution, its normalisation, a sum and relu, each but the first optional. */
export interface ConvolutionGroup {
  /** Steps in the order they run; what all but the last make is read by the next of them alone. */
  readonly members: readonly number[];
  readonly convolution: Layer;
  readonly normalization: BatchNormalization | undefined;
  readonly relu: boolean;
  /** Value that the convolution reads. */
  readonly source: number;
  /** Value that is added before relu. */
  readonly residual: number | undefined;
  /** Whether a layer that trains lies before the convolution. */
  readonly sourceTrains: boolean;
}

/**
 * Finds the convolutions of a plan that can be computed together with what follows them.
 *
 * @param freezeStatistics - whether BatchNormalization that trains stays on its moving statistics.
 */
export function convolutionGroups(plan: LayerPlan, freezeStatistics: boolean): ConvolutionGroup[] {
  const readers = readersOf(plan);
  const trains = trainingValues(plan);
  return plan.steps.flatMap(({ layer, sources }, start) => {
    if (!isPlainConvolution(layer)) return [];
    const members = [start];
    const nextReader = () => {
      const following = readers[members.at(-1)! + 1]!;
      const index = following.length === 1 ? following[0]! : undefined;
      return index === undefined ? undefined : { index, ...plan.steps[index]! };
    };
    let normalization: BatchNormalization | undefined;
    let residual: number | undefined;
    let relu = activationOf(layer) === "relu";
    let next = relu ? undefined : nextReader();
    if (next?.layer instanceof BatchNormalization && (freezeStatistics || !next.layer.trainable)) {
      normalization = next.layer;
      members.push(next.index);
      next = nextReader();
    }
    if (next?.layer.getClassName() === "Add" && next.sources.length === 2) {
      const sum = next;
      const [after, ...others] = readers[sum.index + 1]!;
      const own = members.at(-1)! + 1;
      const other = sum.sources.find((source) => source !== own)!;
      // The later of two convolutions takes the sum: what the other one makes must be there by then.
      const isSole = after !== undefined && others.length === 0;
      if (isSole && other < own && isRelu(plan.steps[after]!.layer)) {
        residual = other;
        members.push(sum.index, after);
        relu = true;
      }
    } else if (next !== undefined && isRelu(next.layer)) {
      members.push(next.index);
      relu = true;
    }
    const source = sources[0]!;
    const sourceTrains = trains[source]!;
    return [{ members, convolution: layer, normalization, relu, source, residual, sourceTrains }];
  });
}

/**
 * Computes a group.
 *
 * @param values - what the plan's steps have made so far, borrowed.
 * @returns the last member's output, owned by the surrounding tidy; `undefined` where its members must run one by one.
 */
export function runConvolutionGroup(
  { convolution, normalization, relu, source, residual, sourceTrains }: ConvolutionGroup,
  values: readonly tf.Tensor[],
): tf.Tensor | undefined {
  const config = convolution.getConfig();
  const [filter, bias] = convolution.weights.map((weight) => weight.read());
  const operand = (tensor: tf.Tensor, trains: boolean) => ({ tensor, trains });
  const { trainable } = convolution;
  const weights = normalization?.readWeights();
  return normalizedConvolution({
    x: operand(values[source]!, sourceTrains),
    filter: operand(filter!, trainable),
    bias: bias && operand(bias, trainable),
    strides: config.strides as [number, number],
    pad: config.padding as "same" | "valid",
    normalization: weights && {
      ...weights,
      gamma: weights.gamma && operand(weights.gamma, normalization!.trainable),
      beta: weights.beta && operand(weights.beta, normalization!.trainable),
    },
    residual: residual === undefined ? undefined : values[residual]!,
    relu,
  });
}

/** Steps that read each value of a plan; the last value has none. */
function readersOf({ steps }: LayerPlan): number[][] {
  const readers: number[][] = [[], ...steps.map(() => [])];
  steps.forEach(({ sources }, index) => {
    for (const source of sources) readers[source]!.push(index);
  });
  return readers;
}

/** Tells of each value of a plan whether it depends on a weight that trains. */
function trainingValues({ steps }: LayerPlan): boolean[] {
  const trains = [false];
  for (const { layer, sources } of steps) {
    trains.push(layer.trainableWeights.length > 0 || sources.some((source) => trains[source]!));
  }
  return trains;
}

function isPlainConvolution(layer: Layer): boolean {
  if (layer.getClassName() !== "Conv2D") return false;
  const { dilationRate, dataFormat } = layer.getConfig();
  const dilated = [dilationRate ?? 1].flat().some((rate) => rate !== 1);
  return !dilated && dataFormat === "channelsLast" && ["linear", "relu"].includes(activationOf(layer));
}

function isRelu(layer: Layer): boolean {
  const config = layer.getConfig();
  if (layer.getClassName() === "Activation") return config.activation === "relu";
  if (layer.getClassName() !== "ReLU") return false;
  return (config.maxValue ?? undefined) === undefined;
}

function activationOf(layer: Layer): string {
  return layer.getConfig().activation as string;
}
