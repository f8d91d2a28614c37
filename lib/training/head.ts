import { ArgumentError } from "../errors/argument-error.ts";
import { batchNormalization } from "../models/layers/batch-normalization.ts";
import { tf } from "../tensors/tf.ts";
import type { TrainingRows } from "./training-rows.ts";

export interface HeadOptions {
  /** Units of a hidden relu layer; 0 for a linear head. @defaultValue 0 */
  readonly hiddenUnits?: number | undefined;
  /** Share of the inputs of the last layer that training drops, in [0, 1). @defaultValue 0 */
  readonly dropout?: number | undefined;
  /** First weights. @defaultValue 0 */
  readonly seed?: number | undefined;
}

/** Added to each variance, so that a feature that never changes is not divided by zero. */
const EPSILON = 1e-3;

/**
 * Makes an untrained head for features: (pooling) -> standardize -> (hidden) -> (dropout) -> softmax over the classes.
 *
 * Features of rank 3 are averaged over space first. `standardize` is a frozen BatchNormalization that holds mean and
 * variance of the given rows, so that one learning rate suits any backbone; it never trains, and goes to ONNX with the
 * rest.
 *
 * @param rows - the rows to train on: shape, classes, and the statistics of the features.
 * @returns a model `[batch, ...rows.shape]` -> `[batch, class]`, owned by the caller.
 * @throws {@link ArgumentError} when an option is out of range or the features have another rank than 1 or 3.
 * @example const head = createHead(features, { dropout: 0.2 });
 */
export function createHead(rows: TrainingRows, options: HeadOptions = {}): tf.LayersModel {
  const { hiddenUnits = 0, dropout = 0, seed = 0 } = options;
  const { shape, classNames } = rows;
  if (shape.length !== 1 && shape.length !== 3) {
    throw new ArgumentError(
      "features",
      "rows of shape [values] or [height, width, channels]",
      `[${shape.join(", ")}]`,
    );
  }
  if (!Number.isInteger(hiddenUnits) || hiddenUnits < 0) {
    throw new ArgumentError("hiddenUnits", "a whole number of at least 0", hiddenUnits);
  }
  if (!(dropout >= 0 && dropout < 1)) throw new ArgumentError("dropout", "a number in [0, 1)", dropout);
  const input = tf.input({ shape: [...shape], name: "features" });
  let value: tf.SymbolicTensor = input;
  if (shape.length === 3) {
    value = tf.layers
      .globalAveragePooling2d({ name: "head_pool", dataFormat: "channelsLast" })
      .apply(value) as typeof value;
  }
  const standardize = batchNormalization({
    name: "standardize",
    center: false,
    scale: false,
    epsilon: EPSILON,
    trainable: false,
  });
  value = standardize.apply(value) as typeof value;
  if (hiddenUnits > 0) {
    const kernelInitializer = tf.initializers.heNormal({ seed: seed + 1 });
    value = tf.layers
      .dense({ name: "hidden", units: hiddenUnits, activation: "relu", kernelInitializer })
      .apply(value) as typeof value;
  }
  if (dropout > 0)
    value = tf.layers.dropout({ name: "head_dropout", rate: dropout }).apply(value) as typeof value;
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  const output = tf.layers
    .dense({ name: "predictions", units: classNames.length, activation: "softmax", kernelInitializer })
    .apply(value) as typeof value;
  const head = tf.model({ inputs: input, outputs: output, name: "head" });
  const { mean, variance } = channelStatistics(rows);
  const statistics = [tf.tensor1d(mean), tf.tensor1d(variance)];
  standardize.setWeights(statistics);
  tf.dispose(statistics);
  return head;
}

/** Mean and variance of each channel over rows, after averaging each row over space. */
function channelStatistics({ features, shape }: TrainingRows): {
  mean: Float32Array;
  variance: Float32Array;
} {
  const channels = shape.at(-1)!;
  const pixels = features.columns / channels;
  const sum = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const pooled = new Float64Array(channels);
  for (let row = 0; row < features.rows; row++) {
    pooled.fill(0);
    for (let index = 0; index < features.columns; index++) {
      pooled[index % channels]! += features.values[row * features.columns + index]! / pixels;
    }
    for (let channel = 0; channel < channels; channel++) {
      sum[channel]! += pooled[channel]!;
      squares[channel]! += pooled[channel]! ** 2;
    }
  }
  const mean = Float32Array.from(sum, (total) => total / features.rows);
  const variance = Float32Array.from(squares, (total, channel) =>
    Math.max(0, total / features.rows - (sum[channel]! / features.rows) ** 2),
  );
  return { mean, variance };
}
