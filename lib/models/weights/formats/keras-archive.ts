import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { type Entry, open, type ZipFile } from "yauzl";
import { WeightFormatError } from "../weight-file-error.ts";

/** Names of the parts of a `.keras` file. */
export const ARCHIVE_PARTS = {
  metadata: "metadata.json",
  config: "config.json",
  weights: "model.weights.h5",
} as const;

/** No configuration is near as long: a part that says so is not read into memory. */
const LONGEST_TEXT_BYTES = 256 * 1024 * 1024;

/** A `.keras` file that is open. */
export interface KerasArchive {
  /** `config.json` as it is written. */
  readonly config: string;
  /** `metadata.json` as it is written; undefined when there is none. */
  readonly metadata: string | undefined;
  /** Path of a copy of `model.weights.h5`, gone once the archive is closed. */
  readonly weightsPath: string;
}

/**
 * Opens a Keras 3 `.keras` file, lets `read` look into it, and removes what was unpacked in any case.
 *
 * @throws {@link WeightFormatError} when it is not a zip, is cut short or damaged, or lacks one of its parts.
 * @see Keras `saving/saving_lib.py`, _load_model_from_fileobj
 */
export async function withKerasArchive<T>(
  path: string,
  read: (archive: KerasArchive) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "transferlab-keras-"));
  try {
    const weightsPath = join(folder, ARCHIVE_PARTS.weights);
    const parts = await unpack(path, weightsPath);
    return await read({ ...parts, weightsPath });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(path: string, weightsPath: string): Promise<Omit<KerasArchive, "weightsPath">> {
  const zip = await openZip(path);
  try {
    const entries = await listEntries(zip);
    const config = entries.get(ARCHIVE_PARTS.config);
    const weights = entries.get(ARCHIVE_PARTS.weights);
    if (config === undefined || weights === undefined) {
      const names = [...entries.keys()];
      const shown = `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", .." : ""}` || "nothing";
      const found = names.includes("model.weights.npz")
        ? "its weights as model.weights.npz, which is not supported (save it with Keras's default format)"
        : `a zip with ${shown}`;
      const expected = `a .keras file (${ARCHIVE_PARTS.config}, ${ARCHIVE_PARTS.weights})`;
      throw new WeightFormatError({ file: path, expected, found });
    }
    const metadata = entries.get(ARCHIVE_PARTS.metadata);
    const texts = {
      config: await readText(zip, config),
      metadata: metadata === undefined ? undefined : await readText(zip, metadata),
    };
    const stream = checked(await openEntry(zip, weights), weights);
    await pipeline(stream, createWriteStream(weightsPath));
    return texts;
  } catch (cause) {
    throw cause instanceof WeightFormatError ? cause : damaged(path, cause);
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  return await new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(damaged(path, error));
      else resolve(zip);
    });
  });
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  return await new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on("error", reject);
    zip.on("entry", (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.readEntry();
  });
}

async function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return await new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(error);
      else resolve(stream);
    });
  });
}

async function readText(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > LONGEST_TEXT_BYTES) {
    throw new Error(`${entry.fileName} says that it is ${entry.uncompressedSize} bytes long`);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of checked(await openEntry(zip, entry), entry)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Passes a part on and fails at its end when its checksum is wrong, which yauzl does not look at. */
async function* checked(stream: Readable, entry: Entry): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw new Error(`wrong checksum of ${entry.fileName}`);
}

function damaged(path: string, cause: unknown): WeightFormatError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const found = /end of central directory/i.test(reason)
    ? "a zip without its end: the file is cut short"
    : `damage (${reason})`;
  const facts = { file: path, expected: "a sound .keras file (a zip)", found };
  return new WeightFormatError({ ...facts, advice: "delete it and get it again" }, { cause });
}
