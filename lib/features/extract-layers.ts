import { cacheFolder } from "../datasets/cache-folder.ts";
import type { ImageDataset, SkippedImage } from "../datasets/index.ts";
import type { Backbone } from "../models/backbone.ts";
import { type ExtractOptions, rowTask } from "./extract.ts";
import type { FeatureSet } from "./feature-set.ts";
import { collectRows, computeRows, findMissing, openTarget, type RowTarget, type RowTask } from "./rows.ts";
import { createTrunk, describeOutput, requireLayers, type Trunk } from "./trunk.ts";

/** What becomes of a feature map `[height, width, channels]`. */
export type LayerPooling = "avg" | "max" | "none";

export interface ExtractLayersOptions<Layer extends string = string>
  extends Omit<ExtractOptions, "layer" | "pooling"> {
  /** Names of layers, each once; `"logits"` for what the network computes before its softmax. */
  readonly layers: readonly Layer[];
  /**
   * Mean or maximum over space, or `"none"` to keep maps, for all layers or by layer (those left out: `"avg"`). Vectors
   * are kept as they are. Maps of lower layers are large: 1,500 images of VGG16's `block1_pool` at 224x224 are 4.8 GB.
   *
   * @defaultValue "avg"
   */
  readonly pooling?: LayerPooling | Readonly<Partial<Record<Layer, LayerPooling>>> | undefined;
}

/**
 * Runs every image of a data set through a backbone once, and keeps what several of its layers make of it.
 *
 * Maps are pooled as they come, so that memory is that of one batch and of the rows. Each layer's rows are kept on disk
 * under the key that {@link extractFeatures} uses for that layer alone: what one has computed, the other reads. Layers
 * whose rows are all known are not computed again.
 *
 * @param backbone - borrowed; its weights as they are now.
 * @returns one feature set a layer, by name; row `i` is the same image in all of them.
 * @throws {@link ArgumentError} when there is no such layer, a layer is named twice, or no image could be read;
 *   {@link DecodeError} for the first unreadable image when `strict`; the signal's reason when aborted.
 * @example
 * using vgg = await loadBackbone("vgg16");
 * const { block3_pool, fc2, logits } = await extractLayers(vgg, photos, { layers: ["block3_pool", "fc2", "logits"] });
 */
export async function extractLayers<const Layer extends string>(
  backbone: Backbone,
  dataset: ImageDataset,
  options: ExtractLayersOptions<Layer>,
): Promise<Readonly<Record<Layer, FeatureSet>>> {
  const { cache = cacheFolder("features"), pooling = "avg", threads } = options;
  const layers = requireLayers(options.layers);
  const outputs = layers.map((layer) => describeOutput(backbone, layer));
  const task = await rowTask(backbone, dataset, { ...options, pooling: undefined });
  const targets: RowTarget[] = [];
  for (const [place, layer] of layers.entries()) {
    const kind = typeof pooling === "string" ? pooling : (pooling[layer] ?? "avg");
    targets.push(
      await openTarget(outputs[place]!, task, { pooling: kind === "none" ? undefined : kind, cache }),
    );
  }
  const skipped = await computeUnknown(targets, task, threads);
  const sets = collectRows(targets, task, skipped);
  return Object.fromEntries(layers.map((layer, place) => [layer, sets[place]!])) as Record<Layer, FeatureSet>;
}

/** Computes the layers that lack rows, through a trunk that is loaded once there is a picture to run. */
async function computeUnknown(
  targets: readonly RowTarget[],
  task: RowTask,
  threads: number | undefined,
): Promise<SkippedImage[]> {
  const lacking = targets.filter((target) => findMissing([target], task).length > 0);
  const layers = lacking.map(({ output }) => output.layer);
  let trunk: Trunk | undefined;
  const runAll: Trunk["runAll"] = async (images) => {
    trunk ??= await createTrunk(task.backbone, { layers, threads });
    return trunk.runAll(images);
  };
  try {
    return await computeRows(runAll, lacking, task);
  } finally {
    await trunk?.dispose();
  }
}
