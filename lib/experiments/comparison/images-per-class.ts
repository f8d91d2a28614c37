import type { DatasetSplit, ImageDataset } from "../../datasets/index.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { permutation, seededRandom } from "../../random/generator.ts";
import type { CompareOptions } from "./compare.ts";
import type { ComparisonRun, TransferMode } from "./comparison.ts";
import { type BackboneSpec, toSpecs } from "./running/backbone-spec.ts";
import { type SeededSplit, splitRepeats } from "./running/pooled-images.ts";
import { prepareBackbones } from "./running/prepared-backbone.ts";
import { runSplits } from "./running/run-splits.ts";
import { summarizeRuns } from "./summarize-runs.ts";

export interface ImagesPerClassOptions extends Omit<CompareOptions, "classMap"> {
  /** Training images of each class. @defaultValue 1, 2, 5, 10, 20, .. as far as the smallest class goes, and all of it */
  readonly counts?: readonly number[] | undefined;
}

/** One backbone in one mode, trained on so many images of each class. */
export interface ImagesPerClassPoint {
  readonly backbone: string;
  readonly mode: TransferMode;
  readonly imagesPerClass: number;
  /** Mean over the repeats. */
  readonly accuracy: number;
  /** 95 % interval, as in {@link ComparisonSummary}. */
  readonly low: number;
  readonly high: number;
  /** Mean time of training and testing over the repeats, features apart. */
  readonly seconds: number;
}

/**
 * Compares backbones and modes over the number of training images: what pretraining is worth when there are few.
 *
 * Within a repeat the test rows are the same for every count, and a smaller training set is part of every larger one.
 *
 * @param backbones - as for {@link compare}.
 * @param data - as for {@link compare}.
 * @throws {@link ArgumentError} for a count that a class does not have; as {@link compare}.
 * @example await compareImagesPerClass(["vgg16"], await loadSamples(), { counts: [1, 5, 20], modes: ["features"], repeats: 5 })
 */
export async function compareImagesPerClass(
  backbones: readonly (string | BackboneSpec)[],
  data: ImageDataset | DatasetSplit,
  options: ImagesPerClassOptions = {},
): Promise<ImagesPerClassPoint[]> {
  const { modes = ["features", "frozen"], repeats = 1 } = options;
  const { prepared, readable } = await prepareBackbones(toSpecs(backbones), data, { ...options, modes });
  const splits = splitRepeats(readable, { ...options, repeats });
  const labels = readable.dataset.items.map(({ label }) => label);
  const pools = splits.map((split) => shuffleClasses(split, labels));
  const counts = options.counts ?? chooseCounts(smallestClass(pools));
  requireCounts(counts, smallestClass(pools));
  const points: ImagesPerClassPoint[] = [];
  for (const backbone of prepared) {
    for (const imagesPerClass of counts) {
      const smaller = pools.map(({ seed, test, classes }) => {
        const train = classes.flatMap((rows) => rows.slice(0, imagesPerClass)).sort((a, b) => a - b);
        return { seed, rows: { train, test } };
      });
      const runs = await runSplits(backbone, readable.dataset, smaller, { ...options, modes });
      points.push(...describePoints(runs, splits, imagesPerClass, readable.fixed !== undefined));
    }
  }
  return points;
}

interface ClassPools {
  readonly seed: number;
  readonly test: readonly number[];
  /** Training rows of each class in the order in which they are taken. */
  readonly classes: readonly (readonly number[])[];
}

function shuffleClasses({ rows, seed }: SeededSplit, labels: readonly number[]): ClassPools {
  const random = seededRandom(seed);
  const present = [...new Set(rows.train.map((row) => labels[row]!))].sort((a, b) => a - b);
  const classes = present.map((label) => {
    const ofClass = rows.train.filter((row) => labels[row] === label);
    return Array.from(permutation(random, ofClass.length), (at) => ofClass[at]!);
  });
  return { seed, test: rows.test, classes };
}

function smallestClass(pools: readonly ClassPools[]): number {
  return Math.min(...pools.flatMap(({ classes }) => classes.map((rows) => rows.length)));
}

/** 1, 2, 5, 10, 20, 50, .. below the size of the smallest class, and that size. */
function chooseCounts(smallest: number): number[] {
  const steps = Array.from({ length: 18 }, (_, step) => [1, 2, 5][step % 3]! * 10 ** Math.floor(step / 3));
  return [...steps.filter((count) => count < smallest), smallest];
}

function requireCounts(counts: readonly number[], smallest: number): void {
  const bad = counts.find((count) => !(Number.isInteger(count) && count >= 1 && count <= smallest));
  if (bad !== undefined || counts.length === 0) {
    const expected = `whole numbers from 1 to ${smallest}, the training images of the smallest class`;
    throw new ArgumentError("counts", expected, bad ?? "none");
  }
}

function describePoints(
  runs: readonly ComparisonRun[],
  splits: readonly SeededSplit[],
  imagesPerClass: number,
  fixedTest: boolean,
): ImagesPerClassPoint[] {
  // The repeats overlap as their whole splits do, however few of the training rows are used.
  const repeats = splits.map(({ rows }) => ({ trainRows: rows.train.length }));
  return summarizeRuns(runs, repeats, fixedTest).map(({ backbone, mode, accuracy, low, high, seconds }) => ({
    backbone,
    mode,
    imagesPerClass,
    accuracy,
    low,
    high,
    seconds,
  }));
}
