import { DatasetError } from "../../image-dataset.ts";

/**
 * Says where a file of an archive goes: a path with slashes below the folder of the data set, such as `train/cat/1.jpg`;
 * undefined for what is left out.
 *
 * @param path - as the archive has it, with slashes.
 */
export type PlaceEntry = (path: string) => string | undefined;

/** An archive is not what its data set comes in: cut, damaged, or made to write where it should not. */
export function unsoundArchive(path: string, received: string, cause?: unknown): DatasetError {
  const options = cause === undefined ? undefined : { cause };
  return new DatasetError(
    path,
    `expected a sound archive of a data set, received ${received}; nothing of it is used`,
    options,
  );
}

/** @throws {@link DatasetError} when a path leads, or could on some system lead, out of the folder that it is below. */
export function checkEntryPath(archive: string, path: string): void {
  const leadsOut =
    path === "" ||
    path.startsWith("/") ||
    path.includes("\\") ||
    path.includes("\0") ||
    /^[A-Za-z]:/.test(path) ||
    path.split("/").includes("..");
  if (leadsOut) throw unsoundArchive(archive, `a file "${path}", which leads out of its folder`);
}
