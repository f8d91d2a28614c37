import { ArgumentError } from "../../errors/argument-error.ts";
import { type Checksum, checkChecksum } from "./disk/checksum.ts";

/** A file on a server, and where it goes. */
export interface DownloadTarget {
  /** `http:` or `https:`; the checksum makes the first as safe as the second. */
  readonly url: string;
  /** Path of the file; its folder is made when missing. */
  readonly path: string;
  readonly checksum: Checksum;
  /** Size in bytes, when it is known beforehand: lets a full disk be seen before anything comes. */
  readonly sizeBytes?: number | undefined;
}

/** @throws {@link ArgumentError} for what no file can have. */
export function checkTarget({ url, path, checksum, sizeBytes }: DownloadTarget): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ArgumentError("url", "an address that begins with https:// or http://", url);
  }
  if (path === "") throw new ArgumentError("path", "where the file is to go", "an empty text");
  if (sizeBytes !== undefined && !(Number.isSafeInteger(sizeBytes) && sizeBytes > 0)) {
    throw new ArgumentError("sizeBytes", "a positive whole number", sizeBytes);
  }
  checkChecksum(checksum);
}
