import { LabError } from "../../errors/lab-error.ts";

/**
 * Why a file could not be had:
 *
 * - `"offline"`: `TRANSFERLAB_OFFLINE` forbids the network
 * - `"not-found"`: the server has no such file
 * - `"refused"`: the server does not give it (status 401, 403 and others that another try would not mend)
 * - `"unreachable"`: no connection, cuts, stalls or an overloaded server, after all tries; a later run resumes
 * - `"wrong-bytes"`: what came is not the file
 * - `"no-space"`: the disk is too full
 * - `"no-npm"`: it comes as a package of npm's, and npm cannot be started
 */
export type DownloadFault =
  | "offline"
  | "not-found"
  | "refused"
  | "unreachable"
  | "wrong-bytes"
  | "no-space"
  | "no-npm";

/** What a {@link DownloadError} says. */
export interface DownloadFacts {
  readonly fault: DownloadFault;
  readonly url: string;
  /** Where the file was to go. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  /** What to do about it. */
  readonly advice: string;
}

/** A file could not be downloaded. No later run trusts what is there of it. */
export class DownloadError extends LabError {
  override name = "DownloadError";
  readonly fault: DownloadFault;
  readonly url: string;
  readonly path: string;

  constructor(facts: DownloadFacts, options?: ErrorOptions) {
    super(`${facts.url}: expected ${facts.expected}, received ${facts.received}; ${facts.advice}`, options);
    this.fault = facts.fault;
    this.url = facts.url;
    this.path = facts.path;
  }
}
