import { ArgumentError } from "../errors/argument-error.ts";
import {
  type Coefficients,
  computeCoefficients,
  KERNELS,
  type Kernel,
  PRECISION_BITS,
  type ResizeFilter,
} from "./filters.ts";
import { checkSide, createImage, type Image, type ImageSize } from "./image.ts";

/** Options of {@link resizeImage}. */
export interface ResizeOptions extends ImageSize {
  /**
   * Which input pixels an output pixel is made of:
   * - `"nearest"`: the one in its middle (the default of Keras's `load_img`)
   * - `"box"`, `"bilinear"`, `"hamming"`, `"bicubic"`, `"lanczos"`: all under it, weighted; smoother in this order
   *
   * @defaultValue `"bilinear"` (the default of Keras's `image_dataset_from_directory`)
   */
  readonly filter?: ResizeFilter;
  /**
   * What happens to a picture of another aspect ratio:
   * - `"squash"`: it is stretched (Keras's default)
   * - `"crop"`: the largest centred rectangle of the wanted aspect ratio is taken (Keras's `keep_aspect_ratio`)
   *
   * @defaultValue `"squash"`
   */
  readonly fit?: "squash" | "crop";
  /**
   * `false`: when shrinking, only the pixels next to each sampled point count, as in OpenCV, `tf.image.resize` and
   * TensorFlow.js (with half-pixel centres): fine detail turns into noise. Nothing to `"nearest"`.
   *
   * @defaultValue true, as in Pillow
   */
  readonly antialias?: boolean;
}

/**
 * Resizes an image exactly as Pillow 13 does: every filter gives the same bytes as `Image.resize`.
 *
 * Earlier versions of Pillow differ by at most 1 level, on tall pictures only.
 *
 * @param options.width - pixels in a row of the result; `options.height` its rows.
 * @returns a new image, also where the size does not change.
 * @throws {@link ArgumentError} when a side is not a positive integer, or the filter or fit has no such name.
 * @example resizeImage(photo, { width: 224, height: 224, filter: "nearest" });
 * @see Pillow `src/libImaging/Resample.c` and `Geometry.c` (ImagingScaleAffine); Keras `utils/image_utils.py`, load_img
 */
export function resizeImage(image: Image, options: ResizeOptions): Image {
  const { width, height, filter = "bilinear", fit = "squash", antialias = true } = options;
  checkSide("width", width);
  checkSide("height", height);
  if (fit !== "squash" && fit !== "crop") throw new ArgumentError("fit", `"squash" or "crop"`, fit);
  const box = fit === "crop" ? centeredBox(image, { width, height }) : wholeBox(image);
  const whole = box.width === image.width && box.height === image.height;
  // load_img and Image.resize both return the picture as it is here, whatever the filter.
  if (whole && width === image.width && height === image.height) {
    return createImage({ width, height }, image.pixels.slice());
  }
  if (filter === "nearest") return resizeNearest(image, box, { width, height });
  if (!Object.hasOwn(KERNELS, filter)) {
    throw new ArgumentError("filter", `"nearest", ${quoted(Object.keys(KERNELS))}`, filter);
  }
  return resample(image, box, { width, height }, { kernel: KERNELS[filter], antialias });
}

interface Box extends ImageSize {
  readonly left: number;
  readonly top: number;
}

function wholeBox(image: Image): Box {
  return { left: 0, top: 0, width: image.width, height: image.height };
}

function centeredBox(image: Image, target: ImageSize): Box {
  const width = Math.min(image.width, Math.floor((image.height * target.width) / target.height));
  const height = Math.min(image.height, Math.floor((image.width * target.height) / target.width));
  if (width === 0 || height === 0) {
    throw new ArgumentError(
      "fit",
      `"squash" for a picture of ${image.width}x${image.height} pixels, from which no ${target.width}:${target.height} rectangle can be cut`,
      `"crop"`,
    );
  }
  return {
    left: Math.floor((image.width - width) / 2),
    top: Math.floor((image.height - height) / 2),
    width,
    height,
  };
}

