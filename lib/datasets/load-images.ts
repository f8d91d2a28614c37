import { join } from "node:path";
import { ArgumentError } from "../errors/argument-error.ts";
import { DatasetError, type ImageDataset } from "./image-dataset.ts";
import { imageFiles, imageFolder, listSubfolders } from "./image-folder.ts";
import { type SourceOptions, sourceFolder } from "./known/image-source.ts";
import type { ImagesPerClass } from "./known/known-dataset.ts";
import { packageData } from "./package-data.ts";
import { type DatasetSplit, splitDataset } from "./split-dataset.ts";
import { takePerClass } from "./take-per-class.ts";

/**
 * Lists the pictures that come with the package, in 6 classes. They are drawn by this project's own code: they are not
 * photos, and a result on them says that the path works, not how well transfer does on photos.
 *
 * @see data/samples/README.md
 */
export async function loadSamples(): Promise<ImageDataset> {
  return imageFolder(packageData("samples"));
}

/** Names under which data sets keep the part to test with. */
const TEST_FOLDERS = ["test", "val", "valid", "validation"];

/** Options of {@link loadImages}. */
export interface LoadImagesOptions extends Omit<SourceOptions, "atLeast"> {
  /** Share of each class to test with, in (0, 1), where the pictures do not come split. @defaultValue 0.3 */
  readonly testFraction?: number | undefined;
  /** Which pictures those are, and which `imagesPerClass` takes. @defaultValue 0 */
  readonly seed?: number | undefined;
  /**
   * How many pictures of each class are taken at most, in each part; where a part is not named, all.
   *
   * @defaultValue all that are on disk
   */
  readonly imagesPerClass?: Partial<ImagesPerClass> | undefined;
}

/**
 * Lists pictures to train and to test with: of a folder with a subfolder a class, of a folder with `train` and `test`
 * that have them, of a published data set by its name, or the drawn samples.
 *
 * A folder with its own `test` (or `val`, `valid`, `validation`) is used as it is split, and so is a data set that is
 * published split; otherwise a share of each class is set aside. Of a class with fewer pictures than `imagesPerClass`
 * all are taken.
 *
 * A published data set (`transferlab data` lists them) is downloaded once, into the cache (`TRANSFERLAB_HOME`), and
 * checked; with `TRANSFERLAB_OFFLINE=1` it must be there. Of CIFAR-10 the first 500 pictures of each class to train and
 * 100 to test with are written, unless more are asked for: then all.
 *
 * @param source - a folder, a name, or `"samples"` or `null` for {@link loadSamples}. What is both a name and a folder
 *   is the name; `"./cifar10"`, with its separator, is the folder.
 * @throws {@link DatasetError} as {@link imageFolder}, when `source` is neither a folder nor a name, when `train` and
 *   `test` do not have the same classes, and when a data set is not here and `TRANSFERLAB_OFFLINE` forbids the network;
 *   {@link DownloadError} when it cannot be downloaded; {@link ArgumentError} when a class has too few pictures for both
 *   parts, or for a number that is not a positive integer.
 * @example const { train, test } = await loadImages("photos", { testFraction: 0.3, seed: 1 });
 * @example const { train, test } = await loadImages("cifar10", { imagesPerClass: { train: 40, test: 20 } });
 */
export async function loadImages(
  source: string | null,
  options: LoadImagesOptions = {},
): Promise<DatasetSplit> {
  const { testFraction = 0.3, seed = 0, imagesPerClass = {}, ...sourceOptions } = options;
  const atLeast = checkPerClass(imagesPerClass);
  const folder = await sourceFolder(source, { ...sourceOptions, atLeast });
  const { train, test } = await splitFolder(folder, { testFraction, seed });
  return {
    train: imagesPerClass.train === undefined ? train : takePerClass(train, imagesPerClass.train, { seed }),
    test: imagesPerClass.test === undefined ? test : takePerClass(test, imagesPerClass.test, { seed }),
  };
}

/** Lists the parts of a folder that comes split, or sets a share of each class aside. */
export async function splitFolder(
  folder: string,
  options: { readonly testFraction?: number; readonly seed?: number } = {},
): Promise<DatasetSplit> {
  const testFolder = await findTestFolder(folder);
  if (testFolder === undefined) {
    return splitDataset(await imageFolder(folder), options);
  }
  const [train, test] = await Promise.all([
    imageFolder(join(folder, "train")),
    imageFolder(join(folder, testFolder)),
  ]);
  const missing = [
    ...difference(train.classNames, test.classNames),
    ...difference(test.classNames, train.classNames),
  ];
  if (missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(", ");
    throw new DatasetError(
      folder,
      `expected the same classes in train and ${testFolder}, received ${names} in one alone`,
    );
  }
  return { train, test };
}

/** Name of the part to test with of a folder that comes split; undefined of any other folder. */
export async function findTestFolder(folder: string): Promise<string | undefined> {
  const subfolders = await listSubfolders(folder);
  return subfolders.includes("train") ? TEST_FOLDERS.find((name) => subfolders.includes(name)) : undefined;
}

/** Before a download rather than after it. Returns what must be on disk at least. */
function checkPerClass(imagesPerClass: Partial<ImagesPerClass>): ImagesPerClass {
  for (const part of ["train", "test"] as const) {
    const count = imagesPerClass[part];
    if (count === undefined || (Number.isInteger(count) && count >= 1)) continue;
    throw new ArgumentError(`imagesPerClass.${part}`, "a positive integer", count);
  }
  return { train: imagesPerClass.train ?? 0, test: imagesPerClass.test ?? 0 };
}

/**
 * Picks pictures to look at, evenly spread over a folder and its subfolders, over a published data set, or over the
 * drawn samples.
 *
 * @param source - as {@link loadImages} takes it.
 * @param count - at least 1; fewer are returned where there are fewer.
 * @throws {@link DatasetError} when there is none, and as {@link loadImages}.
 * @example const [photo] = await exampleImages("photos", 1);
 */
export async function exampleImages(
  source: string | null,
  count: number,
  options: Omit<SourceOptions, "atLeast"> = {},
): Promise<string[]> {
  const paths = await imageFiles(await sourceFolder(source, options));
  const kept = Math.min(count, paths.length);
  return Array.from({ length: kept }, (_, index) => paths[Math.floor((index * paths.length) / kept)]!);
}

function difference(from: readonly string[], other: readonly string[]): string[] {
  return from.filter((name) => !other.includes(name));
}
