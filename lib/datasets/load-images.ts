import { join } from "node:path";
import { DatasetError, type ImageDataset } from "./image-dataset.ts";
import { imageFiles, imageFolder, listSubfolders } from "./image-folder.ts";
import { packageData } from "./package-data.ts";
import { type DatasetSplit, splitDataset } from "./split-dataset.ts";

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

/**
 * Lists pictures to train and to test with: of a folder with a subfolder a class, of a folder with `train` and `test`
 * that have them, or the drawn samples.
 *
 * A folder with its own `test` (or `val`, `valid`, `validation`) is used as it is split; otherwise a share of each class
 * is set aside.
 *
 * @param folder - `null` for {@link loadSamples}.
 * @param options.testFraction - share of each class to test with, in (0, 1). @defaultValue 0.3
 * @param options.seed - which pictures those are. @defaultValue 0
 * @throws {@link DatasetError} as {@link imageFolder}, and when `train` and `test` do not have the same classes;
 *   {@link ArgumentError} when a class has too few pictures for both parts.
 * @example const { train, test } = await loadImages("photos", { testFraction: 0.3, seed: 1 });
 */
export async function loadImages(
  folder: string | null,
  options: { readonly testFraction?: number; readonly seed?: number } = {},
): Promise<DatasetSplit> {
  const { testFraction = 0.3, seed = 0 } = options;
  if (folder === null) return splitDataset(await loadSamples(), { testFraction, seed });
  const subfolders = await listSubfolders(folder);
  const testFolder = TEST_FOLDERS.find((name) => subfolders.includes(name));
  if (!subfolders.includes("train") || testFolder === undefined) {
    return splitDataset(await imageFolder(folder), { testFraction, seed });
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

/**
 * Picks pictures to look at, evenly spread over a folder and its subfolders, or over the drawn samples.
 *
 * @param count - at least 1; fewer are returned where there are fewer.
 * @throws {@link DatasetError} when there is none.
 * @example const [photo] = await exampleImages("photos", 1);
 */
export async function exampleImages(folder: string | null, count: number): Promise<string[]> {
  const paths = await imageFiles(folder ?? packageData("samples"));
  const kept = Math.min(count, paths.length);
  return Array.from({ length: kept }, (_, index) => paths[Math.floor((index * paths.length) / kept)]!);
}

function difference(from: readonly string[], other: readonly string[]): string[] {
  return from.filter((name) => !other.includes(name));
}