function resizeNearest(image: Image, box: Box, size: ImageSize): Image {
  const columns = nearestIndices(box.left, box.width, size.width);
  const rows = nearestIndices(box.top, box.height, size.height);
  const result = createImage(size);
  let target = 0;
  for (const row of rows) {
    for (const column of columns) {
      const source = (row * image.width + column) * 3;
      result.pixels[target] = image.pixels[source]!;
      result.pixels[target + 1] = image.pixels[source + 1]!;
      result.pixels[target + 2] = image.pixels[source + 2]!;
      target += 3;
    }
  }
  return result;
}

function nearestIndices(start: number, length: number, count: number): Int32Array {
  const step = length / count;
  const indices = new Int32Array(count);
  // Added up step by step, not multiplied: Pillow does so, and the rounding errors decide ties.
  let position = start + step * 0.5;
  for (let index = 0; index < count; index++) {
    indices[index] = Math.min(Math.trunc(position), start + length - 1);
    position += step;
  }
  return indices;
}

function resample(
  image: Image,
  box: Box,
  size: ImageSize,
  { kernel, antialias }: { readonly kernel: Kernel; readonly antialias: boolean },
): Image {
  const along = (length: number, start: number, span: number, count: number) =>
    computeCoefficients(length, start, start + span, count, kernel, antialias);
  const horizontal = along(image.width, box.left, box.width, size.width);
  const vertical = along(image.height, box.top, box.height, size.height);
  const isWide = size.width === image.width && box.width === image.width;
  const isHigh = size.height === image.height && box.height === image.height;
  const widen = (from: Image) => (isWide ? from : resampleRows(from, horizontal, size.width));
  const heighten = (from: Image) => (isHigh ? from : resampleColumns(from, vertical, size.height));
  // The order decides the rounding. Pillow before version 13 always began with the rows: up to 1 level of difference.
  const columnsFirst =
    image.height > size.height && image.height - size.height > (image.width - size.width) * 2;
  return columnsFirst ? widen(heighten(image)) : heighten(widen(image));
}

const HALF = 1 << (PRECISION_BITS - 1);

function resampleRows(image: Image, coefficients: Coefficients, width: number): Image {
  const { starts, counts, weights, tapsMax } = coefficients;
  const source = image.pixels;
  const result = createImage({ width, height: image.height });
  const target = result.pixels;
  for (let row = 0; row < image.height; row++) {
    for (let column = 0; column < width; column++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let from = (row * image.width + starts[column]!) * 3;
      const first = column * tapsMax;
      const last = first + counts[column]!;
      for (let tap = first; tap < last; tap++) {
        const weight = weights[tap]!;
        red += source[from]! * weight;
        green += source[from + 1]! * weight;
        blue += source[from + 2]! * weight;
        from += 3;
      }
      const to = (row * width + column) * 3;
      target[to] = toByte(red);
      target[to + 1] = toByte(green);
      target[to + 2] = toByte(blue);
    }
  }
  return result;
}

function resampleColumns(image: Image, coefficients: Coefficients, height: number): Image {
  const { starts, counts, weights, tapsMax } = coefficients;
  const source = image.pixels;
  const rowLength = image.width * 3;
  const result = createImage({ width: image.width, height });
  const target = result.pixels;
  const sums = new Int32Array(rowLength);
  for (let row = 0; row < height; row++) {
    sums.fill(HALF);
    const first = row * tapsMax;
    for (let tap = 0; tap < counts[row]!; tap++) {
      const weight = weights[first + tap]!;
      const from = (starts[row]! + tap) * rowLength;
      for (let index = 0; index < rowLength; index++) sums[index]! += source[from + index]! * weight;
    }
    const to = row * rowLength;
    for (let index = 0; index < rowLength; index++) target[to + index] = toByte(sums[index]!);
  }
  return result;
}

function toByte(sum: number): number {
  return Math.max(0, Math.min(255, sum >> PRECISION_BITS));
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
