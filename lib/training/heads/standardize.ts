import type { Matrix } from "../../matrix/matrix.ts";
import { type BatchNormalization, batchNormalization } from "../../models/layers/batch-normalization.ts";
import { tf } from "../../tensors/tf.ts";

/** Added to each variance, so that a feature that never changes is not divided by zero. */
const EPSILON = 1e-3;

/** Makes the frozen layer that a head standardises its features with; {@link setStatistics} fills it once built. */
export function standardizeLayer(): BatchNormalization {
  return batchNormalization({
    name: "standardize",
    center: false,
    scale: false,
    epsilon: EPSILON,
    trainable: false,
  });
}

/**
 * Gives a standardising layer the mean and variance of each channel.
 *
 * @param features - `[row, value]`, each row a vector or a map, channels last.
 * @param pooled - whether each row is averaged over space first, as what the layer reads is.
 */
export function setStatistics(
  layer: BatchNormalization,
  features: Matrix,
  { channels, pooled }: { readonly channels: number; readonly pooled: boolean },
): void {
  const { mean, variance } = channelStatistics(features, channels, pooled);
  const statistics = [tf.tensor1d(mean), tf.tensor1d(variance)];
  layer.setWeights(statistics);
  tf.dispose(statistics);
}

function channelStatistics({ rows, columns, values }: Matrix, channels: number, pooled: boolean) {
  const pixels = columns / channels;
  const together = pooled ? pixels : 1;
  const sum = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const value = new Float64Array(channels);
  for (let row = 0; row < rows; row++) {
    for (let from = 0; from < pixels; from += together) {
      value.fill(0);
      const start = row * columns + from * channels;
      for (let index = 0; index < together * channels; index++) {
        value[index % channels]! += values[start + index]! / together;
      }
      for (let channel = 0; channel < channels; channel++) {
        sum[channel]! += value[channel]!;
        squares[channel]! += value[channel]! ** 2;
      }
    }
  }
  const count = (rows * pixels) / together;
  const mean = Float32Array.from(sum, (total) => total / count);
  const variance = Float32Array.from(squares, (total, channel) =>
    Math.max(0, total / count - (sum[channel]! / count) ** 2),
  );
  return { mean, variance };
}
