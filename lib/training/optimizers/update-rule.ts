import type { tf } from "../../tensors/tf.ts";

/** What decides one step of one variable. */
export interface StepFacts {
  /** Step size of this variable. */
  readonly learningRate: number;
  /** Share of the weight that is taken off before the step: learning rate × weight decay; 0 for none. */
  readonly decay: number;
  /** Factor of the gradient: below 1 where it is clipped. */
  readonly gradientScale: number;
  /** Number of this step, from 1. */
  readonly iteration: number;
}

/** How an optimizer moves one variable, written twice: over arrays in this process, and over tensors kept elsewhere. */
export interface UpdateRule {
  readonly name: "sgd" | "adam";
  /** What the optimizer keeps beside each variable, of its size and zero at first. */
  readonly slotNames: readonly string[];
  /** Moves `values` and `slots` in place, in one pass. */
  updateArrays(
    values: Float32Array,
    gradient: Float32Array,
    slots: readonly Float32Array[],
    facts: StepFacts,
  ): void;
  /** Returns the moved value and slots, owned by the surrounding tidy. */
  updateTensors(
    value: tf.Tensor,
    gradient: tf.Tensor,
    slots: readonly tf.Tensor[],
    facts: StepFacts,
  ): { readonly value: tf.Tensor; readonly slots: readonly tf.Tensor[] };
}
