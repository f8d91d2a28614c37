import { type FileHandle, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

const NAME = /^([1-9]\d{0,14})\.jsonl$/;

/** A session's own file: open, and of this process alone. */
export interface SessionFile {
  readonly session: number;
  readonly path: string;
  readonly file: FileHandle;
}

/** Path of the file of a session. */
export function sessionPath(folder: string, session: number): string {
  return join(folder, `${session}.jsonl`);
}

/** Numbers of the sessions that have a file, newest first. */
export async function listSessions(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names
    .map((name) => Number(NAME.exec(name)?.[1]))
    .filter((session) => session > 0)
    .sort((a, b) => b - a);
}

/**
 * Makes the file of a new session, numbered after the newest there is. Two processes never get the same number.
 *
 * Only the user can read it: inputs may hold what others should not see.
 */
export async function createSessionFile(folder: string, started: Date): Promise<SessionFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [newest = 0] = await listSessions(folder);
  for (let session = newest + 1; ; session++) {
    const path = sessionPath(folder, session);
    try {
      const file = await open(path, "ax", 0o600);
      await file.appendFile(`${JSON.stringify({ started: started.toISOString(), pid: process.pid })}\n`);
      return { session, path, file };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/**
 * Deletes the sessions beyond the newest ones, except those whose process still runs.
 *
 * @param keep - how many sessions stay.
 */
export async function pruneSessions(folder: string, keep: number): Promise<void> {
  for (const session of (await listSessions(folder)).slice(keep)) {
    const path = sessionPath(folder, session);
    // A file that can't be deleted now is tried again when the next session starts.
    if (!(await isOpen(path))) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function isOpen(path: string): Promise<boolean> {
  try {
    const text = await readFile(path, "utf8");
    const { pid } = JSON.parse(text.slice(0, text.indexOf("\n"))) as { pid?: unknown };
    return typeof pid === "number" && isRunning(pid);
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process is there, and another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
