import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isWhole } from "../../download/disk/checksum.ts";
import { withFileLock } from "../../download/disk/file-lock.ts";
import { moveIntoPlace } from "../../download/disk/place-file.ts";
import { type DownloadOptions, isOffline } from "../../download/download-file.ts";
import { DatasetError } from "../../image-dataset.ts";
import { listSubfolders } from "../../image-folder.ts";
import { archivePath, datasetFolder, datasetsFolder, type Environment } from "../dataset-places.ts";
import type { ImagesPerClass, KnownDataset } from "../known-dataset.ts";
import { type DatasetRecord, digestsOf, findRecord, removeRecord, writeRecord } from "./dataset-record.ts";
import { fetchArchive } from "./fetch-archive.ts";
import { folderDigest, listPictures } from "./folder-digest.ts";

/** Options of {@link installDataset}. */
export interface InstallDatasetOptions extends DownloadOptions {
  /** How many pictures of each class must be there at least, where the data set has them. @defaultValue its default */
  readonly atLeast?: ImagesPerClass | "all" | undefined;
}

/**
 * Makes a published data set available on this computer: downloads its archives, checks them, and writes its pictures as
 * `CLASS/FILE`, or as `train/CLASS/FILE` and `test/CLASS/FILE` where it comes split.
 *
 * What is there whole is left as it is. Pictures are written into a temporary folder, which gets its name in one step; a
 * record beside it, written last, says that it is whole. Of several processes one does it and the others wait.
 *
 * @returns the folder of the pictures.
 * @throws {@link DownloadError}; {@link DatasetError} when `TRANSFERLAB_OFFLINE` forbids the network and it is not here,
 *   and when an archive is not what it should be; the signal's reason when aborted.
 * @example const folder = await installDataset(findDataset("cifar10"));
 */
export async function installDataset(
  dataset: KnownDataset,
  options: InstallDatasetOptions = {},
): Promise<string> {
  const { environment = process.env, signal, lockStaleMs = 10_000, onProgress } = options;
  const folder = datasetFolder(dataset.name, environment);
  const perClass = planPerClass(dataset, options.atLeast);
  if (await isInstalled(dataset, { perClass, environment })) return folder;
  if (isOffline(environment) && !(await hasArchives(dataset, environment, signal)))
    throw notHere(dataset, folder, perClass);
  await mkdir(datasetsFolder(environment), { recursive: true });
  const onWait = async () =>
    onProgress?.({
      phase: "waiting",
      file: dataset.name,
      bytes: 0,
      totalBytes: undefined,
      bytesPerSecond: undefined,
      secondsLeft: undefined,
    });
  for (;;) {
    try {
      return await withFileLock(folder, { staleMs: lockStaleMs, signal, onWait }, async (lost) => {
        const bounded = signal === undefined ? lost : AbortSignal.any([signal, lost]);
        if (!(await isInstalled(dataset, { perClass, environment }))) {
          await installLocked(dataset, perClass, { ...options, environment, signal: bounded });
        }
        return folder;
      });
    } catch (error) {
      signal?.throwIfAborted();
      // This process slept for so long that another took the lock: wait for that one.
      if ((error as NodeJS.ErrnoException | undefined)?.code !== "ECOMPROMISED") throw error;
    }
  }
}

/** Whether a data set is here whole, with at least so many pictures a class; null for all. */
export async function isInstalled(
  dataset: KnownDataset,
  { perClass, environment }: { readonly perClass: ImagesPerClass | null; readonly environment: Environment },
): Promise<boolean> {
  const record = await findRecord(dataset, environment);
  if (record === undefined || !covers(record.perClass, perClass)) return false;
  return (await listPictures(datasetFolder(dataset.name, environment))).length === record.files;
}

/** What to write: the default, unless more is asked for, which means all. */
function planPerClass(
  { defaultPerClass }: KnownDataset,
  atLeast: ImagesPerClass | "all" | undefined,
): ImagesPerClass | null {
  if (defaultPerClass === undefined || atLeast === "all") return null;
  return atLeast === undefined || covers(defaultPerClass, atLeast) ? defaultPerClass : null;
}

