import type { KnownDataset } from "../../lib/datasets/known/known-dataset.ts";
import { findDataset, KNOWN_DATASETS } from "../../lib/datasets/known/known-datasets.ts";
import { ArgumentError } from "../../lib/errors/argument-error.ts";

/** @throws {@link ArgumentError} that lists the names, when there is no such data set. */
export function requireDataset(
  name: string,
  datasets: readonly KnownDataset[] = KNOWN_DATASETS,
): KnownDataset {
  const found = findDataset(name, datasets);
  if (found !== undefined) return found;
  throw new ArgumentError("name", `one of ${datasets.map((dataset) => dataset.name).join(", ")}`, name);
}
