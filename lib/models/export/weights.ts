import type { Step } from "./steps.ts";

/** A weight of a layer as plain numbers. */
export interface WeightValues {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * Reads a weight of a step's layer by the end of its name, such as `"kernel"`.
 *
 * On an engine that computes in this process the numbers are the engine's own, not a copy: they may only be read.
 *
 * @returns undefined when the layer has none of that name.
 */
export function weightValues(step: Step, name: string): WeightValues | undefined {
  const variable = step.layer.weights.find((weight) => weight.originalName.endsWith(name));
  if (variable === undefined) return undefined;
  return { shape: variable.shape as number[], values: variable.read().dataSync() as Float32Array };
}
