import { LabError } from "../errors/lab-error.ts";

/**
 * Why a picture was not read.
 *
 * - `missing`: no such file
 * - `unreadable`: the file system refused (permission, a folder, a device error)
 * - `empty`: no bytes
 * - `truncated`: the file stops early
 * - `damaged`: an image by its first bytes, but its data do not decode
 * - `too-large`: more pixels than are safe to decode
 * - `unsupported`: an image of a kind that is not read here (BMP, HEIC, ...)
 * - `not-an-image`: something else under an image's name
 */
export type DecodeFault =
  | "missing"
  | "unreadable"
  | "empty"
  | "truncated"
  | "damaged"
  | "too-large"
  | "unsupported"
  | "not-an-image";

/** A picture cannot be read: names the file, why, and what helps. */
export class DecodeError extends LabError {
  override name = "DecodeError";
  /** The file, or `undefined` where bytes were given. */
  readonly path: string | undefined;
  readonly fault: DecodeFault;
  /** The reason as a sentence without the file's name. */
  readonly reason: string;

  constructor(path: string | undefined, fault: DecodeFault, reason: string, options?: ErrorOptions) {
    super(`${path ?? "image bytes"}: ${reason}`, options);
    this.path = path;
    this.fault = fault;
    this.reason = reason;
  }
}
