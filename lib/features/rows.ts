import { contentHash, type ImageDataset, readImages, type SkippedImage } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import type { ResizeFilter } from "../images/filters.ts";
import type { Image, ImageSize } from "../images/image.ts";
import { matrix } from "../matrix/matrix.ts";
import type { Backbone } from "../models/backbone.ts";
import { type CachedRows, cachePath, readCachedRows, writeCachedRows } from "./feature-cache.ts";
import type { FeatureSet, ViewProvenance } from "./feature-set.ts";
import { poolMap } from "./pool-map.ts";
import type { Trunk, TrunkOutput } from "./trunk.ts";

export interface ExtractProgress {
  /** Images that have their row, or were skipped. */
  readonly done: number;
  readonly total: number;
  /** Images whose row was already known. */
  readonly cached: number;
  readonly seconds: number;
}

/** Rows that are wanted of one output: how they look, where they are kept, and those that are known. */
export interface RowTarget {
  readonly output: TrunkOutput;
  /** `undefined` for outputs that are vectors already. */
  readonly pooling: "avg" | "max" | undefined;
  /** Shape of one row before flattening. */
  readonly shape: readonly number[];
  readonly columns: number;
  readonly cacheFile: { readonly folder: string; readonly path: string } | undefined;
  readonly known: CachedRows;
}

