import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import type { Part } from "../disk/part-file.ts";
import { PassingFailure } from "./retry-policy.ts";

/** Environment variables, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A server's answer to a request for the rest of a file. */
export interface RangeAnswer {
  readonly status: number;
  /** Place in the file of the first byte that follows: 0 when the server sends all of it. */
  readonly start: number;
  /** Size of the whole file in bytes, by the server's word. */
  readonly totalBytes: number | undefined;
  /** A strong ETag or a date, for asking later whether it is still the same. */
  readonly validator: string | undefined;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Readable;
}

const REDIRECTIONS = 5;

/**
 * Opens connections that follow redirections and the proxies of the environment (`HTTPS_PROXY`, `HTTP_PROXY`,
 * `NO_PROXY`, in either case).
 *
 * @returns a dispatcher of undici's; the caller destroys it.
 */
export async function openDispatcher(
  environment: Environment,
  { stallTimeoutMs }: { readonly stallTimeoutMs: number },
): Promise<Dispatcher> {
  const { EnvHttpProxyAgent, interceptors } = await import("undici");
  const read = (name: string) => environment[name] ?? environment[name.toUpperCase()] ?? "";
  const agent = new EnvHttpProxyAgent({
    httpProxy: read("http_proxy"),
    httpsProxy: read("https_proxy"),
    noProxy: read("no_proxy"),
    bodyTimeout: stallTimeoutMs,
    headersTimeout: stallTimeoutMs,
    connectTimeout: stallTimeoutMs,
  });
  return agent.compose(interceptors.redirect({ maxRedirections: REDIRECTIONS }));
}

/**
 * Asks for a file from where `part` ends.
 *
 * @throws what broke the connection; the signal's reason; {@link PassingFailure} when no headers came in time.
 */
export async function requestRange(
  url: string,
  part: Part,
  options: {
    readonly dispatcher: Dispatcher;
    readonly signal: AbortSignal;
    readonly answerTimeoutMs: number;
  },
): Promise<RangeAnswer> {
  const { dispatcher, signal, answerTimeoutMs } = options;
  const { request } = await import("undici");
  // The validator of another server says nothing about this one; the checksum decides then.
  const validator = part.origin?.url === url ? part.origin.validator : undefined;
  const answer = request(url, {
    dispatcher,
    signal,
    headers: {
      // A coded body would have other places and sizes.
      "accept-encoding": "identity",
      "user-agent": "transferlab",
      ...(part.bytes > 0 && { range: `bytes=${part.bytes}-` }),
      ...(part.bytes > 0 && validator !== undefined && { "if-range": validator }),
    },
  });
  // undici waits for ever, and hears no signal, while a proxy neither opens a tunnel nor refuses it.
  const { statusCode, headers, body } = await within(answerTimeoutMs, signal, answer);
  const read = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const range = statusCode === 206 ? parseContentRange(read("content-range")) : undefined;
  return {
    status: statusCode,
    start: range?.start ?? 0,
    totalBytes: range === undefined ? parseLength(read("content-length")) : range.totalBytes,
    validator: strongValidator(read("etag"), read("last-modified")),
    contentType: read("content-type"),
    retryAfter: read("retry-after"),
    body,
  };
}

async function within<T>(timeoutMs: number, signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const over = new AbortController();
  const ended = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }).then(
    () => Promise.reject(new PassingFailure(`no answer for ${timeoutMs / 1000} s`)),
    () => Promise.reject(signal.reason),
  );
  try {
    return await Promise.race([promise, ended]);
  } finally {
    ended.catch(() => {});
    over.abort();
  }
}

/** @see RFC 9110, 14.4 */
function parseContentRange(header: string | undefined) {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? "");
  if (match === null) return undefined;
  return { start: Number(match[1]), totalBytes: match[2] === "*" ? undefined : Number(match[2]) };
}

function parseLength(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;
}

/** @see RFC 9110, 13.1.5: a weak ETag must not stand in If-Range */
function strongValidator(etag: string | undefined, lastModified: string | undefined): string | undefined {
  return etag !== undefined && !etag.startsWith("W/") ? etag : lastModified;
}
