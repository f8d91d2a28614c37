import { linkOrCopy } from "../../datasets/download/disk/place-file.ts";
import { cachedPath, type Environment, findNamedFiles, findWholeFile, modelFolder } from "./file-places.ts";
import { PUBLISHED_FILES, type PublishedFile, type PublishedFiles } from "./published-files.ts";

/** What became of one file of {@link importFiles}. */
export interface ImportedFile {
  readonly file: PublishedFile;
  /** Where it was found. */
  readonly path: string;
  /**
   * - `"imported"`
   * - `"present"`: the cache had it
   * - `"different"`: right name, other content, such as the ResNet50 that Keras published before 2.2; left where it is
   */
  readonly outcome: "imported" | "present" | "different";
}

/** Every published file, the class index last. */
export function allFiles({ weights, classIndex }: PublishedFiles): readonly PublishedFile[] {
  return [...weights, classIndex];
}

/**
 * Takes the published files that a folder has into the cache: as hard links, which take no space, else as copies.
 *
 * Names are looked for as Keras keeps them, and as they are below the base of a mirror; the md5 decides.
 *
 * @param folder - borrowed: nothing in it is changed.
 * @returns what was found, in the order of the table; empty when nothing there has a published name.
 * @throws the signal's reason when aborted; the file system's error for what cannot be read or written.
 * @example await importFiles("/media/usb/models");
 */
export async function importFiles(
  folder: string,
  options: {
    readonly files?: PublishedFiles;
    readonly environment?: Environment;
    readonly signal?: AbortSignal;
  } = {},
): Promise<ImportedFile[]> {
  const { files = PUBLISHED_FILES, environment = process.env, signal } = options;
  const results: ImportedFile[] = [];
  for (const file of allFiles(files)) {
    const [named] = await findNamedFiles(folder, file);
    if (named === undefined) continue;
    const whole = await findWholeFile(folder, file, { signal });
    if (whole === undefined) {
      results.push({ file, path: named.path, outcome: "different" });
    } else if ((await findWholeFile(modelFolder(environment), file, { signal })) !== undefined) {
      results.push({ file, path: whole, outcome: "present" });
    } else {
      await linkOrCopy(whole, cachedPath(file, environment));
      results.push({ file, path: whole, outcome: "imported" });
    }
  }
  return results;
}
