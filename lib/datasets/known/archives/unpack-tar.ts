import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { PassThrough, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { ReadEntry } from "tar";
import { DatasetError } from "../../image-dataset.ts";
import type { UnpackOptions } from "../known-dataset.ts";
import { type PlaceEntry, unsoundArchive } from "./entry-place.ts";
import { createEntryWriter, type EntryWriter, LONGEST_FILE_BYTES } from "./entry-writer.ts";

const CHUNK_BYTES = 1024 * 1024;

/**
 * Writes the files of a tar archive that `place` chooses, compressed by gzip or, whatever its name says, not.
 *
 * @throws {@link DatasetError} when the archive is cut or damaged, or when a path in it leads out of the folder; the
 *   signal's reason when aborted. What is written by then stays.
 */
export async function unpackTar(
  archive: string,
  folder: string,
  place: PlaceEntry,
  { signal, onFraction }: Pick<UnpackOptions, "signal" | "onFraction"> = {},
): Promise<void> {
  const { Parser } = await import("tar");
  const task = createTask(archive, createEntryWriter(archive, folder, place));
  const parser = new Parser({ strict: true, onReadEntry: task.takeEntry });
  parser.on("error", task.fail);
  const { size } = await stat(archive);
  let read = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      read += chunk.length;
      onFraction?.(read / size);
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(archive, { highWaterMark: CHUNK_BYTES }),
      count,
      (await isGzip(archive)) ? createGunzip({ chunkSize: CHUNK_BYTES }) : new PassThrough(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          // Its answer is of no use: entries are read as they come.
          parser.write(chunk);
          await task.settle();
        }
        parser.end();
        await task.finish();
      },
      { signal },
    );
  } catch (error) {
    signal?.throwIfAborted();
    // Node.js may put an AbortError of its own in the place of what ended the last stage.
    throw describeFault(archive, task.fault() ?? error);
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** Writes what entries bring; the first fault ends it. */
function createTask(archive: string, writer: EntryWriter) {
  let fault: unknown;
  const entries: Promise<void>[] = [];
  const writes = new Set<Promise<void>>();
  const fail = (error: unknown): void => {
    fault ??= error;
  };
  const save = async (entry: ReadEntry, path: string): Promise<void> => {
    const content = await entry.concat();
    const write = writer.write(path, content).finally(() => writes.delete(write));
    writes.add(write);
    await write;
  };
  const throwFault = (): void => {
    if (fault !== undefined) throw fault;
  };
  return {
    fail,
    fault: () => fault,
    takeEntry(entry: ReadEntry): void {
      try {
        const path = choosePath(archive, writer, entry);
        if (path === undefined) entry.resume();
        else entries.push(save(entry, path).catch(fail));
      } catch (error) {
        fail(error);
        entry.resume();
      }
    },
    /** Waits for the files that are whole: the last one may go on in the next chunk. */
    async settle(): Promise<void> {
      throwFault();
      await Promise.allSettled(writes);
      throwFault();
    },
    async finish(): Promise<void> {
      throwFault();
      await Promise.all(entries);
      throwFault();
    },
  };
}

function choosePath(archive: string, writer: EntryWriter, entry: ReadEntry): string | undefined {
  const path = writer.placeOf(entry.path.replace(/\/$/, ""));
  if (path === undefined || entry.type === "Directory") return undefined;
  if (!/^(File|OldFile|ContiguousFile)$/.test(entry.type)) {
    throw unsoundArchive(archive, `"${entry.path}" as a ${entry.type}, not a file`);
  }
  if (entry.size > LONGEST_FILE_BYTES) {
    throw unsoundArchive(archive, `a file "${entry.path}" of ${entry.size} bytes`);
  }
  return path;
}

function describeFault(archive: string, error: unknown): unknown {
  if (error instanceof DatasetError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const isOfSystem = error instanceof Error && "syscall" in error;
  if (isOfSystem || code === "ENOSPC") return error;
  const isCut = code === "Z_BUF_ERROR" || /truncated/i.test(message);
  return unsoundArchive(archive, isCut ? "one that is cut short" : `damage (${message})`, error);
}
