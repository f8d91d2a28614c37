import { batchNormalization } from "../../../lib/models/layers/batch-normalization.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import type { TrainingRows } from "../../../lib/training/training-rows.ts";

/** A residual net of a few hundred weights, with BatchNormalization, on 8x8 inputs of 3 channels. */
export function tinyResidualModel(): tf.LayersModel {
  const conv = (filters: number, name: string, seed: number) =>
    tf.layers.conv2d({
      name,
      filters,
      kernelSize: 3,
      padding: "same",
      kernelInitializer: tf.initializers.heNormal({ seed }),
    });
  const apply = (layer: tf.layers.Layer, input: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(input) as tf.SymbolicTensor;
  const input = tf.input({ shape: [8, 8, 3], name: "images" });
  const stem = apply(tf.layers.reLU({ name: "stem_relu" }), apply(conv(4, "stem", 1), input));
  const a = apply(batchNormalization({ name: "block1_bn" }), apply(conv(4, "block1_conv", 2), stem));
  const block1 = apply(tf.layers.add({ name: "block1_add" }), [stem, a]);
  const b = apply(batchNormalization({ name: "block2_bn" }), apply(conv(4, "block2_conv", 3), block1));
  const block2 = apply(tf.layers.add({ name: "block2_add" }), [block1, b]);
  const pooled = apply(tf.layers.globalAveragePooling2d({ name: "pool" } as never), block2);
  return tf.model({ inputs: input, outputs: pooled, name: "tiny" });
}

/** Rows whose class shows in which channel is brightest. */
export function brightChannelRows(count: number, shape: readonly number[], seed = 1): TrainingRows {
  const random = seededRandom(seed);
  const columns = shape.reduce((product, side) => product * side, 1);
  const channels = shape.at(-1)!;
  const labels = Array.from({ length: count }, (_, row) => row % 3);
  const values = Float32Array.from({ length: count * columns }, (_, index) => {
    const bright = index % channels === labels[Math.floor(index / columns)];
    return randomNormal(random) + (bright ? 2 : 0);
  });
  return { features: { rows: count, columns, values }, shape, labels, classNames: ["red", "green", "blue"] };
}
