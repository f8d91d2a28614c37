import { open } from "node:fs/promises";

const SIGNATURES: readonly { readonly kind: string; readonly bytes: readonly number[] }[] = [
  { kind: "a gzip file (unpack it first: gunzip FILE.gz)", bytes: [0x1f, 0x8b] },
  { kind: "an image (JPEG)", bytes: [0xff, 0xd8, 0xff] },
  { kind: "an image (PNG)", bytes: [0x89, 0x50, 0x4e, 0x47] },
  { kind: "a NumPy file (.npy)", bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] },
  { kind: "a Python pickle (an old PyTorch file?)", bytes: [0x80, 0x02] },
];

const ZIP_SIGNATURE = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const HDF5_SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
/** HDF5 looks for its signature at 0, 512, 1024, 2048 and so on: before it a file may hold a user block. */
const SEARCHED_BYTES = 16384;

/** What a file is, whatever its name says. */
export type FileKind = { readonly kind: "hdf5" | "zip" } | { readonly kind: "other"; readonly found: string };

/**
 * Tells HDF5 and zip files from others by their first bytes.
 *
 * @returns for a file that is neither, words that fit after "found".
 * @see HDF5 File Format Specification, II.A, for the places of the signature
 */
export async function fileKind(path: string): Promise<FileKind> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SEARCHED_BYTES), 0, SEARCHED_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (hasHdf5Signature(head)) return { kind: "hdf5" };
    if (ZIP_SIGNATURE.equals(head.subarray(0, 4))) return { kind: "zip" };
    return { kind: "other", found: describeHead(head) };
  } finally {
    await handle.close();
  }
}

function hasHdf5Signature(head: Buffer): boolean {
  for (let offset = 0; offset < head.length; offset = offset === 0 ? 512 : offset * 2) {
    if (head.subarray(offset, offset + HDF5_SIGNATURE.length).equals(HDF5_SIGNATURE)) return true;
  }
  return false;
}

function describeHead(head: Buffer): string {
  if (head.length === 0) return "an empty file";
  const signature = SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (signature !== undefined) return signature.kind;
  const text = head.subarray(0, 512).toString("latin1").trimStart();
  if (/^(<!doctype html|<html|<\?xml)/i.test(text)) return "a web page (the download gave an error page?)";
  if (text.startsWith("version https://git-lfs"))
    return "a Git LFS pointer (fetch the file with: git lfs pull)";
  if (text.startsWith("{") || text.startsWith("[")) return "a JSON text";
  const isText = !head.subarray(0, 512).some((byte) => byte < 9 || (byte > 13 && byte < 32));
  return isText ? "a text file" : "a file of another kind";
}
