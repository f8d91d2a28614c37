/** The first bytes of each format that notebooks show. @see https://www.w3.org/TR/png/, RFC 9649 (WebP), JFIF, GIF89a, ISO 14496-12 (`ftyp`) */
const SIGNATURES: readonly (readonly [type: string, offset: number, bytes: readonly number[]])[] = [
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/gif", 0, [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", 8, [0x57, 0x45, 0x42, 0x50]],
  ["image/avif", 4, [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66]],
  ["application/pdf", 0, [0x25, 0x50, 0x44, 0x46, 0x2d]],
];
const SVG = /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/;
/** An SVG's root comes this soon. */
const SVG_ROOT_WITHIN = 1024;

/** Finds the MIME type of an encoded picture (or PDF) by its first bytes; undefined for anything else. */
export function sniffImage(bytes: Uint8Array): string | undefined {
  const found = SIGNATURES.find(([, offset, signature]) =>
    signature.every((byte, index) => bytes[offset + index] === byte),
  );
  if (found) return found[0];
  const first = bytes[0];
  const mayBeMarkup = first === 0x3c || first === 0x20 || first === 0x0a || first === 0x0d;
  if (!mayBeMarkup) return undefined;
  return SVG.test(Buffer.from(bytes.subarray(0, SVG_ROOT_WITHIN)).toString("utf8"))
    ? "image/svg+xml"
    : undefined;
}
