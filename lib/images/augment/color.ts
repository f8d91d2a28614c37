import { ArgumentError } from "../../errors/argument-error.ts";
import { createImage, type Image } from "../image.ts";

/**
 * Makes an image darker or brighter: `factor` times every level, cut at 255. Equal to Pillow's
 * `ImageEnhance.Brightness`.
 *
 * @param factor - at least 0; 0 is black, 1 leaves the image as it is.
 * @returns a new image.
 * @throws {@link ArgumentError} for a factor that is not a finite number of at least 0.
 * @example adjustBrightness(photo, 1.3);
 * @see Pillow `ImageEnhance.py` and `libImaging/Blend.c`
 */
export function adjustBrightness(image: Image, factor: number): Image {
  return mapLevels(image, blendTable(0, checkFactor(factor)));
}

/**
 * Pulls every level towards the mean grey of the image, or away from it. Equal to Pillow's `ImageEnhance.Contrast`.
 *
 * @param factor - at least 0; 0 is that grey alone, 1 leaves the image as it is.
 * @returns a new image.
 * @throws {@link ArgumentError} for a factor that is not a finite number of at least 0.
 * @example adjustContrast(photo, 0.8);
 * @see Pillow `ImageEnhance.py` and `libImaging/Blend.c`
 */
export function adjustContrast(image: Image, factor: number): Image {
  let sum = 0;
  for (let index = 0; index < image.pixels.length; index += 3) sum += greyOf(image.pixels, index);
  const mean = Math.floor(sum / (image.pixels.length / 3) + 0.5);
  return mapLevels(image, blendTable(mean, checkFactor(factor)));
}

/**
 * Pulls every pixel towards its own grey, or away from it. Equal to Pillow's `ImageEnhance.Color`.
 *
 * @param factor - at least 0; 0 is a grey image, 1 leaves it as it is.
 * @returns a new image.
 * @throws {@link ArgumentError} for a factor that is not a finite number of at least 0.
 * @example adjustSaturation(photo, 0); // black and white
 * @see Pillow `ImageEnhance.py` and `libImaging/Blend.c`
 */
export function adjustSaturation(image: Image, factor: number): Image {
  const weight = Math.fround(checkFactor(factor));
  const { width, height, pixels } = image;
  const result = createImage({ width, height });
  for (let index = 0; index < pixels.length; index += 3) {
    const grey = greyOf(pixels, index);
    for (let channel = index; channel < index + 3; channel++) {
      result.pixels[channel] = blend(grey, pixels[channel]!, weight);
    }
  }
  return result;
}

/** Luma in whole levels by ITU-R BT.601 in 16-bit fixed point, as Pillow's conversion to "L". */
function greyOf(pixels: Uint8Array, index: number): number {
  return (pixels[index]! * 19595 + pixels[index + 1]! * 38470 + pixels[index + 2]! * 7471 + 0x8000) >> 16;
}

/** `from` + `weight` * (`to` - `from`) in float32, cut to [0, 255] and to whole levels, as Pillow's `Image.blend`. */
function blend(from: number, to: number, weight: number): number {
  const level = Math.fround(from + Math.fround(weight * (to - from)));
  return level <= 0 ? 0 : level >= 255 ? 255 : Math.trunc(level);
}

function blendTable(from: number, factor: number): Uint8Array {
  const weight = Math.fround(factor);
  return Uint8Array.from({ length: 256 }, (_, level) => blend(from, level, weight));
}

function mapLevels({ width, height, pixels }: Image, table: Uint8Array): Image {
  return createImage(
    { width, height },
    pixels.map((level) => table[level]!),
  );
}

function checkFactor(factor: number): number {
  if (!(factor >= 0 && Number.isFinite(factor))) {
    throw new ArgumentError("factor", "a finite number of at least 0", factor);
  }
  return factor;
}
