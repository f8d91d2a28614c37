import { stat } from "node:fs/promises";
import { DatasetError } from "../image-dataset.ts";
import { packageData } from "../package-data.ts";
import { type InstallDatasetOptions, installDataset } from "./install/install-dataset.ts";
import type { KnownDataset } from "./known-dataset.ts";
import { findDataset, KNOWN_DATASETS } from "./known-datasets.ts";

/** Name of the pictures that come with the package. */
export const SAMPLES = "samples";

/** Options of `sourceFolder`. */
export interface SourceOptions extends InstallDatasetOptions {
  /** @defaultValue every published data set that is known by name */
  readonly datasets?: readonly KnownDataset[] | undefined;
}

/**
 * Finds the folder of what {@link loadImages} is asked for, downloading a published data set that is not here.
 *
 * @param source - a folder, the name of a published data set, or `"samples"` or `null` for the drawn samples.
 * @throws {@link DatasetError} when it is neither a folder nor a name, and as {@link installDataset}.
 */
export async function sourceFolder(source: string | null, options: SourceOptions = {}): Promise<string> {
  const { datasets = KNOWN_DATASETS, ...installOptions } = options;
  if (source === null || source === SAMPLES) return packageData("samples");
  const dataset = findNamed(source, datasets);
  if (dataset !== undefined) return await installDataset(dataset, installOptions);
  const isThere = await stat(source).then(
    () => true,
    () => false,
  );
  if (isThere) return source;
  const names = [SAMPLES, ...datasets.map(({ name }) => name)].join(", ");
  throw new DatasetError(
    source === "" ? '""' : source,
    `expected a folder, or the name of a data set (${names}), received nothing there; check the spelling`,
  );
}

/**
 * Says whether what {@link loadImages} is asked for is a folder that is there, rather than a name.
 *
 * @param source - as {@link sourceFolder} takes it.
 */
export async function isFolder(
  source: string,
  datasets: readonly KnownDataset[] = KNOWN_DATASETS,
): Promise<boolean> {
  if (source === SAMPLES || findNamed(source, datasets) !== undefined) return false;
  return (await stat(source).catch(() => undefined))?.isDirectory() ?? false;
}

/** A path says that a folder is meant; a bare word is a name first, so that a notebook does the same in every folder. */
function findNamed(source: string, datasets: readonly KnownDataset[]): KnownDataset | undefined {
  return /[/\\]/.test(source) ? undefined : findDataset(source, datasets);
}
