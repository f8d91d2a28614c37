import { ArgumentError } from "../../errors/argument-error.ts";
import { tf } from "../../tensors/tf.ts";
import type { TrainingRows } from "../training-rows.ts";
import { applyHeadLayers, type HeadLayer } from "./head-layers.ts";
import { type HeadRecipe, recipeLayers } from "./recipes.ts";
import { setStatistics, standardizeLayer } from "./standardize.ts";

export interface HeadOptions {
  /**
   * What lies between features and classes: a recipe by name, or a list of layers, described or of TensorFlow.js (which
   * the head then owns). The softmax layer `predictions` follows them. @defaultValue "gap-dense"
   */
  readonly recipe?: HeadRecipe | readonly (HeadLayer | tf.layers.Layer)[] | undefined;
  /** Units of a hidden relu layer; 0 for none. Not with a list of layers. @defaultValue that of the recipe */
  readonly hiddenUnits?: number | undefined;
  /**
   * Share of the inputs of the last layer that training drops, in [0, 1). Not with a list of layers.
   * @defaultValue that of the recipe
   */
  readonly dropout?: number | undefined;
  /**
   * Whether the features are standardised first, by mean and variance of the given rows.
   * @defaultValue true without a recipe, false with one: its parameters are then those of the same layers in Keras
   */
  readonly standardize?: boolean | undefined;
  /** First weights. @defaultValue 0 */
  readonly seed?: number | undefined;
}

/** What a head must know of the rows to train on; `features` are needed to standardise them. */
export type HeadRows = Pick<TrainingRows, "shape" | "classNames"> & Partial<Pick<TrainingRows, "features">>;

/**
 * Makes an untrained head for features: (standardize) -> the layers of a recipe -> softmax over the classes.
 *
 * Features may be vectors or maps: layers that pool or flatten do nothing to vectors. `standardize` is a frozen
 * BatchNormalization that holds mean and variance of the given rows, so that one learning rate suits any backbone; where
 * maps are averaged over space it comes after that. It never trains, and goes to ONNX with the rest.
 *
 * @param rows - the rows to train on: shape, classes, and the statistics of the features.
 * @returns a model `[batch, ...rows.shape]` -> `[batch, class]`, owned by the caller.
 * @throws {@link ArgumentError} when an option is out of range, the features have another rank than 1 or 3, or the layers
 *   end in maps; says which layer, and what to put before it.
 * @example
 * const head = createHead(features, { dropout: 0.2 });
 * const chapters = createHead(features, { recipe: "flatten-dense" });
 * const own = createHead(features, { recipe: [{ type: "flatten" }, { type: "dense", units: 64 }] });
 */
export function createHead(rows: HeadRows, options: HeadOptions = {}): tf.LayersModel {
  const { recipe = "gap-dense", standardize = options.recipe === undefined, seed = 0 } = options;
  const { shape, classNames } = rows;
  if (shape.length !== 1 && shape.length !== 3) {
    throw new ArgumentError(
      "features",
      "rows of shape [values] or [height, width, channels]",
      `[${shape.join(", ")}]`,
    );
  }
  const layers = listLayers(recipe, options);
  const input = tf.input({ shape: [...shape], name: "features" });
  // Averaging first: the statistics are then those of what the head reads.
  const first = shape.length === 3 && isAverage(layers[0]) ? 1 : 0;
  let value = applyHeadLayers(input, layers.slice(0, first), { seed, first: 0 });
  if (standardize) value = applyStandardize(value, rows, first === 1);
  value = applyHeadLayers(value, layers.slice(first), { seed, first });
  if (value.shape.length !== 2) {
    const last = `${layers.length} layers that end in maps [${value.shape.slice(1).join(", ")}]`;
    throw new ArgumentError(
      "recipe",
      "layers that end in vectors: add flatten or globalAveragePooling2d",
      last,
    );
  }
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  const output = tf.layers
    .dense({ name: "predictions", units: classNames.length, activation: "softmax", kernelInitializer })
    .apply(value) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: output, name: "head" });
}

function listLayers(
  recipe: NonNullable<HeadOptions["recipe"]>,
  options: HeadOptions,
): readonly (HeadLayer | tf.layers.Layer)[] {
  if (typeof recipe === "string") return recipeLayers(recipe, options);
  for (const option of ["hiddenUnits", "dropout"] as const) {
    if (options[option] !== undefined) {
      throw new ArgumentError(option, "nothing with a list of layers: put it into the list", options[option]);
    }
  }
  return recipe;
}

function applyStandardize(value: tf.SymbolicTensor, { features }: HeadRows, pooled: boolean) {
  if (features === undefined) {
    throw new ArgumentError("rows.features", "the rows to standardise by, or standardize: false", undefined);
  }
  const layer = standardizeLayer();
  const result = layer.apply(value) as tf.SymbolicTensor;
  setStatistics(layer, features, { channels: value.shape.at(-1)!, pooled });
  return result;
}

function isAverage(layer: HeadLayer | tf.layers.Layer | undefined): boolean {
  if (layer === undefined) return false;
  if (layer instanceof tf.layers.Layer) return layer.getClassName() === "GlobalAveragePooling2D";
  return layer.type === "globalAveragePooling2d";
}
