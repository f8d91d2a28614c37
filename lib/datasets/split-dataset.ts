import { type StratifiedSplitOptions, stratifiedSplit } from "../selection/stratified-split.ts";
import type { ImageDataset } from "./image-dataset.ts";

export interface DatasetSplit {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/**
 * Sets a share of each class aside for testing.
 *
 * @throws {@link ArgumentError} when a class has too few pictures for both parts, naming it.
 * @example const { train, test } = splitDataset(dataset, { testFraction: 0.3, seed: 1 });
 */
export function splitDataset(
  dataset: ImageDataset,
  options: Omit<StratifiedSplitOptions, "classNames"> = {},
): DatasetSplit {
  const { items, classNames } = dataset;
  const labels = items.map(({ label }) => label);
  const { train, test } = stratifiedSplit(labels, { ...options, classNames });
  const take = (rows: readonly number[]): ImageDataset => ({
    ...dataset,
    items: rows.map((row) => items[row]!),
  });
  return { train: take(train), test: { ...take(test), skipped: [] } };
}
