import {
  type DatasetSplit,
  type SkippedImage,
  takePerClass,
  thumbnailsOf,
} from "../../../lib/datasets/index.ts";
import type { LikelyLabelError } from "../../../lib/embedding/cleaning/likely-label-errors.ts";
import { tsne } from "../../../lib/embedding/tsne/tsne.ts";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import { compare } from "../../../lib/experiments/comparison/compare.ts";
import type { Comparison, TransferMode } from "../../../lib/experiments/comparison/comparison.ts";
import {
  compareImagesPerClass,
  type ImagesPerClassPoint,
} from "../../../lib/experiments/comparison/images-per-class.ts";
import type { BackboneSpec } from "../../../lib/experiments/comparison/running/backbone-spec.ts";
import { type Matrix, takeRows } from "../../../lib/matrix/matrix.ts";
import { type SavedFile, saveModel } from "../../../lib/models/saving/save-model.ts";
import type { ProgressLine } from "../../terminal/progress-line.ts";
import { modeName } from "../page/mode-names.ts";
import { keepReadable } from "../photos/keep-readable.ts";
import { trainFinalNetwork } from "./final-network.ts";
import { type CopyPair, findCopies } from "./find-copies.ts";
import { findLabelErrors } from "./find-label-errors.ts";
import { type Fields, type Look, lookAtPhotos } from "./look-at-photos.ts";
import { type RankedRun, type Ranking, rankRuns } from "./ranked-runs.ts";
import { type ReadNetwork, readNetwork, rowsOfSplit, type SplitRows, unreadableOf } from "./read-networks.ts";

export interface StudyOptions {
  /** For messages. */
  readonly source: string;
  readonly specs: readonly BackboneSpec[];
  readonly modes: readonly TransferMode[];
  readonly seed: number;
  readonly testFraction: number;
  readonly strict: boolean;
  readonly saveFolder: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: Pick<ProgressLine, "tell">;
}

/** A part of the page, or why it is not there. */
export type Part<T> = T | { readonly reason: string };

/** All that a page says of photos with classes. */
export interface Study {
  readonly split: DatasetSplit;
  readonly splitAnew: boolean;
  readonly skipped: readonly SkippedImage[];
  readonly networks: readonly ReadNetwork[];
  readonly rows: SplitRows;
  readonly comparison: Comparison;
  readonly ranking: Ranking;
  readonly copies: Part<{ readonly pairs: readonly CopyPair[] }>;
  readonly labelErrors: Part<{ readonly errors: readonly LikelyLabelError[] }>;
  readonly curve: Part<{ readonly points: readonly ImagesPerClassPoint[] }>;
  readonly map: Part<PhotoMap>;
  readonly looks: Part<{ readonly run: RankedRun; readonly looks: readonly Look[]; readonly fields: Fields }>;
  readonly saved: Part<{ readonly run: RankedRun; readonly files: readonly SavedFile[] }> | undefined;
  readonly seconds: number;
}

/** Photos on a plane, as one network sees them. */
export interface PhotoMap {
  readonly network: string;
  /** `[photo, 2]` */
  readonly points: Matrix;
  /** Rows of the split. */
  readonly shown: readonly number[];
  readonly thumbnails: readonly (string | undefined)[];
}

/** More points would hide each other, and their thumbnails weigh. */
const MOST_ON_MAP = 600;
/** Photos times features: beyond, support vector machines for each size of the training set take minutes. */
const MOST_CURVE_VALUES = 2_500_000;
const CURVE_REPEATS = 3;

/**
 * Compares networks and modes on photos with classes, and looks into the best.
 *
 * @throws {@link DatasetError} when too few photos of a class can be read; as {@link compare}; the signal's reason when
 *   aborted.
 */
