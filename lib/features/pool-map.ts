/**
 * Reduces a feature map over space.
 *
 * @param values - `[height, width, channels]`, row-major.
 * @returns `[channels]`, a new array.
 */
export function poolMap(
  values: Float32Array,
  shape: readonly number[],
  pooling: "avg" | "max",
): Float32Array {
  const channels = shape.at(-1)!;
  const pixels = values.length / channels;
  const result = new Float32Array(channels).fill(pooling === "max" ? Number.NEGATIVE_INFINITY : 0);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const value = values[pixel * channels + channel]!;
      if (pooling === "avg") result[channel]! += value / pixels;
      else if (value > result[channel]!) result[channel] = value;
    }
  }
  return result;
}
