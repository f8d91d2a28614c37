import { endianness } from "node:os";
import type { Matrix } from "../../matrix/matrix.ts";

/** Version 1.0 of the format. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
const ALIGNMENT = 64;

/**
 * Encodes a matrix as NumPy's `.npy`: float32, `(rows, columns)`, row-major.
 *
 * @returns the parts of the file, in order; the last one is the matrix's own memory where that is little-endian.
 * @see numpy/lib/format.py
 */
export function encodeNpy({ rows, columns, values }: Matrix): Uint8Array[] {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const unpadded = MAGIC.length + 2 + description.length + 1;
  const header = `${description}${" ".repeat((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT)}\n`;
  const start = Buffer.alloc(MAGIC.length + 2);
  start.set(MAGIC);
  start.writeUInt16LE(header.length, MAGIC.length);
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return [start, Buffer.from(header, "latin1"), endianness() === "LE" ? bytes : Buffer.from(bytes).swap32()];
}
