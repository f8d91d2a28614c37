import { cacheFolder } from "../datasets/cache-folder.ts";
import type { ImageDataset } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { augmentImage } from "../images/augment/augment-image.ts";
import { type AugmentPreset, type AugmentRecipe, resolveRecipe } from "../images/augment/recipe.ts";
import { viewRandom } from "../images/augment/views.ts";
import type { Backbone } from "../models/backbone.ts";
import { type ExtractOptions, rowTask } from "./extract.ts";
import type { FeatureSet, ViewProvenance } from "./feature-set.ts";
import { collectRows, computeRows, openTarget, type RowTask } from "./rows.ts";
import { createTrunk, type Trunk } from "./trunk.ts";

/** How random views are made. */
export interface ViewOptions extends Omit<ExtractOptions, "layer" | "threads"> {
  /** What is done to each image, as a recipe or by name. */
  readonly augment: AugmentRecipe | AugmentPreset;
  /** Together with an image's content and the number of the view it decides what is done. @defaultValue 0 */
  readonly seed?: number | undefined;
}

export interface ExtractViewsOptions extends ViewOptions {
  /** Views an image, at least 1. @defaultValue 4 */
  readonly views?: number | undefined;
}

/**
 * Runs some fixed random views of every image through a backbone, and keeps what a layer makes of each.
 *
 * Cache policy: the views are drawn once, and training uses them again and again, which costs a trunk pass an image and
 * view, once. They are kept on disk like other features, under the recipe, the seed and the number of the view: a second
 * run computes nothing, and asking for 8 views after 4 computes 4. The price is that a network sees no more than these
 * views. For new views in every epoch see {@link freshViews}.
 *
 * @param backbone - borrowed; its weights as they are now.
 * @returns one feature set a view, in order; row `i` is the same image in all of them, and in {@link extractFeatures}.
 * @throws as {@link extractFeatures}; {@link ArgumentError} for a bad recipe or number of views.
 * @example
 * const plain = await extractFeatures(backbone, train);
 * const views = await extractViews(backbone, train, { augment: "light", views: 4, seed: 1 });
 */
export async function extractViews(
  backbone: Backbone,
  dataset: ImageDataset,
  options: ExtractViewsOptions & Pick<ExtractOptions, "layer" | "threads">,
): Promise<FeatureSet[]> {
  const trunk = await createTrunk(backbone, { layer: options.layer, threads: options.threads });
  try {
    return await extractViewsThrough(trunk, backbone, dataset, options);
  } finally {
    await trunk.dispose();
  }
}

/**
 * Does what {@link extractViews} does through a trunk that is already there.
 *
 * @param trunk - of this backbone as it is now; borrowed.
 * @throws as {@link extractViews}.
 */
export async function extractViewsThrough(
  trunk: Trunk,
  backbone: Backbone,
  dataset: ImageDataset,
  options: ExtractViewsOptions,
): Promise<FeatureSet[]> {
  const { views = 4, seed = 0 } = options;
  if (!Number.isInteger(views) || views < 1)
    throw new ArgumentError("views", "a whole number of at least 1", views);
  const recipe = resolveRecipe(options.augment);
  const task = await rowTask(backbone, dataset, options);
  const sets: FeatureSet[] = [];
  for (let view = 0; view < views; view++) {
    sets.push(await extractView(trunk, task, { recipe, seed, view, policy: "fixed" }, options));
  }
  return sets;
}

/**
 * Returns a function that runs a new random view of every image through a trunk, for training that asks for one each
 * epoch.
 *
 * Cache policy: nothing is kept, and every epoch costs a trunk pass over all images, as training without a trunk would;
 * a network never sees the same view twice. Views depend on the epoch's number, so that a resumed run draws the same.
 * For views that are computed once see {@link extractViews}.
 *
 * @param trunk - of this backbone as it is now; borrowed, and needed as long as the function is.
 * @throws {@link ArgumentError} for a bad recipe; the function itself as {@link extractFeatures}.
 * @example
 * const drawViews = freshViews(trunk, backbone, train, { augment: "light", seed: 1 });
 * const { features } = await drawViews(1);
 */
export function freshViews(
  trunk: Trunk,
  backbone: Backbone,
  dataset: ImageDataset,
  options: Omit<ViewOptions, "cache">,
): (epoch: number) => Promise<FeatureSet> {
  const recipe = resolveRecipe(options.augment);
  const { seed = 0 } = options;
  let task: Promise<RowTask> | undefined;
  return async (epoch) => {
    task ??= rowTask(backbone, dataset, options);
    const provenance = { recipe, seed, view: epoch, policy: "fresh" } as const;
    return extractView(trunk, await task, provenance, { ...options, cache: false });
  };
}

async function extractView(
  trunk: Trunk,
  task: RowTask,
  provenance: ViewProvenance,
  { pooling, cache = cacheFolder("features") }: Pick<ViewOptions, "pooling" | "cache">,
): Promise<FeatureSet> {
  const { recipe, seed, view } = provenance;
  const { size, filter } = task;
  const draw: NonNullable<RowTask["view"]>["draw"] = (image, picture) =>
    augmentImage(image, { augment: recipe, size, filter, random: viewRandom(seed, picture, view) });
  const viewTask = { ...task, view: { provenance, draw } };
  const target = await openTarget(trunk.outputs[0]!, viewTask, { pooling, cache });
  const skipped = await computeRows(trunk.runAll, [target], viewTask);
  return collectRows([target], viewTask, skipped)[0]!;
}
