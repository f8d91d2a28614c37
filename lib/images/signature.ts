/** What the first bytes of a file say it is: a kind that is read, one that is known but not read, or nothing known. */
export type Signature =
  | { readonly read: true; readonly kind: "jpeg" | "png" | "gif" | "webp" | "tiff" | "avif" | "svg" }
  | { readonly read: false; readonly kind: string };

const STARTS: ReadonlyArray<readonly [offset: number, latin1: string, signature: Signature]> = [
  [0, "\xff\xd8\xff", { read: true, kind: "jpeg" }],
  [0, "\x89PNG\r\n\x1a\n", { read: true, kind: "png" }],
  [0, "GIF8", { read: true, kind: "gif" }],
  [8, "WEBP", { read: true, kind: "webp" }],
  [0, "II*\0", { read: true, kind: "tiff" }],
  [0, "MM\0*", { read: true, kind: "tiff" }],
  [0, "II+\0", { read: true, kind: "tiff" }],
  [0, "MM\0+", { read: true, kind: "tiff" }],
  [4, "ftypavi", { read: true, kind: "avif" }],
  [4, "ftyphei", { read: false, kind: "HEIC (an iPhone's own kind)" }],
  [4, "ftyphev", { read: false, kind: "HEIC (an iPhone's own kind)" }],
  [4, "ftypmif1", { read: false, kind: "HEIF" }],
  [4, "ftypmsf1", { read: false, kind: "HEIF" }],
  [0, "\xff\x0a", { read: false, kind: "JPEG XL" }],
  [0, "\0\0\0\x0cJXL ", { read: false, kind: "JPEG XL" }],
  [0, "\0\0\0\x0cjP  ", { read: false, kind: "JPEG 2000" }],
  [0, "8BPS", { read: false, kind: "a Photoshop file" }],
  [0, "%PDF", { read: false, kind: "PDF" }],
];

/** Says what a file is by its first bytes, or `undefined` when no kind of picture begins so. */
export function findSignature(bytes: Uint8Array): Signature | undefined {
  const start = latin1(bytes, 0, 1024);
  const known = STARTS.find(([offset, text]) => start.startsWith(text, offset));
  if (known !== undefined) return known[2];
  // BMP's mark is two letters only, so the four reserved zeros after its length must agree.
  if (start.startsWith("BM") && start.startsWith("\0\0\0\0", 6)) return { read: false, kind: "BMP" };
  return /<svg[\s>]/.test(start) ? { read: true, kind: "svg" } : undefined;
}

/**
 * Whether the mark that ends a JPEG or PNG is absent near the end; other kinds have none, and `true` is answered.
 *
 * Some cameras and editors leave a few bytes behind the mark.
 */
export function isEndMissing(bytes: Uint8Array, signature: Signature): boolean {
  if (signature.kind === "jpeg") return !latin1(bytes, bytes.length - 64, bytes.length).includes("\xff\xd9");
  if (signature.kind === "png") return !latin1(bytes, bytes.length - 64, bytes.length).includes("IEND");
  return true;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  const start = Math.max(0, from);
  const length = Math.min(bytes.length, to) - start;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString("latin1");
}
