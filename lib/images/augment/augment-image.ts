import { permutation, type Random, randomInteger } from "../../random/generator.ts";
import type { ResizeFilter } from "../filters.ts";
import type { Image, ImageSize } from "../image.ts";
import { resizeImage } from "../resize.ts";
import { adjustBrightness, adjustContrast, adjustSaturation } from "./color.ts";
import { cropImage, drawCropBox } from "./crop.ts";
import { flipHorizontal } from "./flip.ts";
import { adjustHue } from "./hue.ts";
import { type AugmentPreset, type AugmentRecipe, type ColorJitter, resolveRecipe } from "./recipe.ts";
import { shiftImage } from "./shift.ts";

export interface AugmentOptions {
  /** What is done, as a recipe or by name. */
  readonly augment: AugmentRecipe | AugmentPreset;
  /** Size of the result in pixels. */
  readonly size: ImageSize;
  /** @defaultValue "bilinear" */
  readonly filter?: ResizeFilter | undefined;
  /** Decides everything that is left to chance. */
  readonly random: Random;
}

/**
 * Makes one random view of an image: crop and resize, shift, mirror, then brightness, contrast, saturation and hue in a
 * random order.
 *
 * @param image - decoded, at its own size; not changed.
 * @returns a new image of `size`.
 * @throws {@link ArgumentError} when the recipe is not one, or as {@link resizeImage}.
 * @example augmentImage(photo, { augment: "light", size: { width: 224, height: 224 }, random: seededRandom(1) });
 * @see torchvision `transforms/transforms.py`, RandomResizedCrop and ColorJitter
 */
export function augmentImage(image: Image, { augment, size, filter, random }: AugmentOptions): Image {
  const { crop, shift, flip, color } = resolveRecipe(augment);
  const part = crop === undefined ? image : cropImage(image, drawCropBox(random, image, crop));
  let view = resizeImage(part, { ...size, ...(filter && { filter }) });
  if (shift !== undefined) {
    const [right, down] = [drawShift(random, shift * size.width), drawShift(random, shift * size.height)];
    view = shiftImage(view, { right, down });
  }
  if (flip !== undefined && random() < flip) view = flipHorizontal(view);
  return color === undefined ? view : jitterColor(view, color, random);
}

function jitterColor(image: Image, color: ColorJitter, random: Random): Image {
  const { brightness, contrast, saturation, hue } = color;
  const factor = (strength: number) => Math.max(0, 1 + (2 * random() - 1) * strength);
  const steps: readonly ((view: Image) => Image)[] = [
    (view) => (brightness ? adjustBrightness(view, factor(brightness)) : view),
    (view) => (contrast ? adjustContrast(view, factor(contrast)) : view),
    (view) => (saturation ? adjustSaturation(view, factor(saturation)) : view),
    (view) => (hue ? adjustHue(view, (2 * random() - 1) * hue) : view),
  ];
  return permutation(random, steps.length).reduce((view, step) => steps[step]!(view), image);
}

/** A whole number of pixels from -`most` to `most`. */
function drawShift(random: Random, most: number): number {
  const whole = Math.floor(most);
  return randomInteger(random, 2 * whole + 1) - whole;
}
