import { ArgumentError } from "../../errors/argument-error.ts";
import { isBatchNormalization, type LayerPlan } from "../layer-plan.ts";
import type { RateFactors } from "./trained-weights.ts";

export interface LayerDecayOptions {
  /** Factor from one level to the one below, in (0, 1]. Not with `span`. */
  readonly layerDecay?: number | undefined;
  /** The lowest level's rate is this many times smaller than the head's; at least 1. Not with `layerDecay`. */
  readonly span?: number | undefined;
  /** Factor of the head's rate, above 0. @defaultValue 1 */
  readonly headRate?: number | undefined;
}

/**
 * Gives each layer that trains a factor of the learning rate that is the smaller the further it lies below the head:
 * discriminative rates, for lower layers know what is more general.
 *
 * A level is what lies between two layers whose output is all that later layers read, from one convolution on: a
 * convolution of VGG, a residual block of ResNet, a mixed block of Inception. BatchNormalization belongs to the level of
 * the convolution before it. The head is level 0, the level below it has `layerDecay`, the next `layerDecay`² and so on.
 *
 * @param base - the backbone's layers after the cut.
 * @param head - the head's layers.
 * @returns factors by name of layer, for `rateFactors`.
 * @throws {@link ArgumentError} when an option is out of range, or both `layerDecay` and `span` are given.
 * @example const rateFactors = layerDecayFactors(planLayers(vgg.model, "block4_pool"), planLayers(head), { layerDecay: 0.7 });
 * @see Howard and Ruder 2018, https://arxiv.org/abs/1801.06146 (discriminative fine-tuning); Clark et al. 2020,
 *   https://arxiv.org/abs/2003.10555 (layer-wise decay); fastai `learner.py`, even_mults (`span`)
 */
export function layerDecayFactors(base: LayerPlan, head: LayerPlan, options: LayerDecayOptions): RateFactors {
  const { layerDecay, span, headRate = 1 } = options;
  if (layerDecay !== undefined && span !== undefined)
    throw new ArgumentError("layerDecay", "either layerDecay or span", "both");
  if (layerDecay !== undefined && !(layerDecay > 0 && layerDecay <= 1))
    throw new ArgumentError("layerDecay", "a number in (0, 1]", layerDecay);
  if (span !== undefined && !(span >= 1 && Number.isFinite(span)))
    throw new ArgumentError("span", "a finite number of at least 1", span);
  if (!(headRate > 0 && Number.isFinite(headRate)))
    throw new ArgumentError("headRate", "a finite number above 0", headRate);
  const levels = levelsOf(base);
  const decay = layerDecay ?? (span === undefined ? 1 : (1 / span) ** (1 / Math.max(1, levels.length)));
  const factors: Record<string, number> = {};
  levels.forEach((names, index) => {
    for (const name of names) factors[name] = decay ** (levels.length - index);
  });
  for (const name of trainingNames(head.steps)) factors[name] = headRate;
  return factors;
}

/** Names of the layers that train by level, the lowest first. */
function levelsOf(plan: LayerPlan): string[][] {
  const levels: string[][] = [];
  for (const segment of segmentsOf(plan)) {
    const names = trainingNames(segment);
    if (names.length === 0) continue;
    const normalizes = segment.every(
      ({ layer }) => layer.trainableWeights.length === 0 || isBatchNormalization(layer),
    );
    if (normalizes && levels.length > 0) levels.at(-1)!.push(...names);
    else levels.push(names);
  }
  return levels;
}

/** Cuts a plan after each step whose output is all that the steps after it read. */
function segmentsOf({ steps }: LayerPlan): LayerPlan["steps"][] {
  const lastReader = new Array<number>(steps.length + 1).fill(-1);
  steps.forEach(({ sources }, reader) => {
    for (const source of sources) lastReader[source] = reader;
  });
  const segments: LayerPlan["steps"][] = [];
  let start = 0;
  let reach = -1;
  steps.forEach((_, index) => {
    // Value `index` is what step `index - 1` made, and 0 the plan's input.
    reach = Math.max(reach, lastReader[index]!);
    if (reach > index) return;
    segments.push(steps.slice(start, index + 1));
    start = index + 1;
  });
  return segments;
}

function trainingNames(steps: LayerPlan["steps"]): string[] {
  return steps.flatMap(({ layer }) =>
    layer.trainable && layer.trainableWeights.length > 0 ? [layer.name] : [],
  );
}
