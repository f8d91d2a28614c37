import { tf } from "../../tensors/tf.ts";
import type { CheckedOptions } from "./architecture.ts";

/** A value in a network that is being built. */
export type Value = tf.SymbolicTensor;

/** What of a convolution differs from place to place. */
export interface ConvolutionOptions {
  readonly name: string;
  /** @defaultValue 1 */
  readonly strides?: number;
  /** @defaultValue "valid" */
  readonly padding?: "valid" | "same";
  /** @defaultValue "linear" */
  readonly activation?: "relu" | "linear";
  /** @defaultValue true */
  readonly useBias?: boolean;
}

/**
 * Convolution.
 *
 * Kernels start at zero because every network is filled from a file or a seeded generator afterwards: drawing random
 * numbers first would only cost time, and zeros cost no memory before they are overwritten.
 */
export function convolve(
  input: Value,
  filters: number,
  kernelSize: number | [rows: number, columns: number],
  options: ConvolutionOptions,
): Value {
  const layer = tf.layers.conv2d({ filters, kernelSize, kernelInitializer: "zeros", ...options });
  return layer.apply(input) as Value;
}

/** Fully connected layer with bias, starting at zero. */
export function connect(
  input: Value,
  units: number,
  options: { name: string; activation: "relu" | "softmax" | "linear" },
): Value {
  return tf.layers.dense({ units, kernelInitializer: "zeros", ...options }).apply(input) as Value;
}

/** Pools the feature map to one vector an image, or leaves it as it is. `names` gives the layer's name for each kind. */
export function poolFeatures(
  input: Value,
  pooling: CheckedOptions["pooling"],
  names: Record<"avg" | "max", string>,
): Value {
  if (pooling === undefined) return input;
  const name = names[pooling];
  const layer =
    pooling === "avg" ? tf.layers.globalAveragePooling2d({ name }) : tf.layers.globalMaxPooling2d({ name });
  return layer.apply(input) as Value; // [batch, channels]
}
