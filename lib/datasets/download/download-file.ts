import { mkdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileDigest, findFileSize, isWhole } from "./disk/checksum.ts";
import { withFileLock } from "./disk/file-lock.ts";
import { discardPart, findPart, partPath, removePartOrigin } from "./disk/part-file.ts";
import { findFreeBytes, moveIntoPlace } from "./disk/place-file.ts";
import type { DownloadError } from "./download-error.ts";
import { checkTarget, type DownloadTarget } from "./download-target.ts";
import type { DownloadProgress } from "./progress.ts";
import { fetchIntoPart } from "./transfer/fetch-into-part.ts";
import type { Environment } from "./transfer/request-range.ts";
import { describeTarget, failedDownload } from "./transfer/transfer-fault.ts";

/** Options of {@link downloadFile}. */
export interface DownloadOptions {
  /** Called at most ten times a second while bytes come, and at each change of phase. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Aborting leaves a part that the next run resumes. */
  readonly signal?: AbortSignal | undefined;
  /** Tries that may fail in a row after the first one; those that brought bytes do not count. @defaultValue 5 */
  readonly retries?: number | undefined;
  /** A connection that brings no byte for this long is cut, in milliseconds. @defaultValue 30000 */
  readonly stallTimeoutMs?: number | undefined;
  /** First pause before another try, in milliseconds; doubled each time, to 30 s. @defaultValue 500 */
  readonly backoffMs?: number | undefined;
  /** Longest wait that a server may ask for, in milliseconds. @defaultValue 120000 */
  readonly longestRetryAfterMs?: number | undefined;
  /** A process that gave no sign for this long counts as dead, in milliseconds, at least 2000. @defaultValue 10000 */
  readonly lockStaleMs?: number | undefined;
  /** Source of the chance in the pauses, uniform in [0, 1). @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
  /** Bytes that are free on the disk of a folder. @defaultValue what the file system says */
  readonly findFreeBytes?: ((folder: string) => Promise<number>) | undefined;
  /** For `TRANSFERLAB_OFFLINE`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. @defaultValue process.env */
  readonly environment?: Environment | undefined;
}

/**
 * Downloads a file once: what is already there with the right checksum is left as it is.
 *
 * Bytes go to `PATH.part`, which a later call goes on with, of this process or another; the file gets its name when its
 * checksum is right, in one step. Of several processes one downloads and the others wait for it; when it dies, another
 * takes over. Cuts, stalls and busy servers are tried again, with growing pauses.
 *
 * @param target - address, path, checksum, and the size when it is known.
 * @throws {@link DownloadError} with a `fault`; {@link ArgumentError} for a target that cannot be; the signal's reason
 *   when aborted; the file system's error when the folder cannot be written.
 * @example
 * await downloadFile({
 *   url: "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
 *   path: "imagenet_class_index.json",
 *   checksum: { algorithm: "md5", digest: "c2c37ea517e94d9795004a39431a14cb" },
 * });
 */
export async function downloadFile(target: DownloadTarget, options: DownloadOptions = {}): Promise<void> {
  const { signal, onProgress, lockStaleMs = 10_000, environment = process.env } = options;
  checkTarget(target);
  signal?.throwIfAborted();
  if (await isWhole(target.path, target, { signal })) return;
  if (isOffline(environment)) throw await offline(target);
  await mkdir(dirname(target.path), { recursive: true });
  const onWait = async () => onProgress?.(await describeWaiting(target));
  for (;;) {
    try {
      return await withFileLock(target.path, { staleMs: lockStaleMs, signal, onWait }, async (lost) => {
        if (await isWhole(target.path, target, { signal })) return;
        await downloadLocked(target, options, signal === undefined ? lost : AbortSignal.any([signal, lost]));
      });
    } catch (error) {
      signal?.throwIfAborted();
      // This process slept for so long that another took the lock: wait for that one.
      if ((error as NodeJS.ErrnoException | undefined)?.code === "ECOMPROMISED") continue;
      // Two can take over a dead process's lock within one moment; the one that is later finds its part gone.
      if (!(await isWhole(target.path, target, { signal }))) throw error;
      return;
    }
  }
}

/** Whether `TRANSFERLAB_OFFLINE` forbids the network: any value but nothing, `0` and `false`. */
export function isOffline(environment: Environment): boolean {
  return !["", "0", "false"].includes(environment.TRANSFERLAB_OFFLINE ?? "");
}

async function downloadLocked(
  target: DownloadTarget,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<void> {
  const transferOptions = {
    signal,
    environment: options.environment ?? process.env,
    stallTimeoutMs: options.stallTimeoutMs ?? 30_000,
    onProgress: options.onProgress,
    retries: options.retries ?? 5,
    backoffMs: options.backoffMs ?? 500,
    longestRetryAfterMs: options.longestRetryAfterMs ?? 120_000,
    random: options.random ?? Math.random,
    findFreeBytes: options.findFreeBytes ?? findFreeBytes,
  };
  for (let fromStart = false; ; fromStart = true) {
    const inOneAnswer = await fetchIntoPart(target, transferOptions);
    const digest = await sumPart(target, options, signal);
    if (digest === target.checksum.digest) break;
    const { bytes } = await findPart(target.path);
    await discardPart(target.path);
    // A part of another file, or of another day's, can spoil the sum of good bytes: once more, from the start.
    if (inOneAnswer || fromStart) throw wrongBytes(target, digest, bytes);
  }
  await moveIntoPlace(partPath(target.path), target.path);
  await removePartOrigin(target.path);
}

async function sumPart(
  target: DownloadTarget,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<string> {
  const { bytes } = await findPart(target.path);
  options.onProgress?.({
    phase: "checking",
    file: basename(target.path),
    bytes,
    totalBytes: bytes,
    bytesPerSecond: undefined,
    secondsLeft: undefined,
  });
  return fileDigest(partPath(target.path), target.checksum.algorithm, { signal });
}

async function describeWaiting({ path, sizeBytes }: DownloadTarget): Promise<DownloadProgress> {
  return {
    phase: "waiting",
    file: basename(path),
    bytes: (await findFileSize(partPath(path))) ?? 0,
    totalBytes: sizeBytes,
    bytesPerSecond: undefined,
    secondsLeft: undefined,
  };
}

async function offline(target: DownloadTarget): Promise<DownloadError> {
  const otherBytes = await findFileSize(target.path);
  const found = otherBytes === undefined ? "no such file there" : `${otherBytes} bytes of another content`;
  return failedDownload(target, {
    fault: "offline",
    expected: `${describeTarget(target)} at ${target.path}`,
    received: `${found}, and TRANSFERLAB_OFFLINE forbids the network`,
    advice: "unset TRANSFERLAB_OFFLINE, or get the file on another computer and put it at that path",
  });
}

function wrongBytes(target: DownloadTarget, digest: string, bytes: number): DownloadError {
  return failedDownload(target, {
    fault: "wrong-bytes",
    expected: describeTarget(target),
    received: `${bytes} bytes, ${target.checksum.algorithm} ${digest}`,
    advice: `the server has another file under that address, and it was thrown away: check TRANSFERLAB_MIRROR, or put the right file at ${target.path}`,
  });
}
