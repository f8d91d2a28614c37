import { type FileHandle, open } from "node:fs/promises";

/** An input of a session and what it gave. */
export interface HistoryEntry {
  /** Number of the input in its session, from 1: its execution count. */
  readonly line: number;
  readonly input: string;
  /** Text of the result; absent when there was none. */
  readonly output?: string;
}

/** A record of a session's file: an input, or the output of an earlier one. */
export type SessionRecord = { readonly line: number } & (
  | { readonly input: string }
  | { readonly output: string }
);

/** Bytes read at once, from the end of a file to its start. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads the newest entries of a session's file, without reading what is before them.
 *
 * A record that a crash has cut off, or that is none, is passed over.
 *
 * @param limit - how many entries at most; all of them by default.
 * @returns newest first; none when the file is gone, as when another kernel has just deleted it.
 */
export async function readNewestEntries(
  path: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<HistoryEntry[]> {
  if (limit <= 0) return [];
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  try {
    const entries: HistoryEntry[] = [];
    const outputs = new Map<number, string>();
    for await (const text of linesFromEnd(file)) {
      const record = parseRecord(text);
      if (!record) continue;
      if ("output" in record) {
        outputs.set(record.line, record.output);
        continue;
      }
      const output = outputs.get(record.line);
      entries.push(output === undefined ? record : { ...record, output });
      if (entries.length >= limit) break;
    }
    return entries;
  } finally {
    await file.close();
  }
}

async function* linesFromEnd(file: FileHandle): AsyncGenerator<string> {
  let position = (await file.stat()).size;
  // Bytes of a line whose start has not been read, in the order of the file.
  let rest: Buffer[] = [];
  while (position > 0) {
    const length = Math.min(CHUNK_BYTES, position);
    position -= length;
    const chunk = Buffer.alloc(length);
    const { bytesRead } = await file.read(chunk, 0, length, position);
    let end = bytesRead;
    while (end > 0) {
      const lineBreak = chunk.lastIndexOf(0x0a, end - 1);
      if (lineBreak < 0) break;
      yield Buffer.concat([chunk.subarray(lineBreak + 1, end), ...rest]).toString();
      rest = [];
      end = lineBreak;
    }
    rest.unshift(chunk.subarray(0, end));
  }
  yield Buffer.concat(rest).toString();
}

function parseRecord(text: string): SessionRecord | undefined {
  if (text === "") return undefined;
  try {
    const value = JSON.parse(text) as Record<string, unknown> | null;
    const isRecord =
      Number.isSafeInteger(value?.line) &&
      (typeof value?.input === "string" || typeof value?.output === "string");
    return isRecord ? (value as unknown as SessionRecord) : undefined;
  } catch {
    return undefined;
  }
}
