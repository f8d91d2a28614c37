import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { commonSize, createImage, type Image, type ImageSize } from "./image.ts";

/**
 * How a network wants its pixels:
 * - `"caffe"`: blue first, the mean of ImageNet subtracted, 0 to 255 kept (VGG16, VGG19, ResNet50)
 * - `"tf"`: -1 to 1 (InceptionV3)
 * - `"torch"`: 0 to 1, then the mean subtracted and divided by the standard deviation, a channel each
 */
export type PreprocessMode = "caffe" | "tf" | "torch";

/** What is done to each channel: `output[i] = input[source[i]] / divisor - mean[i]`, all divided by `deviation[i]`. */
export interface PreprocessRecipe {
  /** Which input channel (0 red, 1 green, 2 blue) each output channel comes from. */
  readonly source: readonly [number, number, number];
  readonly divisor: number;
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/**
 * The constants of each mode, in the order of the output's channels.
 *
 * @see Keras `applications/imagenet_utils.py`, _preprocess_numpy_input
 */
export const PREPROCESS_RECIPES: Readonly<Record<PreprocessMode, PreprocessRecipe>> = {
  caffe: { source: [2, 1, 0], divisor: 1, mean: [103.939, 116.779, 123.68], deviation: [1, 1, 1] },
  tf: { source: [0, 1, 2], divisor: 127.5, mean: [1, 1, 1], deviation: [1, 1, 1] },
  torch: { source: [0, 1, 2], divisor: 255, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
};

/**
 * Returns what is done to each channel when a second preprocessing is put after a first: what a network gets when an
 * image is prepared twice, or prepared and then read in another order of colours.
 *
 * @throws {@link ArgumentError} as {@link preprocess}.
 * @example const twice = composeRecipes("caffe", "caffe"); // the mean is subtracted two times, and the swap is undone
 */
export function composeRecipes(
  first: PreprocessMode | PreprocessRecipe,
  second: PreprocessMode | PreprocessRecipe,
): PreprocessRecipe {
  const [one, two] = [recipeOf(first), recipeOf(second)];
  const channels = [0, 1, 2] as const;
  const each = <T>(compute: (channel: 0 | 1 | 2, before: number) => T) =>
    channels.map((channel) => compute(channel, two.source[channel])) as [T, T, T];
  return {
    source: each((_, before) => one.source[before]!),
    divisor: one.divisor,
    mean: each(
      (channel, before) => one.mean[before]! + two.mean[channel] * one.deviation[before]! * two.divisor,
    ),
    deviation: each((channel, before) => one.deviation[before]! * two.divisor * two.deviation[channel]),
  };
}

/**
 * Turns images of one size into the float32 batch that a network of this mode was trained on.
 *
 * The images are not changed, so a second call gives the same batch (Keras's `preprocess_input` overwrites a NumPy
 * array in place, and calling it twice ruins the data silently).
 *
 * @param images - at least one; all of one size.
 * @param mode - a network's own, or a recipe, which need not be any network's.
 * @returns a new `[image, height, width, 3]`.
 * @throws {@link ArgumentError} when the mode has no such name, the recipe is none, or there is no image.
 * @throws {@link ShapeError} when sizes differ.
 * @example preprocess([image], "caffe"); // Float32Array of 1 * 224 * 224 * 3, blue first
 * @see Keras `applications/imagenet_utils.py`, preprocess_input
 */
export function preprocess(images: readonly Image[], mode: PreprocessMode | PreprocessRecipe): Float32Array {
  const recipe = recipeOf(mode);
  const tables = lookupTables(recipe);
  const { source } = recipe;
  const { width, height } = commonSize(images);
  const imageLength = width * height * 3;
  const batch = new Float32Array(images.length * imageLength); // [image, height, width, 3]
  images.forEach((image, index) => {
    const offset = index * imageLength;
    for (let channel = 0; channel < 3; channel++) {
      const table = tables[channel]!;
      const from = source[channel]!;
      for (let pixel = 0; pixel < imageLength; pixel += 3) {
        batch[offset + pixel + channel] = table[image.pixels[pixel + from]!]!;
      }
    }
  });
  return batch;
}

/**
 * Turns a preprocessed batch back into images to look at: the inverse of {@link preprocess}.
 *
 * Exact for a batch that `preprocess` made; other values are rounded and clipped to 0 to 255.
 *
 * @param batch - `[image, height, width, 3]`, borrowed.
 * @throws {@link ArgumentError} when the mode has no such name; {@link ShapeError} when `batch` is not whole images.
 * @example deprocess(preprocess([image], "torch"), "torch", image)[0]; // equals image
 */
export function deprocess(
  batch: Float32Array,
  mode: PreprocessMode | PreprocessRecipe,
  size: ImageSize,
): Image[] {
  const recipe = recipeOf(mode);
  const imageLength = size.width * size.height * 3;
  if (imageLength === 0 || batch.length % imageLength !== 0) {
    throw new ShapeError("batch", `[images * ${size.height} * ${size.width} * 3]`, [batch.length]);
  }
  return Array.from({ length: batch.length / imageLength }, (_, index) => {
    const image = createImage(size);
    for (let pixel = 0; pixel < imageLength; pixel += 3) {
      for (let channel = 0; channel < 3; channel++) {
        const value = batch[index * imageLength + pixel + channel]!;
        const level = (value * recipe.deviation[channel]! + recipe.mean[channel]!) * recipe.divisor;
        image.pixels[pixel + recipe.source[channel]!] = Math.min(255, Math.max(0, Math.round(level)));
      }
    }
    return image;
  });
}

function lookupTables({ divisor, mean, deviation }: PreprocessRecipe): Float32Array[] {
  // Rounded to float32 after each operation, as Keras computes on a float32 array: the last bit agrees too.
  return [0, 1, 2].map((channel) =>
    Float32Array.from({ length: 256 }, (_, level) => {
      const scaled = Math.fround(level / divisor);
      return Math.fround(scaled - Math.fround(mean[channel]!)) / Math.fround(deviation[channel]!);
    }),
  );
}

/**
 * Looks up a mode, or checks a recipe.
 *
 * @throws {@link ArgumentError} when the mode has no such name, or the recipe divides by 0, holds something else than
 *   numbers or does not take each channel once.
 */
export function recipeOf(mode: PreprocessMode | PreprocessRecipe): PreprocessRecipe {
  if (typeof mode !== "string") return checkRecipe(mode);
  if (!Object.hasOwn(PREPROCESS_RECIPES, mode)) {
    throw new ArgumentError("mode", `"caffe", "tf" or "torch"`, mode);
  }
  return PREPROCESS_RECIPES[mode];
}

function checkRecipe(recipe: PreprocessRecipe): PreprocessRecipe {
  const { source, divisor, mean, deviation } = recipe;
  if ([...source].sort().join() !== "0,1,2") {
    throw new ArgumentError("source", "the channels 0, 1 and 2, each once", `[${source.join(", ")}]`);
  }
  for (const [name, values] of Object.entries({ divisor: [divisor], mean, deviation })) {
    const length = name === "divisor" ? 1 : 3;
    const bad = values.some((value) => !Number.isFinite(value) || (value === 0 && name !== "mean"));
    if (!bad && values.length === length) continue;
    const expected = `${length === 1 ? "a finite number" : "three finite numbers"}${name === "mean" ? "" : ", not 0"}`;
    throw new ArgumentError(name, expected, `[${values.join(", ")}]`);
  }
  return recipe;
}
