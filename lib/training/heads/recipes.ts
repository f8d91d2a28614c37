import { ArgumentError } from "../../errors/argument-error.ts";
import type { HeadLayer } from "./head-layers.ts";

/**
 * What lies between features and classes:
 * - `"gap-dense"`: maps averaged over space (5,130 parameters for 512 channels and ten classes)
 * - `"flatten-dense"`: every value of a map, and a hidden layer of 1,024: the chapter's; 42 million parameters for VGG16
 *   at 300x300
 * - `"gap-batchnorm-dropout"`: averaged, normalised by the batch (momentum 0.9), a fifth of it dropped
 *
 * @see Lin et al. 2014, https://arxiv.org/abs/1312.4400, section 3.2, for averaging over space; Keras example "Image
 *   classification via fine-tuning with EfficientNet" for the third
 */
export type HeadRecipe = "gap-dense" | "flatten-dense" | "gap-batchnorm-dropout";

interface RecipeOptions {
  readonly hiddenUnits?: number | undefined;
  readonly dropout?: number | undefined;
}

/** Names and defaults of the recipes. The layer that gives the classes is not part of them. */
const RECIPES: Readonly<
  Record<HeadRecipe, { first: readonly HeadLayer[]; hiddenUnits: number; dropout: number }>
> = {
  "gap-dense": { first: [{ type: "globalAveragePooling2d" }], hiddenUnits: 0, dropout: 0 },
  "flatten-dense": { first: [{ type: "flatten" }], hiddenUnits: 1024, dropout: 0 },
  "gap-batchnorm-dropout": {
    // Keras's 0.99 needs some hundred steps until validation uses what training has seen; a head on few images takes fewer.
    first: [{ type: "globalAveragePooling2d" }, { type: "batchNormalization", momentum: 0.9 }],
    hiddenUnits: 0,
    dropout: 0.2,
  },
};

/**
 * Lists the layers of a recipe.
 *
 * @throws {@link ArgumentError} for an unknown name, or an option out of range.
 */
export function recipeLayers(recipe: HeadRecipe, options: RecipeOptions): HeadLayer[] {
  const known = Object.hasOwn(RECIPES, recipe) ? RECIPES[recipe] : undefined;
  if (known === undefined) {
    const names = Object.keys(RECIPES).join(", ");
    throw new ArgumentError("recipe", `one of ${names}, or a list of layers`, recipe);
  }
  const { hiddenUnits: units = known.hiddenUnits, dropout: rate = known.dropout } = options;
  if (!Number.isInteger(units) || units < 0) {
    throw new ArgumentError("hiddenUnits", "a whole number of at least 0", units);
  }
  if (!(rate >= 0 && rate < 1)) throw new ArgumentError("dropout", "a number in [0, 1)", rate);
  return [
    ...known.first,
    ...(units > 0 ? [{ type: "dense", units } as const] : []),
    ...(rate > 0 ? [{ type: "dropout", rate } as const] : []),
  ];
}
