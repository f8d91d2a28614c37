import { createHash, type Hash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { CheckpointError } from "./checkpoint-error.ts";

/** A record and arrays of numbers: what a checkpoint file holds. */
export interface CheckpointContent<Header> {
  readonly header: Header;
  readonly arrays: readonly Float32Array[];
}

/*
 * A line with format and length of the header, the header as JSON with the lengths of the arrays, the arrays in
 * little-endian float32, and 64 hexadecimal digits: the SHA-256 of all before.
 */
const FORMAT = "transferlab-checkpoint-1";
const FIRST_LINE_BYTES = 64;
const DIGEST_BYTES = 64;

/**
 * Writes a checkpoint so that `path` holds the old one or the new one, never part of one: it is written beside it,
 * flushed to the disk, and renamed.
 */
export async function writeCheckpoint<Header>(
  path: string,
  { header, arrays }: CheckpointContent<Header>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  const text = Buffer.from(JSON.stringify({ header, lengths: arrays.map(({ length }) => length) }));
  const first = Buffer.from(`${FORMAT} ${text.length}`.padEnd(FIRST_LINE_BYTES - 1).concat("\n"));
  const file = await open(partial, "w");
  try {
    const hash = createHash("sha256");
    for (const part of [first, text, ...arrays.map(bytesOf)]) {
      hash.update(part);
      await file.writeFile(part);
    }
    await file.writeFile(hash.digest("hex"));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * Reads a checkpoint, and checks its digest before anything is returned.
 *
 * @returns `undefined` when there is no such file.
 * @throws {@link CheckpointError} when it is cut short, altered, or no checkpoint.
 */
export async function readCheckpoint<Header>(path: string): Promise<CheckpointContent<Header> | undefined> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    return await readOpen<Header>(file, path);
  } finally {
    await file.close();
  }
}

async function readOpen<Header>(file: FileHandle, path: string): Promise<CheckpointContent<Header>> {
  const { size } = await file.stat();
  const hash = createHash("sha256");
  let left = size - DIGEST_BYTES;
  const read = async (length: number) => {
    // A length that a damaged file names must not be allocated before it is known to be there.
    if (!(length >= 0 && length <= left))
      throw new CheckpointError(path, "damaged", [`a file of ${size} bytes that is cut short`]);
    left -= length;
    const bytes = await readExactly(file, length, path);
    hash.update(bytes);
    return bytes;
  };
  const [format, headerLength] = (await read(FIRST_LINE_BYTES)).toString("latin1").trim().split(" ");
  if (format !== FORMAT)
    throw new CheckpointError(path, "damaged", [`a file that does not begin with ${FORMAT}`]);
  const text = await read(Number(headerLength));
  const parsed = parseHeader<Header>(text);
  const arrays: Float32Array[] = [];
  for (const length of parsed?.lengths ?? []) {
    const bytes = await read(length * Float32Array.BYTES_PER_ELEMENT);
    arrays.push(new Float32Array(bytes.buffer, bytes.byteOffset, length));
  }
  if (parsed === undefined || left !== 0 || !(await endsWith(file, hash, path)))
    throw new CheckpointError(path, "damaged", ["one whose digest does not fit its bytes"]);
  return { header: parsed.header, arrays };
}

function parseHeader<Header>(text: Buffer): { header: Header; lengths: number[] } | undefined {
  try {
    const parsed = JSON.parse(text.toString("utf8")) as { header: Header; lengths: number[] } | null;
    return Array.isArray(parsed?.lengths) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

async function endsWith(file: FileHandle, hash: Hash, path: string): Promise<boolean> {
  const stored = await readExactly(file, DIGEST_BYTES, path);
  return stored.toString("latin1") === hash.digest("hex");
}

async function readExactly(file: FileHandle, length: number, path: string): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done);
    if (bytesRead === 0)
      throw new CheckpointError(path, "damaged", ["a file that became shorter while it was read"]);
    done += bytesRead;
  }
  return bytes;
}

function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
