import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { type Entry, openPromise } from "yauzl";
import { DatasetError } from "../../image-dataset.ts";
import type { UnpackOptions } from "../known-dataset.ts";
import { type PlaceEntry, unsoundArchive } from "./entry-place.ts";
import { createEntryWriter, LONGEST_FILE_BYTES } from "./entry-writer.ts";

/** Upper half of a Unix file's mode: what kind it is. */
const KIND_MASK = 0o170000;
const REGULAR_FILE = 0o100000;

/**
 * Writes the files of a `.zip` that `place` chooses.
 *
 * @throws {@link DatasetError} when the archive is cut or damaged, or when a path in it leads out of the folder; the
 *   signal's reason when aborted. What is written by then stays.
 */
export async function unpackZip(
  archive: string,
  folder: string,
  place: PlaceEntry,
  { signal, onFraction }: Pick<UnpackOptions, "signal" | "onFraction"> = {},
): Promise<void> {
  const writer = createEntryWriter(archive, folder, place);
  try {
    const zip = await openPromise(archive, { lazyEntries: true, autoClose: false });
    try {
      let seen = 0;
      for await (const entry of zip.eachEntry()) {
        signal?.throwIfAborted();
        seen += 1;
        const path = entry.fileName.endsWith("/") ? undefined : writer.placeOf(entry.fileName);
        if (path !== undefined) {
          checkEntry(archive, entry);
          await writer.write(path, await readChecked(await zip.openReadStreamPromise(entry), entry));
        }
        onFraction?.(seen / zip.entryCount);
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw describeFault(archive, error);
  }
}

function checkEntry(archive: string, { fileName, externalFileAttributes, uncompressedSize }: Entry): void {
  const kind = (externalFileAttributes >>> 16) & KIND_MASK;
  // 0: made by a system that does not say.
  if (kind !== 0 && kind !== REGULAR_FILE)
    throw unsoundArchive(archive, `"${fileName}" as a link or the like, not a file`);
  if (uncompressedSize > LONGEST_FILE_BYTES) {
    throw unsoundArchive(archive, `a file "${fileName}" of ${uncompressedSize} bytes`);
  }
}

/** yauzl looks at the length alone. */
async function readChecked(stream: Readable, { fileName, crc32: expected }: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sum = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum);
    chunks.push(chunk);
  }
  if (sum !== expected) throw new Error(`wrong checksum of ${fileName}`);
  return Buffer.concat(chunks);
}

function describeFault(archive: string, error: unknown): unknown {
  if (error instanceof DatasetError) return error;
  const isOfSystem = error instanceof Error && "syscall" in error;
  if (isOfSystem) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const isCut = /end of central directory/i.test(reason);
  return unsoundArchive(archive, isCut ? "one that is cut short" : `damage (${reason})`, error);
}
