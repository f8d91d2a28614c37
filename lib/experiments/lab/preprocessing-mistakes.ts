import type { ResizeFilter } from "../../images/filters.ts";
import {
  composeRecipes,
  PREPROCESS_RECIPES,
  type PreprocessMode,
  type PreprocessRecipe,
} from "../../images/preprocess.ts";
import type { ResizeOptions } from "../../images/resize.ts";

/** One way to bring a picture into a network. */
export interface PreprocessingWay {
  /** In words, for tables and charts. */
  readonly name: string;
  /** What is done to the values. @defaultValue the network's own */
  readonly recipe?: PreprocessMode | PreprocessRecipe;
  /** @defaultValue "bilinear" */
  readonly filter?: ResizeFilter;
  /** @defaultValue true */
  readonly antialias?: boolean;
  /** @defaultValue "squash" */
  readonly fit?: NonNullable<ResizeOptions["fit"]>;
}

/** Blue first where red is expected: what OpenCV's `imread` gives. */
const SWAPPED: PreprocessRecipe = { source: [2, 1, 0], divisor: 1, mean: [0, 0, 0], deviation: [1, 1, 1] };
const UNTOUCHED: PreprocessRecipe = { ...SWAPPED, source: [0, 1, 2] };
/** 0 to 1, as many readers of pictures give them, to a preprocessing that expects 0 to 255. */
const DIVIDED: PreprocessRecipe = { ...UNTOUCHED, divisor: 255 };

/**
 * Lists how the values of a picture get into a network wrongly, the right way first: mistakes that programs make without
 * an error.
 *
 * @param mode - the network's own.
 * @returns ways that differ in `recipe` alone.
 * @example preprocessingMistakes(vgg.config.preprocessing).map(({ name }) => name);
 * @see Keras issues 10279, keras-applications 64, classification_models 4, quiver 62: each a user with one of these
 */
export function preprocessingMistakes(mode: PreprocessMode): PreprocessingWay[] {
  const own = PREPROCESS_RECIPES[mode];
  const others = (Object.keys(PREPROCESS_RECIPES) as PreprocessMode[]).filter((other) => other !== mode);
  const swaps = own.source[0] !== 0;
  // Each mean stays with its colour, only the order of the channels is not changed.
  const unswapped: PreprocessRecipe = {
    ...own,
    source: [0, 1, 2],
    mean: [own.mean[2], own.mean[1], own.mean[0]],
    deviation: [own.deviation[2], own.deviation[1], own.deviation[0]],
  };
  return [
    { name: "as trained", recipe: own },
    ...(swaps ? [{ name: "mean without the swap", recipe: unswapped }] : []),
    { name: "red and blue swapped", recipe: composeRecipes(SWAPPED, own) },
    { name: "no preprocessing", recipe: UNTOUCHED },
    { name: "preprocessed twice", recipe: composeRecipes(own, own) },
    { name: "divided by 255 first", recipe: composeRecipes(DIVIDED, own) },
    ...others.map((other) => ({ name: `mode "${other}"`, recipe: other })),
  ];
}

/**
 * Lists ways to bring a picture to the network's size, all with the right values.
 *
 * @example resizeWays().map(({ name }) => name);
 */
export function resizeWays(): PreprocessingWay[] {
  return [
    { name: "bilinear with antialias", filter: "bilinear" },
    { name: "bilinear without antialias", filter: "bilinear", antialias: false },
    { name: "nearest", filter: "nearest" },
    { name: "bicubic with antialias", filter: "bicubic" },
    { name: "bilinear, centre cropped", filter: "bilinear", fit: "crop" },
  ];
}
