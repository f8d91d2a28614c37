import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { DatasetError, type ImageDataset } from "./image-dataset.ts";

/** Endings of pictures that are not read here; they are named as left out rather than passed over. */
const UNREAD_EXTENSIONS: readonly string[] = [
  ".bmp",
  ".heic",
  ".heif",
  ".jp2",
  ".jxl",
  ".psd",
  ".raw",
  ".dng",
  ".cr2",
  ".nef",
];

export interface ImageFolderOptions {
  /** Endings of picture files, in lower case. @defaultValue those that {@link decodeImage} reads */
  readonly extensions?: readonly string[] | undefined;
  /** Takes no more than the first so many pictures of a class, by name. @defaultValue all */
  readonly maxPerClass?: number | undefined;
}

/** Endings of files that are taken for pictures. A picture under another ending must be renamed. */
export const IMAGE_EXTENSIONS: readonly string[] = [
  ".jpg",
  ".jpeg",
  ".png",
  ".webp",
  ".gif",
  ".tif",
  ".tiff",
  ".avif",
  ".svg",
];

/**
 * Lists the pictures of a folder that holds a subfolder a class: `photos/cat/1.jpg`, `photos/dog/7.jpg`.
 *
 * Classes and files are in order of their names, so that the same folder gives the same data set everywhere. Pictures in
 * folders below a class folder belong to the class. Hidden files and folders, and files that are no pictures by their
 * ending, are passed over; pictures of a kind that is not read here (HEIC, BMP, ...) are listed in `skipped`.
 *
 * @throws {@link DatasetError} when the folder is missing, holds pictures but no subfolder, fewer than two classes, or a
 *   class without pictures: says how to arrange it.
 * @example const { classNames, items } = await imageFolder("photos");
 */
export async function imageFolder(folder: string, options: ImageFolderOptions = {}): Promise<ImageDataset> {
  const { extensions = IMAGE_EXTENSIONS, maxPerClass = Number.POSITIVE_INFINITY } = options;
  const classNames = await listSubfolders(folder);
  if (classNames.length === 0) throw await withoutClasses(folder, extensions);
  const perClass = await Promise.all(classNames.map((name) => listImages(join(folder, name), extensions)));
  const empty = classNames.filter((_, label) => perClass[label]!.paths.length === 0);
  if (empty.length > 0) {
    const names = empty
      .map((name) => `"${name}"${unreadCount(perClass[classNames.indexOf(name)]!)}`)
      .join(", ");
    const endings = extensions.join(" ");
    throw new DatasetError(
      folder,
      `expected pictures (${endings}) in every subfolder, received none in ${names}; add some or remove the folder`,
    );
  }
  if (classNames.length === 1) {
    throw new DatasetError(
      folder,
      `expected at least two classes, received "${classNames[0]}" alone; add a subfolder with pictures of something else`,
    );
  }
  const items = perClass.flatMap(({ paths }, label) =>
    paths.slice(0, maxPerClass).map((path) => ({ path, label })),
  );
  const skipped = perClass.flatMap(({ unread }) =>
    unread.map((path) => ({ path, reason: unreadReason(path) })),
  );
  return { classNames, items, skipped };
}

/**
 * Lists the pictures of a folder and of the folders in it, in order of their paths.
 *
 * @throws {@link DatasetError} when the folder is missing or holds no picture.
 * @example const photos = await imageFiles("photos");
 */
export async function imageFiles(
  folder: string,
  extensions: readonly string[] = IMAGE_EXTENSIONS,
): Promise<string[]> {
  const { paths, unread } = await listImages(folder, extensions);
  if (paths.length === 0) {
    throw new DatasetError(
      folder,
      `expected pictures (${extensions.join(" ")}), received none${unreadCount({ unread })}`,
    );
  }
  return paths;
}

/** Names of the visible folders in a folder, in order. */
export async function listSubfolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readFolder(folder)) {
    if (await isFolder(folder, entry)) names.push(entry.name);
  }
  return names.sort(byCodeUnits);
}

async function withoutClasses(folder: string, extensions: readonly string[]): Promise<DatasetError> {
  const { length } = (await listImages(folder, extensions)).paths;
  if (length === 0)
    return new DatasetError(folder, "expected a subfolder of pictures a class, received none");
  return new DatasetError(
    folder,
    `expected a subfolder a class (such as cat/1.jpg and dog/7.jpg), received ${length} pictures and no subfolder; ` +
      "move the pictures of each class into a folder of their own",
  );
}

/** What {@link listImages} finds. */
export interface Listing {
  readonly paths: string[];
  /** Pictures of kinds that are not read here. */
  readonly unread: string[];
}

/** Lists the pictures below a folder. A folder that is reached twice, by a link in a circle say, is read once. */
export async function listImages(
  folder: string,
  extensions: readonly string[],
  seen = new Set<string>(),
): Promise<Listing> {
  const listing: Listing = { paths: [], unread: [] };
  const real = await realpath(folder).catch(() => folder);
  if (seen.has(real)) return listing;
  seen.add(real);
  for (const entry of (await readFolder(folder)).sort((a, b) => byCodeUnits(a.name, b.name))) {
    const path = join(folder, entry.name);
    const extension = extname(entry.name).toLowerCase();
    if (await isFolder(folder, entry)) {
      const below = await listImages(path, extensions, seen);
      listing.paths.push(...below.paths);
      listing.unread.push(...below.unread);
    } else if (extensions.includes(extension)) {
      listing.paths.push(path);
    } else if (UNREAD_EXTENSIONS.includes(extension)) {
      listing.unread.push(path);
    }
  }
  return listing;
}

/** Says why a picture of such a name is left out. */
export function unreadReason(path: string): string {
  return `${extname(path)} pictures are not read here: save it as JPEG or PNG`;
}

function unreadCount({ unread }: Pick<Listing, "unread">): string {
  if (unread.length === 0) return "";
  const endings = [...new Set(unread.map((path) => extname(path)))].join(", ");
  return ` (but ${unread.length} of a kind that is not read here, ${endings}: save them as JPEG or PNG)`;
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith("."));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what =
      code === "ENOENT" ? "nothing there" : code === "ENOTDIR" ? "a file" : (code ?? "an unreadable one");
    throw new DatasetError(folder, `expected a folder, received ${what}`, { cause });
  }
}

async function isFolder(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(folder, entry.name)).catch(() => undefined);
  return target?.isDirectory() ?? false;
}

/** Not by locale: the order must be the same on every machine. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
