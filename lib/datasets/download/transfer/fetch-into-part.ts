import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { discardPart, findPart, type Part } from "../disk/part-file.ts";
import type { DownloadTarget } from "../download-target.ts";
import { createRateMeter, type DownloadProgress, secondsLeft } from "../progress.ts";
import { type FetchOptions, fetchRest } from "./fetch-rest.ts";
import { PassingFailure, pauseAfter } from "./retry-policy.ts";
import { describeTarget, failedDownload, givenUp } from "./transfer-fault.ts";

/** What {@link fetchIntoPart} needs besides the target. */
export interface TransferOptions extends Omit<FetchOptions, "onBytes"> {
  readonly onProgress: ((progress: DownloadProgress) => void) | undefined;
  /** Tries after the first that bring nothing, in a row. */
  readonly retries: number;
  readonly backoffMs: number;
  readonly longestRetryAfterMs: number;
  readonly random: () => number;
}

const PROGRESS_MS = 100;
/** Failures count from the start again once this much came: a long download over a bad network is cut often. */
const PROGRESS_BYTES = 256 * 1024;
const PROGRESS_SHARE = 0.05;
/** A file that changes on the server as often as this while it is fetched is given up. */
const MOST_RESTARTS = 3;

/**
 * Fetches what is missing of a file into its part file, through cuts, stalls and busy servers.
 *
 * @returns whether all of it came in one answer, so that bytes that do not fit are the server's.
 * @throws {@link DownloadError}; the signal's reason when aborted. The part file stays, unless it can't be gone on with.
 */
export async function fetchIntoPart(target: DownloadTarget, options: TransferOptions): Promise<boolean> {
  const { signal, retries, random, backoffMs, longestRetryAfterMs } = options;
  const progress = createReporter(target, options.onProgress);
  const fetchOptions = { ...options, onBytes: progress.downloading };
  let [failures, restarts, reachedBytes] = [0, 0, 0];
  let inOneAnswer = false;
  for (;;) {
    const part = await findUsablePart(target);
    if (part.bytes === target.sizeBytes) return inOneAnswer;
    try {
      inOneAnswer = part.bytes === 0;
      return (await fetchRest(target, part, fetchOptions)) === 0;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PassingFailure)) throw error;
      if (error.fromStart) {
        await discardPart(target.path);
        restarts += 1;
        if (restarts > MOST_RESTARTS) throw neverTheSame(target, error);
      }
      const keptBytes = (await findPart(target.path)).bytes;
      const advanced = keptBytes >= reachedBytes + progressStep(target);
      failures = advanced ? 1 : failures + 1;
      reachedBytes = advanced ? keptBytes : Math.min(reachedBytes, keptBytes);
      const retryAfterMs = error.retryAfterMs ?? 0;
      if (failures > retries || retryAfterMs > longestRetryAfterMs) {
        throw givenUp(target, error, { failures, keptBytes });
      }
      const retryInMs = Math.max(retryAfterMs, pauseAfter(failures, backoffMs, random));
      progress.retrying(keptBytes, error.message, retryInMs);
      await sleep(retryInMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

/** A part that is longer than the file is of something else. */
async function findUsablePart({ path, sizeBytes }: DownloadTarget): Promise<Part> {
  const part = await findPart(path);
  if (sizeBytes === undefined || part.bytes <= sizeBytes) return part;
  await discardPart(path);
  return { bytes: 0, origin: undefined };
}

function progressStep({ sizeBytes }: DownloadTarget): number {
  return sizeBytes === undefined ? PROGRESS_BYTES : Math.min(PROGRESS_BYTES, sizeBytes * PROGRESS_SHARE);
}

function neverTheSame(target: DownloadTarget, failure: PassingFailure) {
  return failedDownload(
    target,
    {
      fault: "wrong-bytes",
      expected: `${describeTarget(target)}, the same each time`,
      received: `a file that changes while it is downloaded (${failure.message})`,
      advice: "try again later, or from another server (TRANSFERLAB_MIRROR)",
    },
    failure,
  );
}

function createReporter(
  target: DownloadTarget,
  onProgress: ((progress: DownloadProgress) => void) | undefined,
) {
  const meter = createRateMeter();
  let reportedMs = Number.NEGATIVE_INFINITY;
  let totalBytes = target.sizeBytes;
  const describe = (phase: DownloadProgress["phase"], bytes: number): DownloadProgress => {
    const bytesPerSecond = meter.rate();
    return {
      phase,
      file: basename(target.path),
      bytes,
      totalBytes,
      bytesPerSecond,
      secondsLeft: secondsLeft(bytes, totalBytes, bytesPerSecond),
    };
  };
  return {
    downloading(bytes: number, total: number | undefined): void {
      const nowMs = performance.now();
      totalBytes = total;
      meter.add(bytes, nowMs);
      if (nowMs - reportedMs < PROGRESS_MS && bytes !== total) return;
      reportedMs = nowMs;
      onProgress?.(describe("downloading", bytes));
    },
    retrying(bytes: number, reason: string, retryInMs: number): void {
      onProgress?.({ ...describe("retrying", bytes), reason, retryInMs });
    },
  };
}
