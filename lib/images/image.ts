import { ArgumentError, ShapeError } from "../errors/argument-error.ts";

/**
 * A decoded picture: 8-bit sRGB, three channels, no alpha.
 *
 * A plain record, not a tensor: nothing to dispose, may be sent between threads. Functions of this library never
 * write to the pixels of an image that they were given.
 */
export interface Image {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  readonly channels: 3;
  /** `[height, width, 3]`, row-major, red first, each 0 to 255. */
  readonly pixels: Uint8Array;
}

/** Width and height in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Makes an image over `pixels` (not copied), or a black one.
 *
 * @param pixels - `[height, width, 3]`, red first, 0 to 255.
 * @throws {@link ArgumentError} when a side is not a positive integer.
 * @throws {@link ShapeError} when `pixels` does not hold `height * width * 3` numbers.
 * @example createImage({ width: 2, height: 1 }, Uint8Array.of(255, 0, 0, 0, 0, 255)); // red, blue
 */
export function createImage(size: ImageSize, pixels?: Uint8Array): Image {
  const { width, height } = size;
  checkSide("width", width);
  checkSide("height", height);
  const values = pixels ?? new Uint8Array(width * height * 3);
  if (values.length !== width * height * 3) {
    throw new ShapeError("pixels", `[${height} * ${width} * 3]`, [values.length]);
  }
  return { width, height, channels: 3, pixels: values };
}

/**
 * Copies images of one size into one batch of bytes, in order.
 *
 * @param images - at least one; all of one size.
 * @returns a new `[image, height, width, 3]`, red first, 0 to 255.
 * @throws {@link ArgumentError} when there is no image; {@link ShapeError} when sizes differ.
 * @example const bytes = stackPixels([first, second]);
 */
export function stackPixels(images: readonly Image[]): Uint8Array {
  const { width, height } = commonSize(images);
  const imageLength = height * width * 3;
  const batch = new Uint8Array(images.length * imageLength);
  images.forEach((image, index) => {
    batch.set(image.pixels, index * imageLength);
  });
  return batch;
}

/**
 * Returns the size that all of `images` have.
 *
 * @throws {@link ArgumentError} when there is no image; {@link ShapeError} when sizes differ.
 */
export function commonSize(images: readonly Image[]): ImageSize {
  const first = images[0];
  if (first === undefined) throw new ArgumentError("images", "at least one image", images);
  images.forEach((image, index) => {
    if (image.width !== first.width || image.height !== first.height) {
      throw new ShapeError(`images[${index}]`, `[${first.height}, ${first.width}, 3] like images[0]`, [
        image.height,
        image.width,
        3,
      ]);
    }
  });
  return { width: first.width, height: first.height };
}

export function checkSide(argument: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new ArgumentError(argument, "a whole number of pixels, at least 1", value);
}
