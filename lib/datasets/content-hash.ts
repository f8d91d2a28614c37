import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/**
 * Returns the sha256 of a file's bytes, as 64 hexadecimal digits: equal for equal pictures, whatever they are called.
 *
 * @throws the file system's error when the file cannot be read.
 */
export async function contentHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
