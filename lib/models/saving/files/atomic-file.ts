import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { LabError } from "../../../errors/lab-error.ts";

/** A file could not be written. Nothing is left of it, and a file that was there before is as it was. */
export class SaveError extends LabError {
  override name = "SaveError";
  readonly file: string;

  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message.trim().split("\n")[0] : String(cause);
    super(`${file}: expected to be able to write it, received ${reason}`, { cause });
    this.file = file;
  }
}

/**
 * Writes a file whole or not at all: beside its place under another name first, then renamed.
 *
 * Folders on the way are made. When `write` fails, nothing of the file stays.
 *
 * @param write - writes the file at the path that it is given.
 * @returns the file's length in bytes.
 * @throws {@link SaveError} when a folder or the file cannot be written; a {@link LabError} of `write` as it is.
 */
export async function writeAtomically(
  path: string,
  write: (temporary: string) => Promise<void> | void,
): Promise<number> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.partial`);
  try {
    await mkdir(dirname(target), { recursive: true });
    await write(temporary);
    await flush(temporary);
    const { size } = await stat(temporary);
    await rename(temporary, target);
    return size;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cause instanceof LabError ? cause : new SaveError(path, cause);
  }
}

/** Waits until the file is on the disk: a rename that is there before the content would leave a file of zeros. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
