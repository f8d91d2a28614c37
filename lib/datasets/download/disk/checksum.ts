import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { ArgumentError } from "../../../errors/argument-error.ts";

/** What tells a file's content from any other. */
export interface Checksum {
  readonly algorithm: "md5" | "sha256" | "sha512";
  /** 32 hexadecimal digits for md5, 64 for sha256, 128 for sha512; lower case. */
  readonly digest: string;
}

const DIGITS = { md5: 32, sha256: 64, sha512: 128 } as const;
const CHUNK_BYTES = 1024 * 1024;

/**
 * Sums a file's bytes.
 *
 * @returns lower-case hexadecimal digits.
 * @throws the file system's error when the file cannot be read; the signal's reason when aborted.
 * @example await fileDigest("vgg16.h5", "md5");
 */
export async function fileDigest(
  path: string,
  algorithm: Checksum["algorithm"],
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    signal?.throwIfAborted();
    hash.update(chunk as Buffer);
  }
  return hash.digest("hex");
}

/** Whether a file is there with the size (when it is known) and the checksum that it should have. */
export async function isWhole(
  path: string,
  expected: { readonly checksum: Checksum; readonly sizeBytes?: number | undefined },
  options?: { readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const found = await findFileSize(path);
  if (found === undefined || (expected.sizeBytes !== undefined && found !== expected.sizeBytes)) return false;
  return (await fileDigest(path, expected.checksum.algorithm, options)) === expected.checksum.digest;
}

/** Returns the size of a file in bytes; undefined when no file is there. */
export async function findFileSize(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** @throws {@link ArgumentError} for digits that no file can have. */
export function checkChecksum({ algorithm, digest }: Checksum): void {
  const digits = DIGITS[algorithm];
  if (digits === undefined) throw new ArgumentError("checksum.algorithm", "md5, sha256 or sha512", algorithm);
  if (digest.length !== digits || !/^[0-9a-f]+$/.test(digest)) {
    throw new ArgumentError("checksum.digest", `${digits} lower-case hexadecimal digits`, digest);
  }
}
