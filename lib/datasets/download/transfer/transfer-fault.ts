import { basename, dirname } from "node:path";
import { DownloadError, type DownloadFacts } from "../download-error.ts";
import type { DownloadTarget } from "../download-target.ts";
import { describeNetworkFailure, PassingFailure } from "./retry-policy.ts";

/** Makes the error that says why a file could not be had. */
export function failedDownload(
  { url, path }: DownloadTarget,
  facts: Omit<DownloadFacts, "url" | "path">,
  cause?: unknown,
): DownloadError {
  return new DownloadError({ url, path, ...facts }, cause === undefined ? undefined : { cause });
}

/** What broke a connection: a failure that passes, or an error for good. */
export function connectionFault(target: DownloadTarget, error: unknown, stallTimeoutMs: number): Error {
  const reason = describeNetworkFailure(error, stallTimeoutMs);
  if (reason !== undefined) return new PassingFailure(reason, { cause: error });
  return failedDownload(
    target,
    {
      fault: "unreachable",
      expected: "a connection",
      received: error instanceof Error ? error.message : String(error),
      advice: `check the address, HTTPS_PROXY and TRANSFERLAB_MIRROR, or put the file at ${target.path}`,
    },
    error,
  );
}

/** No try more after `failures` in a row. */
export function givenUp(
  target: DownloadTarget,
  failure: PassingFailure,
  { failures, keptBytes }: { readonly failures: number; readonly keptBytes: number },
): DownloadError {
  const { retryAfterMs } = failure;
  const wait = retryAfterMs === undefined ? "" : `, which asks to wait ${Math.ceil(retryAfterMs / 1000)} s`;
  const kept =
    keptBytes === 0 ? "" : `; ${formatMegabytes(keptBytes)} are kept, and the next try goes on from there`;
  return failedDownload(
    target,
    {
      fault: "unreachable",
      expected: describeTarget(target),
      received: `a failure: ${failure.message}${wait} (${failures === 1 ? "1 try" : `${failures} tries in a row`})`,
      advice: `check the network, HTTPS_PROXY and TRANSFERLAB_MIRROR, or put the file at ${target.path}${kept}`,
    },
    failure,
  );
}

/** The disk is full, or will be. */
export function noSpace(
  target: DownloadTarget,
  neededBytes: number | undefined,
  { freeBytes, cause }: { readonly freeBytes?: number; readonly cause?: unknown },
): DownloadError {
  const needed = neededBytes === undefined ? "room for the file" : `${formatMegabytes(neededBytes)} free`;
  return failedDownload(
    target,
    {
      fault: "no-space",
      expected: `${needed} on the disk of ${dirname(target.path)}`,
      received: freeBytes === undefined ? "a full disk" : formatMegabytes(freeBytes),
      advice: "make room, or let TRANSFERLAB_HOME name a folder on another disk",
    },
    cause,
  );
}

/** "vgg16.h5 (553467096 bytes, md5 6437..)" */
export function describeTarget({ path, sizeBytes, checksum }: DownloadTarget): string {
  const size = sizeBytes === undefined ? "" : `${sizeBytes} bytes, `;
  return `${basename(path)} (${size}${checksum.algorithm} ${checksum.digest})`;
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
