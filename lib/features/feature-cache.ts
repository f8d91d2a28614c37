import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";

/** What decides a row besides the picture's bytes: another value of any of these is another file. */
export interface CacheKey {
  readonly trunkSha256: string;
  readonly pooling: string;
  readonly resize: string;
  /** Recipe, seed and number of a random view; absent for the pictures as they are. */
  readonly view?: string | undefined;
}

/** Rows by the digest of the picture they were computed from. */
export type CachedRows = Map<string, Float32Array>;

const FORMAT = "transferlab-features-1";
const DIGEST_LENGTH = 64;
/** Beyond this a file is not written: reading it back would cost memory that callers do not expect. */
const LARGEST_FILE_BYTES = 2 ** 30;

/** Returns the file that holds rows of this key. */
export function cachePath(folder: string, key: CacheKey): string {
  const { trunkSha256, pooling, resize, view } = key;
  const parts = [FORMAT, trunkSha256, pooling, resize, ...(view === undefined ? [] : [view])];
  const digest = createHash("sha256").update(JSON.stringify(parts));
  return join(folder, `${digest.digest("hex").slice(0, 32)}.features`);
}

/**
 * Reads cached rows of `columns` values.
 *
 * A file that is cut short, altered, or of another shape counts as none: it is removed and its rows are computed again.
 */
export async function readCachedRows(path: string, columns: number): Promise<CachedRows> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (bytes === undefined) return new Map();
  const rows = parse(bytes, columns);
  if (rows === undefined) await rm(path, { force: true });
  return rows ?? new Map();
}

/**
 * Writes rows so that readers see the old file or the new one, never part of one.
 *
 * @returns whether they were written: not when they would make a file above 1 GiB.
 */
export async function writeCachedRows(
  folder: string,
  path: string,
  columns: number,
  rows: CachedRows,
): Promise<boolean> {
  const header = Buffer.from(`${JSON.stringify({ format: FORMAT, columns, pictures: [...rows.keys()] })}\n`);
  const dataBytes = rows.size * columns * Float32Array.BYTES_PER_ELEMENT;
  if (dataBytes > LARGEST_FILE_BYTES) return false;
  const file = Buffer.alloc(DIGEST_LENGTH + 1 + header.length + dataBytes);
  file[DIGEST_LENGTH] = 0x0a;
  header.copy(file, DIGEST_LENGTH + 1);
  let offset = DIGEST_LENGTH + 1 + header.length;
  for (const row of rows.values()) {
    Buffer.from(row.buffer, row.byteOffset, row.byteLength).copy(file, offset);
    offset += row.byteLength;
  }
  file.write(digestOf(file), 0, "latin1");
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(path, file);
  return true;
}

function parse(bytes: Buffer, columns: number): CachedRows | undefined {
  const headerEnd = bytes.indexOf(0x0a, DIGEST_LENGTH + 1);
  if (headerEnd < 0 || bytes.toString("latin1", 0, DIGEST_LENGTH) !== digestOf(bytes)) return undefined;
  const header = JSON.parse(bytes.toString("utf8", DIGEST_LENGTH + 1, headerEnd)) as {
    readonly format: string;
    readonly columns: number;
    readonly pictures: readonly string[];
  };
  if (header.format !== FORMAT || header.columns !== columns) return undefined;
  // Copied, because float32 must start at a multiple of four bytes.
  const data = bytes.buffer.slice(bytes.byteOffset + headerEnd + 1, bytes.byteOffset + bytes.length);
  const values = new Float32Array(data as ArrayBuffer);
  return new Map(
    header.pictures.map((picture, row) => [picture, values.subarray(row * columns, (row + 1) * columns)]),
  );
}

/** Digest of everything after the digest itself. */
function digestOf(file: Buffer): string {
  return createHash("sha256").update(file.subarray(DIGEST_LENGTH)).digest("hex");
}
