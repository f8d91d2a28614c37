import { randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A name of our own in a folder of Jupyter's data, which Jupyter takes for nothing. */
export function stagingPath(dataFolder: string): string {
  return join(dataFolder, `.transferlab-${randomBytes(6).toString("hex")}`);
}

/**
 * Puts a folder that was made elsewhere in its place: it appears whole or not at all, and what was there before is back
 * where that fails.
 *
 * @param staged - beside no folder that Jupyter lists, and on the same disk.
 */
export async function replaceFolder(staged: string, folder: string): Promise<void> {
  const retired = stagingPath(dirname(staged));
  const isThere = await retire(folder, retired);
  try {
    await rename(staged, folder);
  } catch (error) {
    if (isThere) await rename(retired, folder);
    throw error;
  }
  await rm(retired, { recursive: true, force: true });
}

/**
 * Deletes a folder; taken away as one first, so that nothing sees half of it.
 *
 * @returns whether it was there.
 */
export async function removeFolder(folder: string, dataFolder: string): Promise<boolean> {
  const retired = stagingPath(dataFolder);
  if (!(await retire(folder, retired))) return false;
  await rm(retired, { recursive: true, force: true });
  return true;
}

async function retire(folder: string, retired: string): Promise<boolean> {
  try {
    await rename(folder, retired);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return false;
  }
}