/** Pictures to be turned into rows, and how they are read. */
export interface RowTask {
  readonly backbone: Backbone;
  readonly dataset: ImageDataset;
  /** Digest of each picture; `undefined` where the file cannot be read. */
  readonly pictures: readonly (string | undefined)[];
  /** Size that the network takes. */
  readonly size: ImageSize;
  readonly filter: ResizeFilter;
  readonly batchSize: number;
  readonly strict: boolean;
  readonly onProgress: ((progress: ExtractProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
  /** A random view of each picture rather than the picture. */
  readonly view?: {
    readonly provenance: ViewProvenance;
    readonly draw: (image: Image, pictureSha256: string) => Image;
  };
}

/** Rows computed between two writes of the cache: what an interrupted run loses at most. */
const ROWS_A_WRITE = 512;
/** Begins the keys of pictures without a digest, which name no content and must not reach the cache. */
const UNHASHED = "unhashed";
/** Files open at once. */
const HASHED_AT_ONCE = 32;

/** Plans the rows of one output and reads those that are kept. */
export async function openTarget(
  output: TrunkOutput,
  task: Pick<RowTask, "size" | "filter" | "view">,
  { pooling, cache }: { readonly pooling: "avg" | "max" | undefined; readonly cache: string | false },
): Promise<RowTarget> {
  const pools = pooling !== undefined && output.shape.length === 3;
  const shape = pools ? output.shape.slice(2) : output.shape;
  const columns = shape.reduce((product, side) => product * side, 1);
  const used = pools ? pooling : undefined;
  const view = task.view && viewKey(task.view.provenance);
  const key = { trunkSha256: output.sha256, pooling: used ?? "none", resize: resizeOf(task), view };
  const cacheFile = cache === false ? undefined : { folder: cache, path: cachePath(cache, key) };
  const known = cacheFile === undefined ? new Map() : await readCachedRows(cacheFile.path, columns);
  return { output, pooling: used, shape, columns, cacheFile, known };
}

/** Pictures of the task that lack a row in one of the targets at least. */
export function findMissing(targets: readonly RowTarget[], task: RowTask): number[] {
  return task.pictures.flatMap((_, position) => {
    const key = keyOf(task.pictures, position);
    return targets.every(({ known }) => known.has(key)) ? [] : [position];
  });
}

/**
 * Runs the pictures without a row through a trunk, adds their rows to the targets', and returns those that cannot be
 * read.
 *
 * @param runAll - gives the outputs of `targets`, in order; called when the first batch is read.
 */
export async function computeRows(
  runAll: Trunk["runAll"],
  targets: readonly RowTarget[],
  task: RowTask,
): Promise<SkippedImage[]> {
  const { dataset, pictures, size, filter, batchSize, strict, signal, view } = task;
  const missing = findMissing(targets, task);
  const report = progressOf(task, missing.length);
  const skipped: SkippedImage[] = [];
  let computed = 0;
  let unwritten = 0;
  const write = async () => {
    if (unwritten > 0) for (const target of targets) await keepRows(target);
    unwritten = 0;
  };
  report(0);
  const batches = readImages(
    missing.map((position) => dataset.items[position]!),
    {
      size,
      filter,
      batchSize,
      strict,
      onSkip: (skip) => void skipped.push(skip),
      prepare: view && ((image, index) => view.draw(image, keyOf(pictures, missing[index]!))),
    },
  );
  for await (const { images, indices } of batches) {
    signal?.throwIfAborted();
    const results = await runAll(images);
    targets.forEach((target, place) => {
      const keys = indices.map((index) => keyOf(pictures, missing[index]!));
      addRows(target, results[place]!, keys);
    });
    computed += images.length;
    unwritten += images.length;
    report(computed + skipped.length);
    if (unwritten >= ROWS_A_WRITE) await write();
  }
  await write();
  report(missing.length);
  return skipped;
}

/**
 * Puts the rows of each target together, those of pictures that have one in all.
 *
 * @throws {@link ArgumentError} when no picture could be read.
 */
export function collectRows(
  targets: readonly RowTarget[],
  task: RowTask,
  skipped: readonly SkippedImage[],
): FeatureSet[] {
  const { backbone, dataset, pictures, size, view } = task;
  const kept = dataset.items.flatMap((item, position) => {
    const key = keyOf(pictures, position);
    return targets.every(({ known }) => known.has(key)) ? [{ ...item, key }] : [];
  });
  if (kept.length === 0) throw nothingReadable(skipped);
  return targets.map(({ output, pooling, shape, columns, known }) => {
    const features = matrix(kept.length, columns);
    kept.forEach(({ key }, index) => {
      features.values.set(known.get(key)!, index * columns);
    });
    return {
      features,
      shape,
      labels: kept.map(({ label }) => label),
      classNames: dataset.classNames,
      paths: kept.map(({ path }) => path),
      skipped: [...dataset.skipped, ...skipped],
      provenance: {
        backbone: backbone.name,
        pretrained: backbone.config.pretrained,
        layer: output.layer,
        pooling,
        trunkSha256: output.sha256,
        inputSize: size,
        preprocessing: backbone.config.preprocessing,
        resize: resizeOf(task),
        ...(view && { augmentation: view.provenance }),
      },
    };
  });
}

/** Digest of each picture's bytes; `undefined` where the file cannot be read, which reading it will report. */
export async function hashPictures(items: ImageDataset["items"]): Promise<(string | undefined)[]> {
  const pictures: (string | undefined)[] = [];
  for (let from = 0; from < items.length; from += HASHED_AT_ONCE) {
    const some = items.slice(from, from + HASHED_AT_ONCE);
    pictures.push(...(await Promise.all(some.map((item) => contentHash(item.path).catch(() => undefined)))));
  }
  return pictures;
}

function addRows({ output, pooling, known }: RowTarget, values: Float32Array, keys: readonly string[]): void {
  const size = values.length / keys.length;
  keys.forEach((key, row) => {
    const ofPicture = values.subarray(row * size, (row + 1) * size);
    known.set(key, pooling === undefined ? ofPicture.slice() : poolMap(ofPicture, output.shape, pooling));
  });
}

async function keepRows({ cacheFile, columns, known }: RowTarget): Promise<void> {
  if (cacheFile === undefined) return;
  const lasting = new Map([...known].filter(([key]) => !key.startsWith(UNHASHED)));
  await writeCachedRows(cacheFile.folder, cacheFile.path, columns, lasting);
}

/** Reports pictures that are done, those that were known included. */
function progressOf({ pictures, onProgress }: RowTask, missing: number): (computed: number) => void {
  const started = performance.now();
  const total = pictures.length;
  const cached = total - missing;
  return (computed) =>
    onProgress?.({ done: cached + computed, total, cached, seconds: (performance.now() - started) / 1000 });
}

/** Under which a row is known: the picture's digest, or a name of its own for one that could not be hashed. */
function keyOf(pictures: readonly (string | undefined)[], position: number): string {
  return pictures[position] ?? `${UNHASHED} ${position}`;
}

function resizeOf({ filter, size, view }: Pick<RowTask, "filter" | "size" | "view">): string {
  const fit = view?.provenance.recipe.crop === undefined ? "squash" : "random crop";
  return `${filter} ${fit} ${size.width}x${size.height}`;
}

function viewKey({ recipe, seed, view }: ViewProvenance): string {
  return JSON.stringify([recipe, seed, view]);
}

function nothingReadable(skipped: readonly SkippedImage[]): ArgumentError {
  const first = skipped[0] === undefined ? "" : `; the first: ${skipped[0].path}: ${skipped[0].reason}`;
  return new ArgumentError(
    "dataset",
    "at least one image that can be read",
    `${skipped.length} that cannot${first}`,
  );
}
