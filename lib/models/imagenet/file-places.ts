import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../datasets/cache-folder.ts";
import { findFileSize, isWhole } from "../../datasets/download/disk/checksum.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import type { PublishedFile } from "./published-files.ts";

/** Environment variables, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Folder of downloaded models: below `TRANSFERLAB_HOME`, else below the platform's cache folder. */
export function modelFolder(environment: Environment = process.env): string {
  return cacheFolder("models", environment);
}

/** Where a published file goes. */
export function cachedPath(file: PublishedFile, environment: Environment = process.env): string {
  return join(modelFolder(environment), file.name);
}

/**
 * Folder of the models that Keras has downloaded.
 *
 * @see Keras `backend/config.py`, keras_home
 */
export function kerasFolder(environment: Environment = process.env): string {
  return join(environment.KERAS_HOME || join(homedir(), ".keras"), "models");
}

/** Address of a published file: below `TRANSFERLAB_MIRROR` when that is set. */
export function publishedAddress(file: PublishedFile, environment: Environment = process.env): string {
  const mirror = environment.TRANSFERLAB_MIRROR?.trim();
  if (!mirror) return file.url;
  if (!/^https?:\/\//i.test(mirror) || !URL.canParse(mirror)) {
    throw new ArgumentError(
      "TRANSFERLAB_MIRROR",
      "an address such as http://192.168.0.10:8018/ (or no such variable)",
      mirror,
    );
  }
  return new URL(file.file, mirror.endsWith("/") ? mirror : `${mirror}/`).href;
}

/** Paths in a folder that a published file may have: by its name alone, as Keras keeps it, or in the mirror's layout. */
export function pathsIn(folder: string, file: PublishedFile): string[] {
  const paths = [join(folder, file.name), join(folder, ...file.file.split("/"))];
  return [...new Set(paths)];
}

/** A file of a published name. */
export interface NamedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Lists what has the name of a published file in a folder, right or not. */
export async function findNamedFiles(folder: string, file: PublishedFile): Promise<NamedFile[]> {
  const found: NamedFile[] = [];
  for (const path of pathsIn(folder, file)) {
    const sizeBytes = await findFileSize(path);
    if (sizeBytes !== undefined) found.push({ path, sizeBytes });
  }
  return found;
}

/** Finds a published file in a folder by name, size and md5; another file of the same name is passed over. */
export async function findWholeFile(
  folder: string,
  file: PublishedFile,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string | undefined> {
  const expected = { checksum: { algorithm: "md5", digest: file.md5 }, sizeBytes: file.sizeBytes } as const;
  for (const path of pathsIn(folder, file)) {
    if (await isWhole(path, expected, options)) return path;
  }
  return undefined;
}
