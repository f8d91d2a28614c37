import { cacheFolder } from "../datasets/cache-folder.ts";
import { contentHash, type ImageDataset, readImages, type SkippedImage } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import type { ResizeFilter } from "../images/filters.ts";
import { matrix } from "../matrix/matrix.ts";
import type { Backbone } from "../models/backbone.ts";
import { type CachedRows, cachePath, readCachedRows, writeCachedRows } from "./feature-cache.ts";
import type { FeatureSet } from "./feature-set.ts";
import { poolMap } from "./pool-map.ts";
import { createTrunk, type Trunk } from "./trunk.ts";

export interface ExtractProgress {
  /** Images that have their row, or were skipped. */
  readonly done: number;
  readonly total: number;
  /** Images whose row was already known. */
  readonly cached: number;
  readonly seconds: number;
}

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

/** Rows computed between two writes of the cache: what an interrupted run loses at most. */
const ROWS_A_WRITE = 512;
/** Begins the keys of pictures without a digest, which name no content and must not reach the cache. */
const UNHASHED = "unhashed";
/** Files open at once. */
const HASHED_AT_ONCE = 32;

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

/** What an extraction knows of one row: where it is cached, how long it is, and what decides it. */
interface RowPlan {
  readonly shape: readonly number[];
  readonly columns: number;
  readonly resize: string;
  readonly cacheFile: { readonly folder: string; readonly path: string } | undefined;
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
  const plan = planRows(trunk, options);
  const pictures = await hashPictures(dataset.items);
  const known =
    plan.cacheFile === undefined ? new Map() : await readCachedRows(plan.cacheFile.path, plan.columns);
  const skipped = await computeMissing(trunk, { plan, pictures, known, items: dataset.items, options });
  const kept = dataset.items.flatMap((item, index) => {
    const row = known.get(keyOf(pictures, index));
    return row === undefined ? [] : [{ ...item, row }];
  });
  if (kept.length === 0) {
    const first = skipped[0] === undefined ? "" : `; the first: ${skipped[0].path}: ${skipped[0].reason}`;
    throw new ArgumentError(
      "dataset",
      "at least one image that can be read",
      `${skipped.length} that cannot${first}`,
    );
  }
  const features = matrix(kept.length, plan.columns);
  kept.forEach(({ row }, index) => {
    features.values.set(row, index * plan.columns);
  });
  return {
    features,
    shape: plan.shape,
    labels: kept.map(({ label }) => label),
    classNames: dataset.classNames,
    paths: kept.map((item) => item.path),
    skipped: [...dataset.skipped, ...skipped],
    provenance: {
      backbone: backbone.name,
      pretrained: backbone.config.pretrained,
      layer: trunk.layer,
      pooling: options.pooling,
      trunkSha256: trunk.sha256,
      inputSize: trunk.inputSize,
      preprocessing: backbone.config.preprocessing,
      resize: plan.resize,
    },
  };
}

function planRows(
  trunk: Trunk,
  { filter = "bilinear", pooling, cache = cacheFolder("features") }: ExtractOptions,
): RowPlan {
  const { outputShape, inputSize, sha256 } = trunk;
  const shape = pooling !== undefined && outputShape.length === 3 ? outputShape.slice(2) : outputShape;
  const resize = `${filter} squash ${inputSize.width}x${inputSize.height}`;
  const key = { trunkSha256: sha256, pooling: pooling ?? "none", resize };
  return {
    shape,
    columns: shape.reduce((product, side) => product * side, 1),
    resize,
    cacheFile: cache === false ? undefined : { folder: cache, path: cachePath(cache, key) },
  };
}

/** Runs the images without a row through the trunk, adds their rows to `known`, and returns those that cannot be read. */
async function computeMissing(
  trunk: Trunk,
  task: {
    readonly plan: RowPlan;
    readonly pictures: readonly (string | undefined)[];
    readonly known: CachedRows;
    readonly items: ImageDataset["items"];
    readonly options: ExtractOptions;
  },
): Promise<SkippedImage[]> {
  const { plan, pictures, known, items, options } = task;
  const { filter = "bilinear", batchSize = 4, strict = false, pooling, onProgress, signal } = options;
  const started = performance.now();
  const missing = items
    .map((item, index) => ({ ...item, key: keyOf(pictures, index) }))
    .filter(({ key }) => !known.has(key));
  const cached = items.length - missing.length;
  const skipped: SkippedImage[] = [];
  const report = (done: number) =>
    onProgress?.({ done, total: items.length, cached, seconds: (performance.now() - started) / 1000 });
  report(cached);
  let computed = 0;
  let unwritten = 0;
  const write = async () => {
    if (plan.cacheFile === undefined || unwritten === 0) return;
    const lasting = new Map([...known].filter(([key]) => !key.startsWith(UNHASHED)));
    await writeCachedRows(plan.cacheFile.folder, plan.cacheFile.path, plan.columns, lasting);
    unwritten = 0;
  };
  const onSkip = (skip: SkippedImage) => void skipped.push(skip);
  for await (const batch of readImages(missing, {
    size: trunk.inputSize,
    filter,
    batchSize,
    strict,
    onSkip,
  })) {
    signal?.throwIfAborted();
    const output = await trunk.run(batch.images);
    const size = output.length / batch.images.length;
    batch.indices.forEach((position, row) => {
      const values = output.subarray(row * size, (row + 1) * size);
      const kept = pooling === undefined ? values.slice() : poolMap(values, trunk.outputShape, pooling);
      known.set(missing[position]!.key, kept);
    });
    computed += batch.images.length;
    unwritten += batch.images.length;
    report(cached + computed + skipped.length);
    if (unwritten >= ROWS_A_WRITE) await write();
  }
  await write();
  report(items.length);
  return skipped;
}

/** Under which a row is known: the picture's digest, or a name of its own for one that could not be hashed. */
function keyOf(pictures: readonly (string | undefined)[], index: number): string {
  return pictures[index] ?? `${UNHASHED} ${index}`;
}

/** Digest of each picture's bytes; `undefined` where the file cannot be read, which reading it will report. */
async function hashPictures(items: ImageDataset["items"]): Promise<(string | undefined)[]> {
  const pictures: (string | undefined)[] = [];
  for (let from = 0; from < items.length; from += HASHED_AT_ONCE) {
    const some = items.slice(from, from + HASHED_AT_ONCE);
    pictures.push(...(await Promise.all(some.map((item) => contentHash(item.path).catch(() => undefined)))));
  }
  return pictures;
}
