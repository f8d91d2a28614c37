import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { IMAGE_EXTENSIONS } from "../../image-folder.ts";

/** The pictures of a folder, as one number. */
export interface FolderDigest {
  readonly files: number;
  /** sha256 over the paths, with slashes and in order, and the contents. */
  readonly sha256: string;
}

/**
 * Lists the pictures below a folder, in no order; none where it is missing. What file managers add of their own
 * (`.DS_Store`, `Thumbs.db`) does not count.
 */
export async function listPictures(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith(".") && isPicture(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Sums the paths and contents of all pictures of a folder.
 *
 * @throws the file system's error when something cannot be read; the signal's reason when aborted.
 */
export async function folderDigest(
  folder: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FolderDigest> {
  const named = (await listPictures(folder))
    .map((path) => ({ path, name: relative(folder, path).split(sep).join("/") }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash("sha256");
  for (const { path, name } of named) {
    signal?.throwIfAborted();
    const content = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    hash.update(`${content}  ${name}\n`);
  }
  return { files: named.length, sha256: hash.digest("hex") };
}

function isPicture(name: string): boolean {
  return IMAGE_EXTENSIONS.includes(extname(name).toLowerCase());
}
