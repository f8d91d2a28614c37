import { setTimeout as sleep } from "node:timers/promises";

/** Options of {@link withFileLock}. */
export interface FileLockOptions {
  /** A lock that was not renewed for this long is of a dead process, in milliseconds; at least 2000. */
  readonly staleMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called again and again while another process has the lock. */
  readonly onWait?: (() => Promise<void>) | undefined;
}

const POLL_MS = 250;

/**
 * Does a task while no other process, and nothing else in this one, does a task on the same path.
 *
 * The lock is a folder beside the file, renewed while the task runs. When the process dies, another takes it over once
 * it is stale.
 *
 * @param path - need not exist; its folder must.
 * @param task - is given a signal that aborts when the lock was lost (this process slept for too long).
 * @throws the signal's reason when aborted while waiting; what the task throws.
 */
export async function withFileLock<T>(
  path: string,
  { staleMs, signal, onWait }: FileLockOptions,
  task: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const { default: lockfile } = await import("proper-lockfile");
  const lost = new AbortController();
  let release: (() => Promise<void>) | undefined;
  while (release === undefined) {
    signal?.throwIfAborted();
    try {
      release = await lockfile.lock(path, {
        realpath: false,
        stale: staleMs,
        onCompromised: (error) => lost.abort(error),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      await onWait?.();
      await sleep(POLL_MS, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }
  try {
    return await task(lost.signal);
  } finally {
    // A lock that was lost is another process's now, and not ours to remove.
    if (!lost.signal.aborted) await release();
  }
}
