import { basename, dirname, resolve } from "node:path";
import { listSubfolders } from "../../../lib/datasets/image-folder.ts";
import type { DatasetSplit, SkippedImage } from "../../../lib/datasets/index.ts";
import {
  DatasetError,
  imageFiles,
  imageFolder,
  loadImages,
  takePerClass,
} from "../../../lib/datasets/index.ts";
import { isFolder } from "../../../lib/datasets/known/image-source.ts";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";

/** What a folder, or the name of a data set, turned out to be. */
export type FoundPhotos =
  | {
      readonly kind: "classes";
      readonly split: DatasetSplit;
      /** Photos that lie beside the classes' folders, and so belong to none. */
      readonly loose: readonly string[];
      /** The pictures of this package, or another set by its name. */
      readonly named: boolean;
    }
  | { readonly kind: "unsorted"; readonly paths: readonly string[] };

/**
 * Finds the photos that a page is asked for: with classes where the folder has subfolders, else unsorted.
 *
 * @param source - a folder, or a name that `loadImages` knows.
 * @param options.unsorted - takes all photos of the folder and below it, whatever its subfolders are.
 * @throws {@link DatasetError} for a folder that is missing, without photos or with one class; {@link ArgumentError} when
 *   a class has one photo.
 */
export async function findPhotos(
  source: string,
  options: {
    readonly unsorted: boolean;
    readonly testFraction: number;
    readonly seed: number;
    readonly imagesPerClass: number | undefined;
  },
): Promise<FoundPhotos> {
  const { unsorted, testFraction, seed, imagesPerClass } = options;
  const named = !(await isFolder(source));
  if (!named && (unsorted || (await listSubfolders(source)).length === 0)) {
    return { kind: "unsorted", paths: await imageFiles(source) };
  }
  const split = await loadImages(source, { testFraction, seed }).catch(async (error: unknown) => {
    throw !named && error instanceof ArgumentError ? await nameSmallClass(source, error) : error;
  });
  const loose = named ? [] : await findLoose(source);
  if (imagesPerClass === undefined) return { kind: "classes", split, loose, named };
  const testCount = Math.min(imagesPerClass - 1, Math.max(1, Math.round(imagesPerClass * testFraction)));
  return {
    kind: "classes",
    split: {
      train: takePerClass(split.train, imagesPerClass - testCount, { seed }),
      test: takePerClass(split.test, testCount, { seed }),
    },
    loose,
    named,
  };
}

/** Says of a folder that cannot be split which class is too small, in a photo owner's words. */
async function nameSmallClass(folder: string, error: ArgumentError): Promise<Error> {
  const { classNames, items } = await imageFolder(folder).catch(() => ({ classNames: [], items: [] }));
  const small = classNames.findIndex((_, label) => items.filter((item) => item.label === label).length < 2);
  if (small < 0) return error;
  return new DatasetError(
    folder,
    `class "${classNames[small]}": expected at least 2 photos, one to train with and one to test with, received 1; add ` +
      "photos (20 or more tell something), or remove the folder",
    { cause: error },
  );
}

async function findLoose(folder: string): Promise<string[]> {
  const paths = await imageFiles(folder);
  return paths.filter((path) => resolve(dirname(path)) === resolve(folder));
}

/** Name of a file with its class's folder: what a person finds it by. */
export function shortName(path: string): string {
  const folder = basename(dirname(path));
  return folder === "" ? basename(path) : `${folder}/${basename(path)}`;
}

/** Reasons with the number of files and the first few names of each. */
export function groupSkipped(
  skipped: readonly SkippedImage[],
): { readonly reason: string; readonly paths: readonly string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { path, reason } of skipped) groups.set(reason, [...(groups.get(reason) ?? []), path]);
  return [...groups].map(([reason, paths]) => ({ reason, paths }));
}

/** Takes so many of a list, evenly spread over it. */
export function spread<T>(list: readonly T[], most: number): T[] {
  const count = Math.min(list.length, most);
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)]!);
}