export async function studyPhotos(given: DatasetSplit, options: StudyOptions): Promise<Study> {
  const { specs, modes, seed, signal, progress } = options;
  const started = performance.now();
  const { split, splitAnew, skipped, networks } = await readAll(given, options);
  const rows = rowsOfSplit(split);
  const comparison = await compare(specs, split, {
    modes,
    seed,
    signal,
    onShare: ({ backbone, step, share }) => {
      if (step !== "features") progress.tell(`${backbone}, ${modeName(step)}`, share);
    },
  });
  if (comparison.runs.length === 0) {
    const reasons = comparison.omitted.map(({ backbone, reason }) => `${backbone}: ${reason}`).join("; ");
    throw new ArgumentError("--modes", "a mode that these photos allow (add features)", `none (${reasons})`);
  }
  const ranking = rankRuns(comparison, networks);
  const bestNetwork = networks.find(({ name }) => name === ranking.best.backbone)!;
  const features = rows.featuresOf(bestNetwork);

  progress.tell("looking for copies and wrong labels");
  await breathe(signal);
  const copies = await part(async () => ({ pairs: await findCopies(rows, networks) }));
  await breathe(signal);
  const classCount = split.train.classNames.length;
  const labelErrors = await part(async () => findLabelErrors(features, rows.labels, { classCount, seed }));
  const curve = await drawCurve(split, rows, features, options);
  const map = await part(() => mapPhotos(split, rows, bestNetwork, options));
  const { looks, saved } = await lookInto(split, rows, ranking, options);
  return {
    split,
    splitAnew,
    skipped,
    networks,
    rows,
    comparison,
    ranking,
    copies,
    labelErrors,
    curve,
    map,
    looks,
    saved,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Reads all photos with every network; those that cannot be read are found by the first. */
async function readAll(given: DatasetSplit, options: StudyOptions) {
  const { specs, strict, signal, progress } = options;
  const networks: ReadNetwork[] = [];
  let [split, splitAnew] = [given, false];
  let skipped: readonly SkippedImage[] = [...given.train.skipped, ...given.test.skipped];
  for (const spec of specs) {
    const step = `${spec.name}, features of the photos`;
    progress.tell(step);
    const pooled = { ...split.train, items: [...split.train.items, ...split.test.items], skipped: [] };
    const network = await readNetwork(spec, pooled, {
      strict,
      signal,
      onProgress: (done, total) => progress.tell(step, done / total, `${done} of ${total} photos`),
    });
    networks.push(network);
    const unreadable = unreadableOf(network);
    if (unreadable.length === 0) continue;
    skipped = [...skipped, ...unreadable];
    ({ split, splitAnew } = keepReadable(split, new Set(unreadable.map(({ path }) => path)), options));
  }
  return { split, splitAnew, skipped, networks };
}

async function drawCurve(
  split: DatasetSplit,
  rows: SplitRows,
  features: Matrix,
  { specs, seed, signal, progress }: StudyOptions,
): Promise<Study["curve"]> {
  if (features.rows * features.columns > MOST_CURVE_VALUES) {
    return { reason: "there are too many photos for it to be quick; cap them with --images-per-class" };
  }
  const sizes = split.train.classNames.map(
    (_, label) => rows.train.filter((row) => rows.labels[row] === label).length,
  );
  if (Math.min(...sizes) < 3) return { reason: "a class has fewer than three photos to train with" };
  progress.tell("accuracy by number of photos");
  return part(async () => ({
    points: await compareImagesPerClass(specs, split, {
      modes: ["features"],
      repeats: CURVE_REPEATS,
      seed,
      signal,
      onProgress: () => progress.tell("accuracy by number of photos"),
    }),
  }));
}

async function mapPhotos(
  split: DatasetSplit,
  rows: SplitRows,
  network: ReadNetwork,
  { seed, signal, progress }: StudyOptions,
): Promise<PhotoMap> {
  const all = { ...split.train, items: rows.items };
  const classes = split.train.classNames.length;
  const most = Math.max(2, Math.floor(MOST_ON_MAP / classes));
  const kept = rows.items.length > MOST_ON_MAP ? takePerClass(all, most, { seed }).items : rows.items;
  const rowOf = new Map(rows.items.map((item, row) => [item, row]));
  const shown = kept.map((item) => rowOf.get(item)!).sort((a, b) => a - b);
  const step = "a map of the photos";
  progress.tell(step);
  const { projected } = await tsne(takeRows(rows.featuresOf(network), shown), {
    seed,
    signal,
    onProgress: ({ done, total }) => progress.tell(step, done / total),
  });
  const thumbnails = await thumbnailsOf(
    shown.map((row) => rows.items[row]!.path),
    64,
  );
  return { network: network.name, points: projected, shown, thumbnails };
}

/** Trains the network to look into, and to keep if that is asked for. */
async function lookInto(
  split: DatasetSplit,
  rows: SplitRows,
  { runs }: Ranking,
  options: StudyOptions,
): Promise<Pick<Study, "looks" | "saved">> {
  const { specs, seed, saveFolder, signal, progress } = options;
  // A frozen network's head is trained in seconds; fine-tuning once more is worth its time for a network that is kept.
  const wanted: readonly TransferMode[] =
    saveFolder === undefined && runs.some(({ mode }) => mode === "frozen")
      ? ["frozen"]
      : ["frozen", "fine-tuned"];
  const candidates = runs.filter(({ mode }) => wanted.includes(mode));
  if (candidates.length === 0) {
    const reason = "no network was trained (the modes frozen and fine-tuned do)";
    return { looks: { reason }, saved: saveFolder === undefined ? undefined : { reason } };
  }
  const run = candidates.reduce((best, other) => (other.correct > best.correct ? other : best));
  const spec = specs.find(({ name }) => name === run.backbone)!;
  const step = `${run.backbone}, where it looks`;
  progress.tell(step);
  const final = await trainFinalNetwork(spec, run.mode as "frozen" | "fine-tuned", split, {
    seed,
    signal,
    onShare: (share) => progress.tell(step, share),
  });
  try {
    const looks = await part(async () => ({
      run,
      ...(await lookAtPhotos(final, rows, { signal, onShare: (share) => progress.tell(step, share) })),
    }));
    if (saveFolder === undefined) return { looks, saved: undefined };
    progress.tell("saving the network");
    const files: SavedFile[] = [];
    for (const suffix of ["keras", "onnx"]) {
      files.push(await saveModel(final.network, `${saveFolder}/${run.backbone}-${run.mode}.${suffix}`));
    }
    return { looks, saved: { run, files } };
  } finally {
    final.network.dispose();
  }
}

/** What photos like these do not allow is left out of the page, with its reason. */
async function part<T>(work: () => Promise<T>): Promise<T | { readonly reason: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ArgumentError) return { reason: error.message };
    throw error;
  }
}

/** Lets Ctrl-C through between two pieces of work that do not wait for anything. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resume) => setImmediate(resume));
  signal.throwIfAborted();
}
