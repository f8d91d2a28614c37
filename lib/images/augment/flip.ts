import { createImage, type Image } from "../image.ts";

/**
 * Mirrors an image left to right, as Pillow's `ImageOps.mirror`.
 *
 * @returns a new image.
 * @example const mirrored = flipHorizontal(photo);
 */
export function flipHorizontal(image: Image): Image {
  const { width, height, pixels } = image;
  const result = createImage({ width, height });
  for (let row = 0; row < height; row++) {
    let target = row * width * 3;
    for (let source = target + (width - 1) * 3; source >= row * width * 3; source -= 3) {
      result.pixels[target++] = pixels[source]!;
      result.pixels[target++] = pixels[source + 1]!;
      result.pixels[target++] = pixels[source + 2]!;
    }
  }
  return result;
}
