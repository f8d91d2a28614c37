import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { listSubfolders } from "../../lib/datasets/image-folder.ts";
import {
  DatasetError,
  type DownloadProgress,
  type ImageDataset,
  imageFiles,
  imageFolder,
} from "../../lib/datasets/index.ts";
import { sourceFolder } from "../../lib/datasets/known/image-source.ts";
import { findTestFolder, splitFolder } from "../../lib/datasets/load-images.ts";

/** Pictures to extract features of. */
export interface FoundPictures {
  readonly dataset: ImageDataset;
  /** Whether they have classes; otherwise their one class has no name. */
  readonly hasClasses: boolean;
  /** The part of each picture, where they come split. */
  readonly parts?: ReadonlyMap<string, "train" | "test">;
}

/**
 * Finds all pictures of a folder, or of a data set by its name: with classes where it has subfolders, else without.
 *
 * @throws {@link DatasetError} when there is none; {@link DownloadError} for a data set that cannot be had.
 */
export async function findPictures(
  source: string,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: DownloadProgress) => void },
): Promise<FoundPictures> {
  const folder = await sourceFolder(source, options);
  if (!(await stat(folder)).isDirectory()) {
    throw new DatasetError(folder, `expected a folder, received a file; put ${basename(folder)} into one`);
  }
  if ((await findTestFolder(folder)) !== undefined) {
    const { train, test } = await splitFolder(folder);
    const parts = new Map<string, "train" | "test">();
    for (const { path } of train.items) parts.set(path, "train");
    for (const { path } of test.items) parts.set(path, "test");
    const dataset = {
      classNames: train.classNames,
      items: [...train.items, ...test.items],
      skipped: [...train.skipped, ...test.skipped],
    };
    return { dataset, hasClasses: true, parts };
  }
  if ((await listSubfolders(folder)).length > 0) {
    return { dataset: await imageFolder(folder), hasClasses: true };
  }
  const items = (await imageFiles(folder)).map((path) => ({ path, label: 0 }));
  return { dataset: { classNames: [""], items, skipped: [] }, hasClasses: false };
}
