import type { Group } from "h5wasm/node";

export type WritableGroup = Group;

/** How much of a tensor is written at a time: HDF5's memory grows by this much and is never given back. */
const CHUNK_BYTES = 16 * 1024 * 1024;
/** Longest attribute that Keras writes in one piece: HDF5 keeps at most 64 KiB beside a group. */
const LONGEST_ATTRIBUTE_BYTES = 64_512;

/**
 * Writes an HDF5 file.
 *
 * @param write - fills the file; its groups are gone once it returns.
 */
export async function writeHdf5File(path: string, write: (root: WritableGroup) => void): Promise<void> {
  const { File, h5wasm } = await import("h5wasm/node");
  const module = await h5wasm.ready;
  // Without its handler the C library writes its error stack to the terminal instead of throwing it.
  (module as unknown as { activate_throwing_error_handler(): void }).activate_throwing_error_handler();
  const file = new File(path, "w");
  try {
    write(file);
    file.flush();
  } finally {
    file.close();
  }
}

/**
 * Writes float32 numbers, a few megabytes at a time.
 *
 * @param path - of the tensor below `parent`; groups on the way are made.
 */
export function writeTensor(
  parent: WritableGroup,
  path: string,
  { values, shape }: { readonly values: Float32Array; readonly shape: readonly number[] },
): void {
  const folders = path.split("/");
  const name = folders.pop()!;
  const group = folders.reduce((at, folder) => openGroup(at, folder), parent);
  if (values.byteLength <= CHUNK_BYTES) {
    group.create_dataset({ name, data: values, shape: [...shape], dtype: "<f" });
    return;
  }
  // h5wasm writes a tensor at once or, when it may grow, row by row.
  const [rows, ...rest] = shape as [number, ...number[]];
  const rowLength = values.length / rows;
  const longestPart = Math.max(1, Math.floor(CHUNK_BYTES / 4 / rowLength));
  // Parts of nearly one length: the file holds the last one as long as the others.
  const rowsAtOnce = Math.ceil(rows / Math.ceil(rows / longestPart));
  const dataset = group.create_dataset({
    name,
    data: values.subarray(0, rowsAtOnce * rowLength),
    shape: [rowsAtOnce, ...rest],
    maxshape: [rows, ...rest],
    chunks: [rowsAtOnce, ...rest],
    dtype: "<f",
  });
  dataset.resize([...shape]);
  for (let row = rowsAtOnce; row < rows; row += rowsAtOnce) {
    const end = Math.min(rows, row + rowsAtOnce);
    const ranges = [[row, end], ...rest.map((side) => [0, side])] as [number, number][];
    dataset.write_slice(ranges, values.subarray(row * rowLength, end * rowLength));
  }
}

/** Writes a text of any length as an attribute. */
export function writeText(group: WritableGroup, attribute: string, text: string): void {
  group.create_attribute(attribute, text);
}

/**
 * Writes names as an attribute, in several (`layer_names0`, `layer_names1`, ..) when they are too long for one.
 *
 * @see Keras `legacy/saving/legacy_h5_format.py`, save_attributes_to_hdf5_group
 */
export function writeNames(group: WritableGroup, attribute: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const longest = 1 + Math.max(...names.map((name) => Buffer.byteLength(name)));
  const perPart = Math.max(1, Math.floor(LONGEST_ATTRIBUTE_BYTES / longest));
  const parts = Math.ceil(names.length / perPart);
  for (let part = 0; part < parts; part++) {
    const some = names.slice(part * perPart, (part + 1) * perPart);
    group.create_attribute(parts === 1 ? attribute : `${attribute}${part}`, some, null, `A${longest}`);
  }
}

/** Finds a group, or makes it. */
export function openGroup(parent: WritableGroup, name: string): WritableGroup {
  return parent.keys().includes(name) ? (parent.get(name) as WritableGroup) : parent.create_group(name);
}