function covers(has: ImagesPerClass | null, wanted: ImagesPerClass | null): boolean {
  if (has === null || wanted === null) return has === null;
  return has.train >= wanted.train && has.test >= wanted.test;
}

async function installLocked(
  dataset: KnownDataset,
  perClass: ImagesPerClass | null,
  options: InstallDatasetOptions & { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<void> {
  const { environment, signal } = options;
  const folder = datasetFolder(dataset.name, environment);
  await sweep(folder);
  const paths: string[] = [];
  for (const archive of dataset.archives) paths.push(await fetchArchive(archive, options));
  const temporary = `${folder}${TEMPORARY}${randomUUID()}`;
  // Not mkdtemp's folder for one user alone: a cache may be a class's.
  await mkdir(temporary);
  try {
    await dataset.unpack(paths, temporary, {
      perClass: perClass ?? undefined,
      signal,
      onFraction: unpackingProgress(dataset, options),
    });
    await checkClasses(dataset, temporary);
    const digest = await folderDigest(temporary, { signal });
    signal.throwIfAborted();
    await removeRecord(dataset.name, environment);
    await replaceFolder(temporary, folder);
    const record: DatasetRecord = {
      version: 1,
      dataset: dataset.name,
      archives: digestsOf(dataset),
      perClass,
      ...digest,
    };
    await writeRecord(record, environment);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  // What is not unpacked yet may be asked for later.
  if (perClass === null) await Promise.all(paths.map((path) => rm(path, { force: true })));
}

/** Between the folder's name and what makes it another. */
const TEMPORARY = ".new-";

/** Removes what a process that died has left. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}${TEMPORARY}`)) continue;
    await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** A folder cannot be renamed over one that has files: the old one steps aside, under a name that is swept. */
async function replaceFolder(temporary: string, folder: string): Promise<void> {
  const aside = `${temporary}-old`;
  await rename(folder, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await moveIntoPlace(temporary, folder);
  await rm(aside, { recursive: true, force: true });
}

async function checkClasses({ name, classNames, split }: KnownDataset, folder: string): Promise<void> {
  const parts = split === "published" ? ["train", "test"] : ["."];
  for (const part of parts) {
    const entries = await listSubfolders(join(folder, part)).catch((): string[] => []);
    const missing = classNames.filter((className) => !entries.includes(className));
    const others = entries.filter((entry) => !classNames.includes(entry));
    if (missing.length === 0 && others.length === 0) continue;
    const found =
      missing.length > 0 ? `none of ${missing.slice(0, 5).join(", ")}` : others.slice(0, 5).join(", ");
    throw new DatasetError(
      name,
      `expected pictures of its ${classNames.length} classes in its archive${part === "." ? "" : ` to ${part} with`}, received ${found}; report it as a fault of this package`,
    );
  }
}

async function hasArchives(
  { archives }: KnownDataset,
  environment: Environment,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (const archive of archives) {
    if (!(await isWhole(archivePath(archive.file, environment), archive, { signal }))) return false;
  }
  return true;
}

function notHere(dataset: KnownDataset, folder: string, perClass: ImagesPerClass | null): DatasetError {
  const all = dataset.defaultPerClass !== undefined && perClass === null ? " --all" : "";
  return new DatasetError(
    folder,
    `expected the data set ${dataset.name}${all === "" ? "" : " with all its pictures"}, received nothing that is whole, and TRANSFERLAB_OFFLINE forbids the network; ` +
      `unset it and run "npx transferlab data download ${dataset.name}${all}", or choose "samples" or a folder of your own`,
  );
}

function unpackingProgress(
  { name, archives }: KnownDataset,
  { onProgress }: DownloadOptions,
): (fraction: number) => void {
  const totalBytes = archives.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (fraction) =>
    onProgress?.({
      phase: "unpacking",
      file: name,
      bytes: Math.round(totalBytes * Math.min(1, fraction)),
      totalBytes,
      bytesPerSecond: undefined,
      secondsLeft: undefined,
    });
}
