import { STATUS_CODES } from "node:http";

/** A failure of one try that another try may mend. */
export class PassingFailure extends Error {
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** What is there of the file cannot be gone on with. */
  readonly fromStart: boolean;

  constructor(reason: string, { retryAfterMs, fromStart = false, cause }: PassingFailureOptions = {}) {
    super(reason, cause === undefined ? undefined : { cause });
    this.retryAfterMs = retryAfterMs;
    this.fromStart = fromStart;
  }
}

interface PassingFailureOptions {
  readonly retryAfterMs?: number | undefined;
  readonly fromStart?: boolean;
  readonly cause?: unknown;
}

/** Statuses that say "not now": request timeout, too early, too many requests, faults of a server or gateway. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

const LONGEST_PAUSE_MS = 30_000;

/** Whether a later try may be answered better. */
export function isPassingStatus(status: number): boolean {
  return PASSING_STATUSES.has(status);
}

/** "429 Too Many Requests" */
export function describeStatus(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
}

/**
 * Reads a Retry-After header.
 *
 * @returns milliseconds from `nowMs` on, at least 0; undefined when there is none that can be read.
 * @see RFC 9110, 10.2.3: seconds or a date
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/**
 * How long to pause after a failure: doubling from `backoffMs` to 30 s, and half of it by chance, so that a class that
 * was cut off together does not come back together.
 *
 * @param failures - in a row, from 1.
 * @param random - uniform in [0, 1).
 */
export function pauseAfter(failures: number, backoffMs: number, random: () => number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, backoffMs * 2 ** (failures - 1));
  return longest / 2 + (longest / 2) * random();
}

/** Says in words what broke a connection; undefined for what another try would not mend. */
export function describeNetworkFailure(error: unknown, stallTimeoutMs: number): string | undefined {
  const code = findCode(error);
  if (code === undefined) return undefined;
  const known = NETWORK_FAILURES[code];
  if (known !== undefined) return known;
  if (code === "UND_ERR_BODY_TIMEOUT" || code === "UND_ERR_HEADERS_TIMEOUT") {
    return `no byte for ${stallTimeoutMs / 1000} s`;
  }
  // What the parser of HTTP could not read: a broken proxy or a cut in an unlucky place.
  return code.startsWith("HPE_") ? `an answer that is not HTTP (${code})` : undefined;
}

const NETWORK_FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "no server answers there (connection refused)",
  ECONNRESET: "the connection was cut",
  ECONNABORTED: "the connection was cut",
  EPIPE: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the connection was cut",
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "the connection was cut",
  ENOTFOUND: "the name of the server is not known (no network?)",
  EAI_AGAIN: "the name of the server is not known (no network?)",
  ENETDOWN: "the network is down",
  ENETUNREACH: "the network is unreachable",
  EHOSTDOWN: "the server is unreachable",
  EHOSTUNREACH: "the server is unreachable",
  EADDRNOTAVAIL: "the server is unreachable",
  ETIMEDOUT: "the connection timed out",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
};

/** Errors of several addresses, and those that a cause explains, keep the code inside. */
function findCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string") return code;
  if (error instanceof AggregateError) return findCode(error.errors[0]);
  return findCode(error.cause);
}
