import { ArgumentError } from "../../errors/argument-error.ts";
import { createImage, type Image } from "../image.ts";

/**
 * Moves an image by whole pixels; what comes in at an edge repeats the edge.
 *
 * @param shift - `right`: pixels to the right, negative to the left; `down` likewise. @defaultValue 0 both
 * @returns a new image of the same size.
 * @throws {@link ArgumentError} when a shift is not a whole number.
 * @example shiftImage(photo, { right: 10, down: -4 });
 * @see Keras `ImageDataGenerator`, `width_shift_range` with `fill_mode="nearest"`
 */
export function shiftImage(
  image: Image,
  { right = 0, down = 0 }: { readonly right?: number; readonly down?: number },
): Image {
  for (const [name, pixels] of Object.entries({ right, down })) {
    if (!Number.isInteger(pixels)) throw new ArgumentError(name, "a whole number of pixels", pixels);
  }
  const { width, height, pixels } = image;
  const result = createImage({ width, height });
  let target = 0;
  for (let row = 0; row < height; row++) {
    const from = clamp(row - down, height);
    for (let column = 0; column < width; column++) {
      const source = (from * width + clamp(column - right, width)) * 3;
      result.pixels[target++] = pixels[source]!;
      result.pixels[target++] = pixels[source + 1]!;
      result.pixels[target++] = pixels[source + 2]!;
    }
  }
  return result;
}

function clamp(place: number, count: number): number {
  return Math.min(count - 1, Math.max(0, place));
}
