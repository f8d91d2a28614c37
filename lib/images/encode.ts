import type { Sharp } from "sharp";
import { ArgumentError } from "../errors/argument-error.ts";
import { checkSide, type Image } from "./image.ts";

/**
 * Encodes an image as PNG: lossless.
 *
 * @example await writeFile("photo.png", await encodePng(image));
 */
export async function encodePng(image: Image): Promise<Uint8Array> {
  return new Uint8Array(await (await open(image)).png().toBuffer());
}

/** Options of {@link encodeJpeg}. */
export interface JpegOptions {
  /** 1 (small) to 100 (good). @defaultValue `85` */
  readonly quality?: number;
  /**
   * Stores the pixels turned, with the EXIF tag that says so, as a phone does: 6 held upright, 8 upside down, 3 on its
   * head. A reader that honours the tag sees the image as it is.
   *
   * @defaultValue `1`, not turned
   */
  readonly orientation?: 1 | 3 | 6 | 8;
}

/** Degrees clockwise by which the pixels are stored turned: the inverse of what the tag asks of a viewer. */
const STORED_DEGREES = { 1: 0, 3: 180, 6: 270, 8: 90 } as const;

/**
 * Encodes an image as baseline JPEG with chroma at half the resolution.
 *
 * @throws {@link ArgumentError} when the quality is not an integer of 1 to 100, or the orientation not 1, 3, 6 or 8.
 * @example await writeFile("photo.jpg", await encodeJpeg(image, { quality: 90 }));
 */
export async function encodeJpeg(image: Image, options: JpegOptions = {}): Promise<Uint8Array> {
  const { quality = 85, orientation = 1 } = options;
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new ArgumentError("quality", "an integer of 1 to 100", quality);
  }
  if (!Object.hasOwn(STORED_DEGREES, orientation)) {
    throw new ArgumentError("orientation", "1, 3, 6 or 8", orientation);
  }
  const sharp = await open(image);
  if (orientation !== 1) sharp.rotate(STORED_DEGREES[orientation]).withMetadata({ orientation });
  return new Uint8Array(await sharp.jpeg({ quality }).toBuffer());
}

/**
 * Makes a small picture for a hover label or a table: the longer side is `sidePx`, the aspect ratio stays.
 *
 * An image that is small already is not enlarged.
 *
 * @param sidePx - pixels along the longer side.
 * @returns a `data:image/jpeg;base64,...` URI, about 1.5 kB at 48 pixels. Holds no text, so nothing in it needs escaping.
 * @throws {@link ArgumentError} when `sidePx` is not a positive integer.
 * @example const html = `<img src="${await thumbnail(image, 48)}">`;
 */
export async function thumbnail(image: Image, sidePx = 64): Promise<string> {
  checkSide("sidePx", sidePx);
  const sharp = await open(image);
  const bytes = await sharp
    .resize({ width: sidePx, height: sidePx, fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 75 })
    .toBuffer();
  return `data:image/jpeg;base64,${bytes.toString("base64")}`;
}

async function open(image: Image): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  return sharp(image.pixels, { raw: { width: image.width, height: image.height, channels: 3 } });
}
