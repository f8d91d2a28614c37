import { stat } from "node:fs/promises";
import { type Dataset, type File, Group, h5wasm } from "h5wasm/node";
import { describeForeignFile } from "./file-kind.ts";
import { WeightFormatError } from "./weight-file-error.ts";

export type Hdf5Group = Group;
export type Hdf5Dataset = Dataset;

/** How much of a tensor is read at a time: HDF5's memory grows by this much and is never given back. */
const CHUNK_BYTES = 16 * 1024 * 1024;

/**
 * Opens an HDF5 file where it lies, lets `read` look into it, and closes it again in any case.
 *
 * Nothing is read before it is asked for, and the file is never in memory as a whole.
 *
 * @param read - may keep nothing of the file: groups and tensors are gone once it returns.
 * @throws {@link WeightFormatError} when there is no such file, when it is not HDF5 (says what it looks like) and when
 *   it is cut short or damaged (says how long it should be).
 */
export async function withHdf5File<T>(path: string, read: (root: Hdf5Group) => T): Promise<T> {
  await checkReadable(path);
  const foreign = await describeForeignFile(path);
  if (foreign !== undefined) {
    throw new WeightFormatError({ file: path, expected: "an HDF5 file (Keras .h5)", found: foreign });
  }
  const module = await h5wasm.ready;
  // Without its handler the C library writes its error stack to the terminal instead of throwing it.
  (module as unknown as { activate_throwing_error_handler(): void }).activate_throwing_error_handler();
  let file: File;
  try {
    file = new h5wasm.File(path, "r");
  } catch (cause) {
    throw unreadable(path, cause);
  }
  try {
    return read(file);
  } finally {
    file.close();
  }
}

/**
 * Reads a float32 tensor, a few megabytes at a time.
 *
 * @throws {@link WeightFormatError} when the values cannot be read.
 */
export function readFloat32(dataset: Hdf5Dataset, path: string): Float32Array {
  const shape = dataset.shape ?? [];
  const length = shape.reduce((product, side) => product * side, 1);
  const values = new Float32Array(length);
  const rows = shape[0] ?? 1;
  const rowLength = rows === 0 ? 0 : length / rows;
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK_BYTES / 4 / Math.max(1, rowLength)));
  const others = shape.slice(1).map((): [] => []);
  try {
    if (shape.length === 0) values[0] = Number(dataset.value);
    for (let row = 0; shape.length > 0 && row < rows; row += rowsAtOnce) {
      const end = Math.min(rows, row + rowsAtOnce);
      values.set(dataset.slice([[row, end], ...others]) as Float32Array, row * rowLength);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return values;
}

/** Reads an attribute that holds names; undefined when there is none. Keras splits a long one: `name0`, `name1`, .. */
export function readNames(group: Hdf5Group, attribute: string): string[] | undefined {
  const attributes = Object.keys(group.attrs);
  if (attributes.includes(attribute)) return toNames(group, attribute);
  if (!attributes.includes(`${attribute}0`)) return undefined;
  const names: string[] = [];
  for (let part = 0; attributes.includes(`${attribute}${part}`); part++) {
    names.push(...toNames(group, `${attribute}${part}`));
  }
  return names;
}

/** Finds a group by its path; undefined when there is none. */
export function findGroup(parent: Hdf5Group, path: string): Hdf5Group | undefined {
  const found = parent.get(path);
  return found instanceof Group ? found : undefined;
}

/** Finds a tensor by its path; undefined when there is none. */
export function findDataset(parent: Hdf5Group, path: string): Hdf5Dataset | undefined {
  const found = parent.get(path);
  return found instanceof h5wasm.Dataset ? found : undefined;
}

function toNames(group: Hdf5Group, attribute: string): string[] {
  const value: unknown = group.get_attribute(attribute, true);
  return Array.isArray(value) ? value.flat(2).map(String) : [];
}

async function checkReadable(path: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "ENOENT" ? "no such file" : `a file that cannot be read (${cause.code})`;
    throw new WeightFormatError({ file: path, expected: "a weight file", found: reason }, { cause });
  });
  if (!found.isFile()) {
    throw new WeightFormatError({ file: path, expected: "a weight file", found: "a folder" });
  }
}

function unreadable(path: string, cause: unknown): WeightFormatError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const cut = /truncated file: eof = (\d+),.*stored_eof = (\d+)/.exec(text);
  const facts =
    cut === null
      ? { expected: "a sound HDF5 file", found: `damage (${text.trim().split("\n").at(-3)?.trim() ?? text})` }
      : { expected: `${cut[2]} bytes (as its header says)`, found: `${cut[1]} bytes: the file is cut short` };
  return new WeightFormatError({ file: path, ...facts, advice: "delete it and get it again" }, { cause });
}
