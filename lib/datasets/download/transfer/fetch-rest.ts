import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { discardPart, type Part, partPath, writePartOrigin } from "../disk/part-file.ts";
import type { DownloadTarget } from "../download-target.ts";
import { type Environment, openDispatcher, type RangeAnswer, requestRange } from "./request-range.ts";
import { describeStatus, isPassingStatus, PassingFailure, parseRetryAfter } from "./retry-policy.ts";
import { connectionFault, describeTarget, failedDownload, noSpace } from "./transfer-fault.ts";

/** What {@link fetchRest} needs besides the target. */
export interface FetchOptions {
  /** For the proxies. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly stallTimeoutMs: number;
  readonly findFreeBytes: (folder: string) => Promise<number>;
  /** Called with the bytes on disk, and the size of the file as far as it is known. */
  readonly onBytes: (bytes: number, totalBytes: number | undefined) => void;
}

/** Room on the disk that is left to others. */
const SPARE_BYTES = 32 * 1024 * 1024;

/**
 * Asks once for what is missing of a file and adds what comes to its part file.
 *
 * @returns where in the file the answer began: 0 when the server sent all of it.
 * @throws {@link PassingFailure} when another try may help; {@link DownloadError} when none will.
 */
export async function fetchRest(target: DownloadTarget, part: Part, options: FetchOptions): Promise<number> {
  const { environment, signal, stallTimeoutMs } = options;
  // A connection of its own: what broke the last one may still sit in it.
  const dispatcher = await openDispatcher(environment, { stallTimeoutMs });
  try {
    // Time for a connection, a tunnel and headers, each of which has its own limit below this one.
    const requestOptions = { dispatcher, signal, answerTimeoutMs: 3 * stallTimeoutMs };
    const answer = await requestRange(target.url, part, requestOptions).catch((error) => {
      throw error instanceof PassingFailure ? error : connectionFault(target, error, stallTimeoutMs);
    });
    // A body that is not read may still fail.
    answer.body.on("error", () => {});
    return await takeAnswer(target, part, answer, options);
  } finally {
    await dispatcher.destroy();
  }
}

async function takeAnswer(
  target: DownloadTarget,
  part: Part,
  answer: RangeAnswer,
  options: FetchOptions,
): Promise<number> {
  const start = placeOfAnswer(target, part, answer);
  const totalBytes = target.sizeBytes ?? answer.totalBytes;
  await checkSpace(target, options, { part, totalBytes });
  if (start === 0) await discardPart(target.path);
  const origin = { url: target.url, validator: answer.validator };
  if (start === 0 || part.origin?.url !== origin.url) await writePartOrigin(target.path, origin);
  const bytes = await appendBody(target, answer, { ...options, start, totalBytes });
  if (totalBytes !== undefined && bytes < totalBytes) {
    throw new PassingFailure(`the answer ended after ${bytes} of ${totalBytes} bytes`);
  }
  return start;
}

/** Returns the place in the file that the answer begins at, or throws what its status means. */
function placeOfAnswer(target: DownloadTarget, part: Part, answer: RangeAnswer): number {
  const { status, start, totalBytes } = answer;
  if (status === 200) {
    if (answer.contentType?.startsWith("text/html") && totalBytes !== target.sizeBytes) throw webPage(target);
    return 0;
  }
  if (status === 206) {
    if (target.sizeBytes !== undefined && totalBytes !== undefined && totalBytes !== target.sizeBytes) {
      throw new PassingFailure(`the server's file has ${totalBytes} bytes`, { fromStart: true });
    }
    if (start !== part.bytes) {
      throw new PassingFailure(`bytes from ${start} on, not ${part.bytes}`, { fromStart: true });
    }
    const before = part.origin?.url === target.url ? part.origin.validator : undefined;
    if (before !== undefined && answer.validator !== undefined && before !== answer.validator) {
      throw new PassingFailure("the file has changed on the server", { fromStart: true });
    }
    return start;
  }
  if (status === 416 && part.bytes > 0) {
    throw new PassingFailure(`the server has no bytes from ${part.bytes} on`, { fromStart: true });
  }
  if (isPassingStatus(status)) {
    const retryAfterMs = parseRetryAfter(answer.retryAfter, Date.now());
    throw new PassingFailure(describeStatus(status), { retryAfterMs });
  }
  throw failedDownload(target, {
    fault: status === 404 || status === 410 ? "not-found" : "refused",
    expected: describeTarget(target),
    received: describeStatus(status),
    advice: `check the address and TRANSFERLAB_MIRROR, or get the file elsewhere and put it at ${target.path}`,
  });
}

function webPage(target: DownloadTarget) {
  return failedDownload(target, {
    fault: "wrong-bytes",
    expected: describeTarget(target),
    received: "a web page",
    advice: "networks that ask you to log in answer so: open a page in a browser, then try again",
  });
}

async function checkSpace(
  target: DownloadTarget,
  { findFreeBytes }: FetchOptions,
  { part, totalBytes }: { readonly part: Part; readonly totalBytes: number | undefined },
): Promise<void> {
  if (totalBytes === undefined) return;
  const freeBytes = await findFreeBytes(dirname(target.path));
  // The part's bytes are either kept or given back.
  const neededBytes = totalBytes - part.bytes + SPARE_BYTES;
  if (freeBytes < neededBytes) throw noSpace(target, neededBytes, { freeBytes });
}

async function appendBody(
  target: DownloadTarget,
  answer: RangeAnswer,
  options: FetchOptions & { readonly start: number; readonly totalBytes: number | undefined },
): Promise<number> {
  const { start, totalBytes, onBytes } = options;
  const file = await open(partPath(target.path), start === 0 ? "w" : "r+");
  try {
    let bytes = start;
    onBytes(bytes, totalBytes);
    for await (const chunk of chunksOf(target, answer, options)) {
      // What a server sends beyond the end is of no use: the checksum decides about what is before it.
      const wanted = totalBytes === undefined ? chunk : chunk.subarray(0, totalBytes - bytes);
      await writeFully(file, wanted, bytes);
      bytes += wanted.length;
      onBytes(bytes, totalBytes);
      if (bytes === totalBytes) break;
    }
    await file.sync();
    return bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    throw noSpace(target, totalBytes, { cause: error });
  } finally {
    await file.close();
  }
}

async function* chunksOf(
  target: DownloadTarget,
  { body }: RangeAnswer,
  { signal, stallTimeoutMs }: FetchOptions,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) {
      signal.throwIfAborted();
      yield chunk as Buffer;
    }
  } catch (error) {
    throw connectionFault(target, error, stallTimeoutMs);
  }
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const step = await file.write(bytes, written, bytes.length - written, position + written);
    written += step.bytesWritten;
  }
}
