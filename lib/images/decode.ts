import { readFile } from "node:fs/promises";
import { DecodeError, type DecodeFault } from "./decode-error.ts";
import { createImage, type Image } from "./image.ts";
import { findSignature, isEndMissing } from "./signature.ts";

/** Options of {@link decodeImage}. */
export interface DecodeOptions {
  /**
   * What an embedded RGB colour profile (Adobe RGB, Display P3) does:
   * - `"ignore"`: nothing, as in Pillow and so in Keras's `load_img`; the numbers of a published model come out
   * - `"convert"`: the colours are converted to sRGB, as a screen would show them
   *
   * @defaultValue `"ignore"`
   */
  readonly colorProfile?: "ignore" | "convert";
}

/**
 * Decodes a picture (JPEG, PNG, WebP, GIF, TIFF, AVIF, SVG) to 8-bit RGB.
 *
 * JPEG, PNG and WebP pixels equal Pillow's `Image.open(path).convert("RGB")`, which Keras's `load_img` uses, with two
 * differences: EXIF orientation is applied (Keras ignores it and shows such a photo on its side), and CMYK is
 * converted through its colour profile (Pillow subtracts inks). As in Pillow: grey becomes three equal channels; an
 * alpha channel is dropped, not blended, so that a transparent pixel keeps the colour stored under it; of 16 bits the
 * upper 8 are kept; of an animation or a file of several pages the first is taken.
 *
 * A truncated or damaged picture is an error, never a half-grey image.
 *
 * @param source - a path, or the bytes of an encoded picture (borrowed).
 * @throws {@link DecodeError} with the file and the reason: missing, empty, truncated, damaged, not an image, unsupported.
 * @example const image = await decodeImage("photos/daisy.jpg"); // {width: 500, height: 375, channels: 3, pixels}
 * @see Keras `utils/image_utils.py`, load_img
 */
export async function decodeImage(source: string | Uint8Array, options: DecodeOptions = {}): Promise<Image> {
  const path = typeof source === "string" ? source : undefined;
  const bytes = typeof source === "string" ? await readBytes(source) : source;
  if (bytes.length === 0) throw new DecodeError(path, "empty", "the file is empty (0 bytes): copy it again");
  const ignoreIcc = (options.colorProfile ?? "ignore") === "ignore";
  try {
    return await decodeBytes(bytes, ignoreIcc, "warning");
  } catch (error) {
    // libvips reports each warning of libjpeg and libpng as a failure at this level; these leave every pixel intact.
    if (!isHarmlessWarning(error)) throw decodeError(path, bytes, error);
  }
  try {
    return await decodeBytes(bytes, ignoreIcc, "error");
  } catch (error) {
    throw decodeError(path, bytes, error);
  }
}

async function decodeBytes(
  bytes: Uint8Array,
  ignoreIcc: boolean,
  failOn: "warning" | "error",
): Promise<Image> {
  // On first use, for it takes a tenth of the time of importing this library.
  const { default: sharp } = await import("sharp");
  const { data, info } = await sharp(bytes, { failOn, ignoreIcc })
    .autoOrient()
    .removeAlpha()
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  // A plain Uint8Array over memory of its own: sharp's Buffer may come from a pool, and compares unequal in tests.
  const pixels = channels === 3 ? new Uint8Array(data) : expandGrey(data, channels);
  return createImage({ width, height }, pixels);
}

function expandGrey(data: Uint8Array, channels: number): Uint8Array {
  const count = data.length / channels;
  const pixels = new Uint8Array(count * 3);
  for (let index = 0; index < count; index++) {
    pixels.fill(data[index * channels] as number, index * 3, index * 3 + 3);
  }
  return pixels;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") {
      throw new DecodeError(path, "missing", "no such file: check the path", { cause: error });
    }
    if (code === "EISDIR") {
      throw new DecodeError(path, "unreadable", "is a folder, expected a picture", { cause: error });
    }
    throw new DecodeError(path, "unreadable", `cannot be read (${code}): check its permissions`, {
      cause: error,
    });
  }
}

function isHarmlessWarning(error: unknown): boolean {
  return /extraneous bytes before marker|Adobe color transform|JFIF revision|iCCP|sRGB profile|exif/i.test(
    error instanceof Error ? error.message : "",
  );
}

function decodeError(path: string | undefined, bytes: Uint8Array, cause: unknown): DecodeError {
  const detail = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]?.trim() ?? "";
  const [fault, reason] = explain(bytes, detail);
  return new DecodeError(path, fault, reason, { cause });
}

function explain(bytes: Uint8Array, detail: string): [DecodeFault, string] {
  const signature = findSignature(bytes);
  if (signature === undefined) {
    return ["not-an-image", "not an image: expected JPEG, PNG, WebP, GIF, TIFF or AVIF data"];
  }
  if (!signature.read) return ["unsupported", `${signature.kind} is not read here: save it as JPEG or PNG`];
  if (/exceeds pixel limit/i.test(detail)) {
    return ["too-large", "has more than 268 million pixels: save a smaller copy"];
  }
  const stops = /premature end of JPEG|read error|unable to parse image|unexpected end|bad seek|end of file/i;
  if ((stops.test(detail) || signature.kind === "tiff") && isEndMissing(bytes, signature)) {
    return ["truncated", `the picture stops early (${bytes.length} bytes): copy or download it again`];
  }
  return ["damaged", `the picture's data are damaged: copy or download it again (${detail})`];
}
