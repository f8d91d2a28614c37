import { readFile, rm } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import { datasetFolder, type Environment } from "../dataset-places.ts";
import type { ImagesPerClass, KnownDataset } from "../known-dataset.ts";

/** What is on disk of a data set. Written last: without it nothing in the folder is trusted. */
export interface DatasetRecord {
  readonly version: 1;
  readonly dataset: string;
  /** Checksums of the archives that it was unpacked from. */
  readonly archives: readonly string[];
  /** How many of each class were written; null for all. */
  readonly perClass: ImagesPerClass | null;
  /** Pictures in the folder. */
  readonly files: number;
  /** sha256 over the paths and contents of the pictures. */
  readonly sha256: string;
}

/** Path of the record of a data set, beside its folder. */
function recordPath(name: string, environment: Environment): string {
  return `${datasetFolder(name, environment)}.json`;
}

/** Reads the record of what is here of a data set; undefined where there is none, or one of another edition. */
export async function findRecord(
  dataset: KnownDataset,
  environment: Environment,
): Promise<DatasetRecord | undefined> {
  let record: Partial<DatasetRecord>;
  try {
    record = JSON.parse(await readFile(recordPath(dataset.name, environment), "utf8")) as typeof record;
  } catch {
    return undefined;
  }
  const isOfDataset = record.version === 1 && record.dataset === dataset.name;
  const archives = digestsOf(dataset);
  const isSame =
    archives.length === record.archives?.length &&
    archives.every((one, index) => one === record.archives![index]);
  return isOfDataset && isSame ? (record as DatasetRecord) : undefined;
}

/** Notes that the folder of a data set is whole. */
export async function writeRecord(record: DatasetRecord, environment: Environment): Promise<void> {
  await writeFileAtomic(recordPath(record.dataset, environment), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Takes back that the folder of a data set is whole. */
export async function removeRecord(name: string, environment: Environment): Promise<void> {
  await rm(recordPath(name, environment), { force: true });
}

/** Checksums of a data set's archives, in order. */
export function digestsOf({ archives }: KnownDataset): string[] {
  return archives.map(({ checksum }) => checksum.digest);
}
