import { cacheFolder } from "../datasets/cache-folder.ts";
import { contentHash, type ImageDataset, readImages } from "../datasets/index.ts";
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
  /** Images at once; memory grows with it. @defaultValue 8 */
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

async function extractThrough(
  trunk: Trunk,
  backbone: Backbone,
  dataset: ImageDataset,
  options: ExtractOptions,
): Promise<FeatureSet> {
  const { filter = "bilinear", batchSize = 8, strict = false, pooling, onProgress, signal } = options;
  const folder = options.cache === undefined ? cacheFolder("features") : options.cache;
  const { items, classNames } = dataset;
  const shape =
    pooling !== undefined && trunk.outputShape.length === 3 ? trunk.outputShape.slice(2) : trunk.outputShape;
  const columns = shape.reduce((product, side) => product * side, 1);
  const { width, height } = trunk.inputSize;
  const key = {
    trunkSha256: trunk.sha256,
    pooling: pooling ?? "none",
    resize: `${filter} squash ${width}x${height}`,
  };
  const path = folder === false ? undefined : cachePath(folder, key);
  const started = performance.now();
  const pictures = await hashPictures(items);
  const known: CachedRows = path === undefined ? new Map() : await readCachedRows(path, columns);
  const missing = items.flatMap((item, index) => {
    const picture = pictures[index];
    return picture !== undefined && known.has(picture) ? [] : [{ ...item, index }];
  });
  const skipped: { path: string; reason: string }[] = [];
  const cached = items.length - missing.length;
  const report = (done: number) =>
    onProgress?.({ done, total: items.length, cached, seconds: (performance.now() - started) / 1000 });
  report(cached);
  let computed = 0;
  let unwritten = 0;
  const batches = readImages(missing, {
    size: trunk.inputSize,
    filter,
    batchSize,
    strict,
    onSkip: (skip) => skipped.push({ path: skip.path, reason: skip.reason }),
  });
  for await (const { images, indices } of batches) {
    signal?.throwIfAborted();
    const output = await trunk.run(images);
    const size = output.length / images.length;
    indices.forEach((position, row) => {
      const values = output.subarray(row * size, (row + 1) * size);
      const picture = pictures[missing[position]!.index] ?? `unreadable ${position}`;
      known.set(
        picture,
        pooling === undefined ? values.slice() : poolMap(values, trunk.outputShape, pooling),
      );
    });
    computed += images.length;
    unwritten += images.length;
    report(cached + computed + skipped.length);
    if (path !== undefined && folder !== false && unwritten >= ROWS_A_WRITE) {
      await writeCachedRows(folder, path, columns, known);
      unwritten = 0;
    }
  }
  if (path !== undefined && folder !== false && unwritten > 0)
    await writeCachedRows(folder, path, columns, known);
  report(items.length);
  const kept = items.flatMap((item, index) => {
    const row = known.get(pictures[index] ?? "");
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
  const features = matrix(kept.length, columns);
  kept.forEach(({ row }, index) => {
    features.values.set(row, index * columns);
  });
  return {
    features,
    shape,
    labels: kept.map(({ label }) => label),
    classNames,
    paths: kept.map((item) => item.path),
    skipped: [...dataset.skipped, ...skipped],
    provenance: {
      backbone: backbone.name,
      pretrained: backbone.config.pretrained,
      layer: trunk.layer,
      pooling,
      trunkSha256: trunk.sha256,
      inputSize: trunk.inputSize,
      preprocessing: backbone.config.preprocessing,
      resize: key.resize,
    },
  };
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
