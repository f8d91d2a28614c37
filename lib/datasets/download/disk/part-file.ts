import { readFile, rm } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import { findFileSize } from "./checksum.ts";

/** Which file of a server the part is of. */
export interface PartOrigin {
  readonly url: string;
  /** What the server calls this content: a strong ETag, else its Last-Modified date. */
  readonly validator?: string | undefined;
}

/** What an earlier try left. */
export interface Part {
  readonly bytes: number;
  readonly origin: PartOrigin | undefined;
}

/** Path of the bytes that are there so far. */
export function partPath(path: string): string {
  return `${path}.part`;
}

/** Looks for the bytes that an earlier try, perhaps of another process, left of a file. */
export async function findPart(path: string): Promise<Part> {
  const bytes = (await findFileSize(partPath(path))) ?? 0;
  return { bytes, origin: bytes === 0 ? undefined : await readOrigin(path) };
}

/** Notes where the bytes that follow come from. */
export async function writePartOrigin(path: string, origin: PartOrigin): Promise<void> {
  await writeFileAtomic(originPath(path), JSON.stringify(origin), { fsync: false });
}

/** Removes the note, once the part has become the file or is thrown away. */
export async function removePartOrigin(path: string): Promise<void> {
  await rm(originPath(path), { force: true });
}

/** Throws away what is there of a file. */
export async function discardPart(path: string): Promise<void> {
  await rm(partPath(path), { force: true });
  await removePartOrigin(path);
}

function originPath(path: string): string {
  return `${path}.part.json`;
}

/** Without a note that can be read the part is resumed all the same: the checksum has the last word. */
async function readOrigin(path: string): Promise<PartOrigin | undefined> {
  try {
    const { url, validator } = JSON.parse(await readFile(originPath(path), "utf8")) as Record<
      string,
      unknown
    >;
    if (typeof url !== "string") return undefined;
    return { url, ...(typeof validator === "string" && { validator }) };
  } catch {
    return undefined;
  }
}
