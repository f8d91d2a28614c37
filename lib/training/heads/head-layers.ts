import { ArgumentError } from "../../errors/argument-error.ts";
import { batchNormalization } from "../../models/layers/batch-normalization.ts";
import { tf } from "../../tensors/tf.ts";

/** One layer of a head, by its name in Keras; `name` is that of the layer in the model. */
export type HeadLayer =
  | { readonly type: "flatten"; readonly name?: string }
  | { readonly type: "globalAveragePooling2d"; readonly name?: string }
  | { readonly type: "globalMaxPooling2d"; readonly name?: string }
  | {
      readonly type: "dense";
      /** Values that come out, at least 1. */
      readonly units: number;
      /** @defaultValue "relu" */
      readonly activation?: "relu" | "linear" | "tanh" | "sigmoid" | "elu" | "selu";
      readonly name?: string;
    }
  | {
      readonly type: "batchNormalization";
      /** @defaultValue 0.99 */
      readonly momentum?: number;
      readonly name?: string;
    }
  /** `rate`: share of the values that training drops, in [0, 1). */
  | { readonly type: "dropout"; readonly rate: number; readonly name?: string };

/** Layers that turn maps into vectors; for features that are vectors already there is nothing to do. */
const REDUCING = ["Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"];

/**
 * Applies layers in turn to what a head reads.
 *
 * @param value - `[batch, values]` or `[batch, height, width, channels]`.
 * @param layers - described, or layers of TensorFlow.js, which the head then owns.
 * @param options.seed - of the first weights; each layer takes another one. `options.first`: place of the first layer in
 *   the head's list, for errors and seeds.
 * @returns what the last layer makes.
 * @throws {@link ArgumentError} for a layer that is not known, or that cannot read what comes before it.
 */
export function applyHeadLayers(
  value: tf.SymbolicTensor,
  layers: readonly (HeadLayer | tf.layers.Layer)[],
  { seed, first }: { readonly seed: number; readonly first: number },
): tf.SymbolicTensor {
  const counts = new Map<string, number>();
  return layers.reduce((input, described, index) => {
    const place = first + index;
    const layer = isLayer(described)
      ? described
      : makeLayer(described, { place, seed: seed + 1 + place, counts });
    const kind = layer.getClassName();
    const argument = `recipe[${place}] (${kind})`;
    if (kind === "BatchNormalization") {
      throw new ArgumentError(
        argument,
        'batchNormalization(..) of this library, or { type: "batchNormalization" }: it follows Keras',
        "tf.layers.batchNormalization(..)",
      );
    }
    if (layer.inboundNodes.length > 0) {
      throw new ArgumentError(
        argument,
        "a layer that nothing else uses: make a new one",
        `"${layer.name}", in use`,
      );
    }
    const rank = input.shape.length;
    if (REDUCING.includes(kind) && rank === 2) return input;
    if (kind === "Dense" && rank !== 2) {
      const shape = `maps [${input.shape.slice(1).join(", ")}]`;
      throw new ArgumentError(argument, "flatten or globalAveragePooling2d before it", shape);
    }
    return layer.apply(input) as tf.SymbolicTensor;
  }, value);
}

function makeLayer(
  described: HeadLayer,
  { place, seed, counts }: { place: number; seed: number; counts: Map<string, number> },
): tf.layers.Layer {
  const argument = `recipe[${place}]`;
  // Numbered as Keras numbers them, from 1: a layer of a pooled backbone may have the bare name.
  const numbered = (name: string) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return described.name ?? `${name}_${counts.get(name)}`;
  };
  switch (described.type) {
    case "flatten":
      return tf.layers.flatten({ name: numbered("flatten") });
    case "globalAveragePooling2d":
      return tf.layers.globalAveragePooling2d({
        name: numbered("head_average_pooling2d"),
        dataFormat: "channelsLast",
      });
    case "globalMaxPooling2d":
      return tf.layers.globalMaxPooling2d({
        name: numbered("head_max_pooling2d"),
        dataFormat: "channelsLast",
      });
    case "dense": {
      const { units, activation = "relu" } = described;
      if (!Number.isInteger(units) || units < 1) {
        throw new ArgumentError(`${argument}.units`, "a whole number of at least 1", units);
      }
      const kernelInitializer = tf.initializers.glorotUniform({ seed });
      return tf.layers.dense({ name: numbered("dense"), units, activation, kernelInitializer });
    }
    case "batchNormalization":
      return batchNormalization({
        name: numbered("head_batch_normalization"),
        momentum: described.momentum ?? 0.99,
      });
    case "dropout": {
      const { rate } = described;
      if (!(rate >= 0 && rate < 1)) throw new ArgumentError(`${argument}.rate`, "a number in [0, 1)", rate);
      return tf.layers.dropout({ name: numbered("dropout"), rate });
    }
    default: {
      const known = "flatten, globalAveragePooling2d, globalMaxPooling2d, dense, batchNormalization, dropout";
      throw new ArgumentError(`${argument}.type`, `one of ${known}`, (described as { type: unknown }).type);
    }
  }
}

function isLayer(described: HeadLayer | tf.layers.Layer): described is tf.layers.Layer {
  return described instanceof tf.layers.Layer;
}
