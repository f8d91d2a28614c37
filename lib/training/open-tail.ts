import type { ImageDataset } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { type ExtractOptions, extractThrough } from "../features/extract.ts";
import type { FeatureSet } from "../features/feature-set.ts";
import { createTrunk } from "../features/trunk.ts";
import { extractViewsThrough, freshViews } from "../features/views.ts";
import type { AugmentPreset, AugmentRecipe } from "../images/augment/recipe.ts";
import type { Backbone } from "../models/backbone.ts";
import type { tf } from "../tensors/tf.ts";
import { findCut } from "./freezing/cut.ts";
import { unfreezeOnly } from "./freezing/freeze.ts";
import type { LayerSelection } from "./freezing/select-layers.ts";
import { joinPlans, type LayerPlan, planLayers } from "./layer-plan.ts";

export interface TailOptions {
  readonly validation?: ImageDataset | undefined;
  /** First layer of the backbone that trains; all after it do too. @defaultValue first layer of the last block */
  readonly unfreezeFrom?: string | undefined;
  /** Layers of the backbone that train, instead of `unfreezeFrom`. */
  readonly unfreeze?: LayerSelection | undefined;
  /** How images are read and trunk outputs are kept. */
  readonly extract?: Omit<ExtractOptions, "layer" | "pooling"> | undefined;
  /** What is done to the training images at random, by name or as a recipe. @defaultValue nothing */
  readonly augment?: AugmentRecipe | AugmentPreset | undefined;
  /**
   * Views of each image beside the plain one. A number: so many fixed ones, run through the trunk once and kept.
   * "fresh": a new one each epoch instead of the plain one, at the cost of a trunk pass over all images an epoch.
   * @defaultValue 4
   */
  readonly augmentViews?: number | "fresh" | undefined;
  /** Seed of the views. @defaultValue 0 */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The upper part of a backbone and a head, ready to train, and what the frozen part below makes of the images. */
export interface Tail extends AsyncDisposable {
  /** The backbone's layers after the cut, then the head's. */
  readonly plan: LayerPlan;
  readonly base: LayerPlan;
  readonly head: LayerPlan;
  readonly rows: FeatureSet;
  readonly validation: FeatureSet | undefined;
  readonly views: readonly FeatureSet[];
  readonly drawViews: ((epoch: number) => Promise<FeatureSet>) | undefined;
  /** Layer that the frozen part ends with. */
  readonly cut: string;
  /** Layers of the backbone that train and have weights. */
  readonly trainableLayers: readonly string[];
  readonly trunkSeconds: number;
  /** Frees the frozen part's graph; backbone and head are not touched. */
  dispose(): Promise<void>;
}

/**
 * Unfreezes layers of a backbone, cuts it below them, and runs the images through the part that stays frozen: what
 * {@link fineTune} begins with, for {@link findLearningRate} and {@link fitLayers}.
 *
 * @param backbone - borrowed, as `head` is; its layers are set to train or not.
 * @throws {@link ArgumentError} when a layer is not the backbone's, or the head does not fit; as {@link extractFeatures}.
 * @example
 * const tail = await openTail(backbone, head, train, { unfreezeFrom: "block5_conv1" });
 * const { valley } = await findLearningRate(tail.plan, tail.rows, { freezeStatistics: true });
 * await tail.dispose();
 */
export async function openTail(
  backbone: Backbone,
  head: tf.LayersModel,
  dataset: ImageDataset,
  options: TailOptions = {},
): Promise<Tail> {
  const { validation, augment, augmentViews = 4, seed, signal } = options;
  const extract = { signal, ...options.extract };
  const { unfreezeFrom, unfreeze } = options;
  if (unfreezeFrom !== undefined && unfreeze !== undefined)
    throw new ArgumentError("unfreeze", "either unfreeze or unfreezeFrom", "both");
  requireFit(backbone, head);
  const selection = unfreeze ?? { from: unfreezeFrom ?? backbone.config.lastBlockLayer };
  const trainableLayers = unfreezeOnly(backbone.model, selection);
  const cut = findCut(backbone.model, trainableLayers);
  const started = performance.now();
  const trunk = await createTrunk(backbone, { layer: cut, threads: extract.threads });
  try {
    const rows = await extractThrough(trunk, backbone, dataset, extract);
    const validationRows = validation && (await extractThrough(trunk, backbone, validation, extract));
    const isFresh = augmentViews === "fresh";
    const viewOptions = augment && { ...extract, augment, seed };
    const views =
      viewOptions && !isFresh
        ? await extractViewsThrough(trunk, backbone, dataset, { ...viewOptions, views: augmentViews })
        : [];
    const drawViews = viewOptions && isFresh ? freshViews(trunk, backbone, dataset, viewOptions) : undefined;
    const trunkSeconds = (performance.now() - started) / 1000;
    const base = planLayers(backbone.model, cut);
    const headPlan = planLayers(head);
    const dispose = () => trunk.dispose();
    return {
      plan: joinPlans(base, headPlan),
      base,
      head: headPlan,
      rows,
      validation: validationRows,
      views,
      drawViews,
      cut,
      trainableLayers,
      trunkSeconds,
      dispose,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await trunk.dispose();
    throw error;
  }
}

function requireFit(backbone: Backbone, head: tf.LayersModel): void {
  const given = backbone.model.outputs[0]!.shape.slice(1);
  const wanted = head.inputs[0]!.shape.slice(1);
  const fits =
    given.length === wanted.length &&
    given.every((side, axis) => wanted[axis] === null || wanted[axis] === side);
  if (!fits) {
    const shown = `[${wanted.join(", ")}]`;
    throw new ArgumentError(
      "head",
      `a head for ${backbone.name}'s output [${given.join(", ")}]`,
      `one for ${shown}`,
    );
  }
}
