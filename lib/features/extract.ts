import { cacheFolder } from "../datasets/cache-folder.ts";
import type { ImageDataset } from "../datasets/index.ts";
import type { ResizeFilter } from "../images/filters.ts";
import type { Backbone } from "../models/backbone.ts";
import type { FeatureSet } from "./feature-set.ts";
import {
  collectRows,
  computeRows,
  type ExtractProgress,
  hashPictures,
  openTarget,
  type RowTask,
} from "./rows.ts";
import { createTrunk, type Trunk } from "./trunk.ts";

export type { ExtractProgress } from "./rows.ts";

export interface ExtractOptions {
  /** Layer whose output becomes the features. @defaultValue the backbone's own output */
  readonly layer?: string | undefined;
  /** What becomes of a feature map `[height, width, channels]`: its mean or maximum over space. @defaultValue kept */
  readonly pooling?: "avg" | "max" | undefined;
  /** Filter that brings images to the backbone's size. Keras's own default is `"nearest"`. @defaultValue "bilinear" */
  readonly filter?: ResizeFilter | undefined;
  /** Images at once: more cost memory and save no time. @defaultValue 4 */
  readonly batchSize?: number | undefined;
  /** Stops at the first image that cannot be read instead of skipping it. @defaultValue false */
  readonly strict?: boolean | undefined;
  /** Folder of known features, or `false` for none. @defaultValue `features` in `TRANSFERLAB_HOME` or the platform's cache */
  readonly cache?: string | false | undefined;
  readonly threads?: number | undefined;
  readonly onProgress?: ((progress: ExtractProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs every image of a data set through a backbone, up to one layer, and keeps what that layer makes of it.
 *
 * Batches are decoded while the one before is computed. Memory is that of one batch and of the rows. Rows are kept on
 * disk under the picture's content and everything that decides them, so that a second run computes nothing.
 *
 * @param backbone - borrowed; its weights as they are now.
 * @returns one row a readable image, in the order of the data set; the others are listed in `skipped`.
 * @throws {@link ArgumentError} when there is no such layer, or no image could be read; {@link DecodeError} for the first
 *   unreadable image when `strict`; the signal's reason when aborted.
 * @example
 * using vgg = await loadBackbone("vgg16", { includeTop: false, pooling: "avg" });
 * const { features, labels } = await extractFeatures(vgg, await imageFolder("photos"));
 * @see Donahue et al. 2014, https://arxiv.org/abs/1310.1531
 */
export async function extractFeatures(
  backbone: Backbone,
  dataset: ImageDataset,
  options: ExtractOptions = {},
): Promise<FeatureSet> {
  const trunk = await createTrunk(backbone, { layer: options.layer, threads: options.threads });
  try {
    return await extractThrough(trunk, backbone, dataset, options);
  } finally {
    await trunk.dispose();
  }
}

/**
 * Does what {@link extractFeatures} does through a trunk that is already there, for several data sets in turn.
 *
 * @param trunk - of this backbone as it is now; borrowed.
 * @param options - as there; `layer` and `threads` are the trunk's own.
 * @throws as {@link extractFeatures}.
 */
export async function extractThrough(
  trunk: Trunk,
  backbone: Backbone,
  dataset: ImageDataset,
  options: Omit<ExtractOptions, "layer" | "threads"> = {},
): Promise<FeatureSet> {
  const task = await rowTask(backbone, dataset, options);
  const { pooling, cache = cacheFolder("features") } = options;
  const target = await openTarget(trunk.outputs[0]!, task, { pooling, cache });
  const skipped = await computeRows(trunk.runAll, [target], task);
  return collectRows([target], task, skipped)[0]!;
}

/** Fills in the defaults of {@link ExtractOptions} and reads what tells the pictures apart. */
export async function rowTask(
  backbone: Backbone,
  dataset: ImageDataset,
  { filter = "bilinear", batchSize = 4, strict = false, onProgress, signal }: ExtractOptions,
): Promise<RowTask> {
  const pictures = await hashPictures(dataset.items);
  const size = backbone.config.inputSize;
  return { backbone, dataset, pictures, size, filter, batchSize, strict, onProgress, signal };
}
