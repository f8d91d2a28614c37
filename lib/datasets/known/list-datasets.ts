import { findFileSize } from "../download/disk/checksum.ts";
import { findPart } from "../download/disk/part-file.ts";
import { archivePath, datasetFolder, type Environment } from "./dataset-places.ts";
import { findRecord } from "./install/dataset-record.ts";
import { folderDigest, listPictures } from "./install/folder-digest.ts";
import type { KnownDataset } from "./known-dataset.ts";
import { KNOWN_DATASETS } from "./known-datasets.ts";

/** A published data set, and what is here of it. */
export interface ListedDataset {
  readonly dataset: KnownDataset;
  /**
   * - `"whole"`
   * - `"part"`: so many pictures of each class as are written by default
   * - `"nowhere"`: not here, or not whole
   */
  readonly place: "whole" | "part" | "nowhere";
  /** Where it is, or would be. */
  readonly folder: string;
  /** Pictures that are here. */
  readonly files: number;
  /** Size of its archives in bytes. */
  readonly sizeBytes: number;
  /** What a download of all of it would still fetch, in bytes. */
  readonly downloadBytes: number;
}

interface ListOptions {
  readonly datasets?: readonly KnownDataset[] | undefined;
  readonly environment?: Environment | undefined;
}

/**
 * Lists the published data sets that are known by name, and what is on this computer of them. Counts pictures, and reads
 * none, so it is quick.
 *
 * @example (await listDatasets()).filter(({ place }) => place !== "nowhere").map(({ dataset }) => dataset.name);
 */
export async function listDatasets(options: ListOptions = {}): Promise<ListedDataset[]> {
  const { datasets = KNOWN_DATASETS, environment = process.env } = options;
  return Promise.all(datasets.map((dataset) => locate(dataset, environment)));
}

/**
 * Reads all pictures that are here of a data set and compares them with what was unpacked.
 *
 * @returns undefined where nothing is here.
 * @throws the signal's reason when aborted.
 */
export async function verifyDataset(
  dataset: KnownDataset,
  options: { readonly environment?: Environment | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly folder: string; readonly files: number; readonly isWhole: boolean } | undefined> {
  const { environment = process.env, signal } = options;
  const record = await findRecord(dataset, environment);
  if (record === undefined) return undefined;
  const folder = datasetFolder(dataset.name, environment);
  const { files, sha256 } = await folderDigest(folder, { signal });
  return { folder, files, isWhole: files === record.files && sha256 === record.sha256 };
}

async function locate(dataset: KnownDataset, environment: Environment): Promise<ListedDataset> {
  const folder = datasetFolder(dataset.name, environment);
  const record = await findRecord(dataset, environment);
  const files = record === undefined ? 0 : (await listPictures(folder)).length;
  const isHere = record !== undefined && files === record.files;
  const place = !isHere ? "nowhere" : record.perClass === null ? "whole" : "part";
  const missing = await Promise.all(
    dataset.archives.map(async ({ file, sizeBytes }) => {
      const path = archivePath(file, environment);
      if ((await findFileSize(path)) === sizeBytes) return 0;
      return Math.max(0, sizeBytes - (await findPart(path)).bytes);
    }),
  );
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  return {
    dataset,
    place,
    folder,
    files: isHere ? files : 0,
    sizeBytes: sum(dataset.archives.map(({ sizeBytes }) => sizeBytes)),
    downloadBytes: place === "whole" ? 0 : sum(missing),
  };
}
