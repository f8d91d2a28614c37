import { ArgumentError } from "../../errors/argument-error.ts";
import type { Random } from "../../random/generator.ts";
import { randomInteger } from "../../random/generator.ts";
import { createImage, type Image, type ImageSize } from "../image.ts";

/** A rectangle of whole pixels inside an image. */
export interface CropBox extends ImageSize {
  /** Pixels left of it. */
  readonly left: number;
  /** Pixels above it. */
  readonly top: number;
}

/** How large and how wide the rectangle of a random resized crop is. */
export interface CropRange {
  /** Share of the image's area, smallest and largest, in (0, 1]. */
  readonly scale: readonly [smallest: number, largest: number];
  /** Width divided by height, smallest and largest, above 0. */
  readonly ratio: readonly [smallest: number, largest: number];
}

/** Draws before the largest centred rectangle is taken instead: for images too narrow for the ratios. */
const TRIES = 10;

/**
 * Draws the rectangle of a random resized crop: a share of the area uniformly from `scale`, width over height from
 * `ratio`, uniformly in its logarithm, and then a place where it fits.
 *
 * When none of ten draws fits the image, the largest centred rectangle within the ratios is taken.
 *
 * @example cropImage(photo, drawCropBox(seededRandom(1), photo, { scale: [0.5, 1], ratio: [3 / 4, 4 / 3] }));
 * @see torchvision `transforms/transforms.py`, RandomResizedCrop.get_params; Szegedy et al. 2015,
 *   https://arxiv.org/abs/1409.4842, section 6
 */
export function drawCropBox(random: Random, image: ImageSize, { scale, ratio }: CropRange): CropBox {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = image.width * image.height * uniform(random, scale);
    const aspect = Math.exp(uniform(random, [Math.log(ratio[0]), Math.log(ratio[1])]));
    const width = Math.round(Math.sqrt(area * aspect));
    const height = Math.round(Math.sqrt(area / aspect));
    if (width < 1 || height < 1 || width > image.width || height > image.height) continue;
    const top = randomInteger(random, image.height - height + 1);
    const left = randomInteger(random, image.width - width + 1);
    return { left, top, width, height };
  }
  const aspect = Math.min(ratio[1], Math.max(ratio[0], image.width / image.height));
  const width = Math.min(image.width, Math.max(1, Math.round(image.height * aspect)));
  const height = Math.min(image.height, Math.max(1, Math.round(image.width / aspect)));
  const left = Math.floor((image.width - width) / 2);
  const top = Math.floor((image.height - height) / 2);
  return { left, top, width, height };
}

/**
 * Cuts a rectangle out of an image, as Pillow's `Image.crop`.
 *
 * @returns a new image of the box's size.
 * @throws {@link ArgumentError} when the box is not wholly inside the image.
 * @example cropImage(photo, { left: 10, top: 0, width: 100, height: 100 });
 */
export function cropImage(image: Image, box: CropBox): Image {
  const { left, top, width, height } = box;
  const inside =
    [left, top, width, height].every(Number.isInteger) &&
    left >= 0 &&
    top >= 0 &&
    width > 0 &&
    height > 0 &&
    left + width <= image.width &&
    top + height <= image.height;
  if (!inside) {
    throw new ArgumentError(
      "box",
      `whole pixels inside ${image.width}x${image.height}`,
      `${width}x${height} at ${left}, ${top}`,
    );
  }
  const result = createImage({ width, height });
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * image.width + left) * 3;
    result.pixels.set(image.pixels.subarray(from, from + width * 3), row * width * 3);
  }
  return result;
}

function uniform(random: Random, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random();
}
