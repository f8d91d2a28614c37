import { CIFAR10 } from "./cifar10/cifar10.ts";
import type { KnownDataset } from "./known-dataset.ts";
import { PUBLISHED_DATASETS } from "./published/published-datasets.ts";

/** The published data sets that are known by name. */
export const KNOWN_DATASETS: readonly KnownDataset[] = [CIFAR10, ...PUBLISHED_DATASETS];

/** Finds a published data set by its name; undefined when none is known by it. */
export function findDataset(
  name: string,
  datasets: readonly KnownDataset[] = KNOWN_DATASETS,
): KnownDataset | undefined {
  return datasets.find((dataset) => dataset.name === name);
}
