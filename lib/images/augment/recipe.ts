import { ArgumentError } from "../../errors/argument-error.ts";
import type { CropRange } from "./crop.ts";

/** How far colours are changed at random. Each 0 or absent for not at all. */
export interface ColorJitter {
  /** Factor of {@link adjustBrightness} from 1 - b to 1 + b, at least 0; `contrast` and `saturation` likewise. */
  readonly brightness?: number | undefined;
  readonly contrast?: number | undefined;
  readonly saturation?: number | undefined;
  /** Turn of {@link adjustHue} from -h to h, in [0, 0.5]. */
  readonly hue?: number | undefined;
}

/** What is done at random to an image before a network sees it. A part that is absent is not done. */
export interface AugmentRecipe {
  /** Random resized crop; without it the whole image is used. */
  readonly crop?: CropRange | undefined;
  /** Largest shift, as a share of width and of height, in [0, 1); edges are repeated. */
  readonly shift?: number | undefined;
  /** Probability that the image is mirrored, in [0, 1]. */
  readonly flip?: number | undefined;
  readonly color?: ColorJitter | undefined;
}

/** Names of {@link AUGMENT_PRESETS}. */
export type AugmentPreset = "flip" | "shift" | "light" | "imagenet";

/**
 * Recipes by name:
 * - `"flip"`: mirrored or not
 * - `"shift"`: mirrored, and moved by up to a tenth (what Keras users know from `ImageDataGenerator`)
 * - `"light"`: mirrored, crops of at least six tenths of the area, a little colour: for small sets of photos
 * - `"imagenet"`: how networks are trained from scratch on ImageNet: crops from 8 % of the area on, strong colour
 *
 * @see torchvision RandomResizedCrop for scale and ratio of `"imagenet"`; timm `data/transforms_factory.py` for its 0.4
 */
export const AUGMENT_PRESETS: Readonly<Record<AugmentPreset, AugmentRecipe>> = {
  flip: { flip: 0.5 },
  shift: { flip: 0.5, shift: 0.1 },
  light: {
    flip: 0.5,
    crop: { scale: [0.6, 1], ratio: [3 / 4, 4 / 3] },
    color: { brightness: 0.2, contrast: 0.2, saturation: 0.2 },
  },
  imagenet: {
    flip: 0.5,
    crop: { scale: [0.08, 1], ratio: [3 / 4, 4 / 3] },
    color: { brightness: 0.4, contrast: 0.4, saturation: 0.4 },
  },
};

/**
 * Returns the recipe of that name, or the given one, checked and without its absent parts: equal recipes have equal
 * JSON.
 *
 * @throws {@link ArgumentError} for an unknown name or part, or a number out of its range; names it.
 */
export function resolveRecipe(augment: AugmentRecipe | AugmentPreset): AugmentRecipe {
  if (typeof augment === "string") {
    const preset = Object.hasOwn(AUGMENT_PRESETS, augment) ? AUGMENT_PRESETS[augment] : undefined;
    if (preset !== undefined) return preset;
    const names = Object.keys(AUGMENT_PRESETS).join(", ");
    throw new ArgumentError("augment", `a recipe, or one of ${names}`, augment);
  }
  const { crop, shift = 0, flip = 0, color, ...others } = augment;
  refuseOthers("augment", others, "crop, shift, flip and color");
  check("augment.shift", shift, shift >= 0 && shift < 1, "a share in [0, 1)");
  check("augment.flip", flip, flip >= 0 && flip <= 1, "a probability in [0, 1]");
  return {
    ...(crop && { crop: checkCrop(crop) }),
    ...(shift > 0 && { shift }),
    ...(flip > 0 && { flip }),
    ...(color && { color: checkColor(color) }),
  };
}

function checkCrop({ scale, ratio, ...others }: CropRange): CropRange {
  refuseOthers("augment.crop", others, "scale and ratio");
  const ordered = (range: readonly number[] | undefined) =>
    range?.length === 2 && range[0]! > 0 && range[0]! <= range[1]! && Number.isFinite(range[1]);
  check("augment.crop.scale", scale, ordered(scale) && scale[1] <= 1, "[smallest, largest] in (0, 1]");
  check("augment.crop.ratio", ratio, ordered(ratio), "[smallest, largest] above 0");
  return { scale: [...scale], ratio: [...ratio] };
}

function checkColor({
  brightness = 0,
  contrast = 0,
  saturation = 0,
  hue = 0,
  ...others
}: ColorJitter): ColorJitter {
  refuseOthers("augment.color", others, "brightness, contrast, saturation and hue");
  for (const [name, value] of Object.entries({ brightness, contrast, saturation })) {
    check(`augment.color.${name}`, value, value >= 0 && Number.isFinite(value), "a number of at least 0");
  }
  check("augment.color.hue", hue, hue >= 0 && hue <= 0.5, "a number in [0, 0.5]");
  return {
    ...(brightness > 0 && { brightness }),
    ...(contrast > 0 && { contrast }),
    ...(saturation > 0 && { saturation }),
    ...(hue > 0 && { hue }),
  };
}

function check(name: string, value: unknown, good: boolean | undefined, expected: string): void {
  if (!good) throw new ArgumentError(name, expected, Array.isArray(value) ? `[${value.join(", ")}]` : value);
}

function refuseOthers(name: string, others: object, expected: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw new ArgumentError(name, `${expected} alone`, `"${other}"`);
}
