import { constants } from "node:fs";
import { copyFile, link, mkdir, rename, rm, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What Windows answers while a virus scanner has a new file open. */
const BUSY: ReadonlySet<string | undefined> = new Set(["EPERM", "EACCES", "EBUSY"]);
const RENAME_TRIES = 6;
const RENAME_PAUSE_MS = 50;

/** Renames a file over what is there, in one step: readers see the old file or the new one. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const isBusy = process.platform === "win32" && BUSY.has((error as NodeJS.ErrnoException).code);
      if (!isBusy || tries === RENAME_TRIES) throw error;
      await sleep(RENAME_PAUSE_MS * 2 ** tries);
    }
  }
}

/**
 * Makes a file available at a second path, in one step: as a hard link, which takes no space, else as a copy.
 *
 * @param to - replaced when it is there; its folder is made.
 */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const temporary = `${to}.${process.pid}.new`;
  await rm(temporary, { force: true });
  try {
    // Fails across file systems, and on some of them altogether.
    await link(from, temporary).catch(() => copyFile(from, temporary, constants.COPYFILE_FICLONE));
    await moveIntoPlace(temporary, to);
  } finally {
    // POSIX: renaming one hard link over another of the same file does nothing and leaves both.
    await rm(temporary, { force: true });
  }
}

/** Bytes that this user can still write to the disk of a folder. */
export async function findFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
