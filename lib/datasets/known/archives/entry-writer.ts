import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkEntryPath, type PlaceEntry, unsoundArchive } from "./entry-place.ts";

/** No picture is near as long. */
export const LONGEST_FILE_BYTES = 512 * 1024 * 1024;

/** Writes files of an archive below a folder. */
export interface EntryWriter {
  /** Path on disk of a file of the archive; undefined for what is left out. */
  readonly placeOf: (entryPath: string) => string | undefined;
  readonly write: (path: string, content: Uint8Array) => Promise<void>;
}

/** Makes a writer of what `place` chooses of an archive; refuses what leads out of `folder`, or comes twice. */
export function createEntryWriter(archive: string, folder: string, place: PlaceEntry): EntryWriter {
  const folders = new Map<string, Promise<unknown>>();
  return {
    placeOf(entryPath) {
      const inArchive = entryPath.replace(/^(\.\/)+/, "");
      if (inArchive !== "") checkEntryPath(archive, inArchive);
      const placed = place(inArchive);
      if (placed === undefined) return undefined;
      checkEntryPath(archive, placed);
      return join(folder, ...placed.split("/"));
    },
    async write(path, content) {
      const parent = dirname(path);
      if (!folders.has(parent)) folders.set(parent, mkdir(parent, { recursive: true }));
      await folders.get(parent);
      await writeFile(path, content, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "EEXIST" ? unsoundArchive(archive, `two files for ${path}`, error) : error;
      });
    },
  };
}
