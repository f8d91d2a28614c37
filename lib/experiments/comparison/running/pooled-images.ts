import type { DatasetSplit, ImageDataset } from "../../../datasets/index.ts";
import { ArgumentError } from "../../../errors/argument-error.ts";
import type { FeatureSet } from "../../../features/feature-set.ts";
import { type Split, stratifiedSplit } from "../../../selection/stratified-split.ts";

/** All images of an experiment in one list, and which are tested where the data came split. */
export interface PooledImages {
  readonly dataset: ImageDataset;
  readonly fixed: Split | undefined;
}

/** One repeat's rows and the seed they were drawn with. */
export interface SeededSplit {
  readonly rows: Split;
  readonly seed: number;
}

/** Puts train and test images into one list, so that each is run through a network once. */
export function poolImages(data: ImageDataset | DatasetSplit): PooledImages {
  if (!("train" in data)) return { dataset: data, fixed: undefined };
  const { train, test } = data;
  if (train.classNames.join("\n") !== test.classNames.join("\n")) {
    throw new ArgumentError("data", "the same classes, in one order, to train and to test", "others");
  }
  const trainRows = train.items.map((_, row) => row);
  return {
    dataset: {
      classNames: train.classNames,
      items: [...train.items, ...test.items],
      skipped: [...train.skipped, ...test.skipped],
    },
    fixed: { train: trainRows, test: test.items.map((_, row) => trainRows.length + row) },
  };
}

/**
 * Leaves out the images that have no features.
 *
 * @param features - of the pooled images, in their order.
 */
export function keepReadable({ dataset, fixed }: PooledImages, features: FeatureSet): PooledImages {
  const place = new Map<number, number>();
  let next = 0;
  const items = dataset.items.filter((item, row) => {
    if (features.paths[next] !== item.path || features.labels[next] !== item.label) return false;
    place.set(row, next++);
    return true;
  });
  const move = (rows: readonly number[]) => rows.flatMap((row) => place.get(row) ?? []);
  return {
    dataset: { ...dataset, items },
    fixed: fixed && { train: move(fixed.train), test: move(fixed.test) },
  };
}

/** Splits each repeat by its own seed, or keeps the split that the data came with. */
export function splitRepeats(
  { dataset, fixed }: PooledImages,
  {
    repeats,
    seed = 0,
    testFraction = 0.3,
  }: { repeats: number; seed?: number | undefined; testFraction?: number | undefined },
): SeededSplit[] {
  const labels = dataset.items.map(({ label }) => label);
  return Array.from({ length: repeats }, (_, repeat) => {
    const drawn = seed + repeat;
    const { classNames } = dataset;
    return { seed: drawn, rows: fixed ?? stratifiedSplit(labels, { testFraction, seed: drawn, classNames }) };
  });
}
