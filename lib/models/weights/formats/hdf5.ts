import type { Dataset, File, Group } from "h5wasm/node";
import { WeightFormatError } from "../weight-file-error.ts";

export type Hdf5Group = Group;
export type Hdf5Dataset = Dataset;
/** The HDF5 library itself, which takes a moment to load and so is loaded when a file is opened. */
export type Hdf5Library = typeof import("h5wasm/node");

/** How much of a tensor is read at a time: HDF5's memory grows by this much and is never given back. */
const CHUNK_BYTES = 16 * 1024 * 1024;
/** HDF5's number for the class of floating-point types (H5T_FLOAT). */
const FLOAT_CLASS = 1;

/**
 * Opens an HDF5 file where it lies, lets `read` look into it, and closes it again in any case.
 *
 * Nothing is read before it is asked for, and the file is never in memory as a whole.
 *
 * @param read - is given the file's root, and the library for {@link readFloat32}; it may keep nothing of the file: groups
 *   and tensors are gone once it returns.
 * @throws {@link WeightFormatError} when it is cut short or damaged (says how long it should be).
 */
export async function withHdf5File<T>(
  path: string,
  read: (root: Hdf5Group, library: Hdf5Library) => T,
): Promise<T> {
  const library = await import("h5wasm/node");
  const module = await library.h5wasm.ready;
  // Without its handler the C library writes its error stack to the terminal instead of throwing it.
  (module as unknown as { activate_throwing_error_handler(): void }).activate_throwing_error_handler();
  let file: File;
  try {
    file = new library.File(path, "r");
  } catch (cause) {
    throw unreadable(path, cause);
  }
  try {
    return read(file, library);
  } finally {
    file.close();
  }
}

/** How the numbers of a tensor are stored; all are read into float32. */
export type Precision = "float16" | "float32" | "float64";

/** Says how the numbers of a tensor are stored; undefined when they are no floating-point numbers that can be read. */
export function precisionOf(dataset: Hdf5Dataset): Precision | undefined {
  const { type, size, littleEndian } = dataset.metadata;
  if (type !== FLOAT_CLASS || !littleEndian) return undefined;
  return ({ 2: "float16", 4: "float32", 8: "float64" } as const)[size];
}

/**
 * Reads a floating-point tensor into float32, a few megabytes at a time.
 *
 * @throws {@link WeightFormatError} when the values cannot be read.
 */
export function readFloat32(dataset: Hdf5Dataset, path: string, library: Hdf5Library): Float32Array {
  const shape = dataset.shape ?? [];
  const length = countValues(shape);
  const values = new Float32Array(length);
  const rows = shape[0] ?? 1;
  const rowLength = rows === 0 ? 0 : length / rows;
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK_BYTES / 4 / Math.max(1, rowLength)));
  const others = shape.slice(1).map((): [] => []);
  const isHalf = precisionOf(dataset) === "float16";
  try {
    if (shape.length === 0) values[0] = isHalf ? readHalf(dataset, [], library)[0]! : Number(dataset.value);
    for (let row = 0; shape.length > 0 && row < rows; row += rowsAtOnce) {
      const end = Math.min(rows, row + rowsAtOnce);
      const part = isHalf
        ? readHalf(
            dataset,
            [[row, end], ...shape.slice(1).map((side): [number, number] => [0, side])],
            library,
          )
        : (dataset.slice([[row, end], ...others]) as Float32Array | Float64Array);
      values.set(part, row * rowLength);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return values;
}

/** Reads half-precision numbers, which h5wasm only hands out as bytes of its own memory. */
function readHalf(
  dataset: Hdf5Dataset,
  ranges: readonly [start: number, end: number][],
  { Module }: Hdf5Library,
): Float32Array {
  const count = ranges.map(([start, end]) => BigInt(end - start));
  const offset = ranges.map(([start]) => BigInt(start));
  const strides = ranges.map(() => 1n);
  const length = countValues(ranges.map(([start, end]) => end - start));
  const pointer = Module._malloc(Math.max(2, length * 2));
  try {
    Module.get_dataset_data(dataset.file_id, dataset.path, count, offset, strides, BigInt(pointer));
    const bits = new Uint16Array(Module.HEAPU8.slice(pointer, pointer + length * 2).buffer);
    return Float32Array.from(bits, fromHalf);
  } finally {
    Module._free(pointer);
  }
}

/** @see IEEE 754-2019, binary16: a sign, five bits of exponent, ten of fraction */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function countValues(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
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

/** Reads an attribute that holds one text; undefined when there is none. */
export function readText(group: Hdf5Group, attribute: string): string | undefined {
  if (!Object.keys(group.attrs).includes(attribute)) return undefined;
  const value: unknown = group.get_attribute(attribute, true);
  const text: unknown = Array.isArray(value) ? value[0] : value;
  return typeof text === "string" ? text : undefined;
}

/** Finds a group by its path; undefined when there is none. */
export function findGroup(parent: Hdf5Group, path: string): Hdf5Group | undefined {
  const found = parent.get(path);
  return isOfKind<Group>(found, "Group") ? found : undefined;
}

/** Finds a tensor by its path; undefined when there is none. */
export function findDataset(parent: Hdf5Group, path: string): Hdf5Dataset | undefined {
  const found = parent.get(path);
  return isOfKind<Dataset>(found, "Dataset") ? found : undefined;
}

/** By its own word, for its class would have to be loaded. */
function isOfKind<Kind>(entity: unknown, kind: "Group" | "Dataset"): entity is Kind {
  return (entity as { type?: string } | null)?.type === kind;
}

function toNames(group: Hdf5Group, attribute: string): string[] {
  const value: unknown = group.get_attribute(attribute, true);
  return Array.isArray(value) ? value.flat(2).map(String) : [];
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
