import { ArgumentError } from "../../errors/argument-error.ts";
import { tf } from "../../tensors/tf.ts";
import { adamRule } from "./adam.ts";
import { gradientNorm } from "./gradient-norm.ts";
import { ownArray, readsAlone, sharedValues } from "./live-values.ts";
import { sgdRule } from "./sgd.ts";
import type { TrainedWeight } from "./trained-weights.ts";
import type { StepFacts, UpdateRule } from "./update-rule.ts";

/** How gradients become steps. */
export interface OptimizerOptions {
  /** @defaultValue "adam" */
  readonly optimizer?: "sgd" | "adam" | undefined;
  /** Share of the last step that SGD adds to the next, in [0, 1). @defaultValue 0.9 */
  readonly momentum?: number | undefined;
  /** SGD looks ahead by one momentum step (Nesterov). @defaultValue false */
  readonly nesterov?: boolean | undefined;
  /** Share of Adam's mean of gradients that a step keeps, in [0, 1). @defaultValue 0.9 */
  readonly beta1?: number | undefined;
  /** Share of Adam's mean of squared gradients that a step keeps, in [0, 1). @defaultValue 0.999 */
  readonly beta2?: number | undefined;
  /**
   * Decoupled weight decay (AdamW, SGDW): each step first takes the share learning rate × decay off the weight, as
   * Keras's `weight_decay` does. Of kernels alone, unless `decayAll`. @defaultValue 0
   * @see Loshchilov and Hutter 2017, https://arxiv.org/abs/1711.05101
   */
  readonly weightDecay?: number | undefined;
  /** Decays biases and BatchNormalization's gamma and beta too, which Keras does unless told not to. @defaultValue false */
  readonly decayAll?: boolean | undefined;
  /** Scales the gradients of a step so that their common L2 norm is at most this; above 0. @defaultValue no clipping */
  readonly clipNorm?: number | undefined;
}

/** What an optimizer remembers between steps. */
export interface OptimizerState {
  /** Steps taken. */
  readonly iterations: number;
  /** Arrays by weight, then in the order of the rule's slots. */
  readonly slots: readonly (readonly Float32Array[])[];
}

/** Moves weights by their gradients. */
export interface Optimizer extends Disposable {
  /**
   * Takes one step. Weights without a gradient stay.
   *
   * @param gradients - by name of the variable, as `tf.variableGrads` returns them; borrowed.
   * @param learningRate - of a weight with the rate factor 1.
   */
  applyGradients(gradients: tf.NamedTensorMap, learningRate: number): void;
  /** Lets later steps write to arrays of their own, so that what somebody read of a weight stays as it was. */
  detach(): void;
  /** Returns what the optimizer remembers. The arrays are its own: copy them to keep them. */
  readState(): OptimizerState;
  /** Goes on from a state that {@link readState} returned; copies it. */
  writeState(state: OptimizerState): void;
  dispose(): void;
}

/**
 * Makes an optimizer for some weights. Where the engine keeps tensors in this process, a step is one pass over each
 * weight's array, in place; elsewhere it is made of TensorFlow.js's operations.
 *
 * @throws {@link ArgumentError} when an option is out of range.
 */
export function createOptimizer(
  weights: readonly TrainedWeight[],
  options: OptimizerOptions = {},
): Optimizer {
  const rule = chooseRule(options);
  const { weightDecay = 0, clipNorm } = options;
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay)))
    throw new ArgumentError("weightDecay", "a finite number of at least 0", weightDecay);
  if (clipNorm !== undefined && !(clipNorm > 0))
    throw new ArgumentError("clipNorm", "a number above 0", clipNorm);
  const stores = weights.map((weight) => storeFor(weight, rule));
  let iterations = 0;
  const dispose = () => {
    for (const store of stores) store.dispose();
  };
  return {
    applyGradients(gradients, learningRate) {
      iterations++;
      const given = weights.map(({ variable }) => gradients[variable.name]);
      const norm = clipNorm === undefined ? 0 : gradientNorm(given);
      const gradientScale = clipNorm !== undefined && norm > clipNorm ? clipNorm / norm : 1;
      weights.forEach(({ rateFactor, decays }, index) => {
        const gradient = given[index];
        if (gradient === undefined || rateFactor === 0) return;
        const rate = learningRate * rateFactor;
        const decay = decays ? rate * weightDecay : 0;
        stores[index]!.step(gradient, { learningRate: rate, decay, gradientScale, iteration: iterations });
      });
    },
    detach() {
      for (const store of stores) store.detach();
    },
    readState: () => ({ iterations, slots: stores.map((store) => store.readSlots()) }),
    writeState(state) {
      iterations = state.iterations;
      stores.forEach((store, index) => {
        store.writeSlots(state.slots[index]!);
      });
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function chooseRule(options: OptimizerOptions): UpdateRule {
  const { optimizer = "adam", momentum = 0.9, nesterov = false, beta1 = 0.9, beta2 = 0.999 } = options;
  for (const [name, share] of Object.entries({ momentum, beta1, beta2 })) {
    if (!(share >= 0 && share < 1)) throw new ArgumentError(name, "a number in [0, 1)", share);
  }
  switch (optimizer) {
    case "adam":
      return adamRule({ beta1, beta2 });
    case "sgd":
      return sgdRule(momentum, nesterov);
    default:
      throw new ArgumentError("optimizer", `"sgd" or "adam"`, `"${optimizer as string}"`);
  }
}

/** A weight and what the optimizer keeps beside it. */
interface WeightStore {
  step(gradient: tf.Tensor, facts: StepFacts): void;
  detach(): void;
  readSlots(): Float32Array[];
  writeSlots(slots: readonly Float32Array[]): void;
  dispose(): void;
}

function storeFor(weight: TrainedWeight, rule: UpdateRule): WeightStore {
  return sharedValues(weight.variable) === undefined ? tensorStore(weight, rule) : arrayStore(weight, rule);
}

function arrayStore({ variable }: TrainedWeight, rule: UpdateRule): WeightStore {
  const slots = rule.slotNames.map(() => new Float32Array(variable.size));
  let own: Float32Array | undefined;
  return {
    step(gradient, facts) {
      // Whoever cloned the variable, or was handed its array, must not see it change.
      if (!readsAlone(variable, own)) own = ownArray(variable, sharedValues(variable)!);
      rule.updateArrays(own!, sharedValues(gradient)!, slots, facts);
    },
    detach() {
      own = undefined;
    },
    readSlots: () => slots,
    writeSlots(given) {
      slots.forEach((slot, index) => {
        slot.set(given[index]!);
      });
    },
    dispose() {},
  };
}

function tensorStore({ variable }: TrainedWeight, rule: UpdateRule): WeightStore {
  let slots = rule.slotNames.map(() => tf.keep(tf.zeros(variable.shape)));
  const replaceSlots = (next: readonly tf.Tensor[]) => {
    tf.dispose(slots);
    slots = next.map((slot) => tf.keep(slot));
  };
  return {
    step(gradient, facts) {
      tf.tidy(() => {
        const moved = rule.updateTensors(variable, gradient, slots, facts);
        variable.assign(moved.value);
        replaceSlots(moved.slots);
      });
    },
    detach() {},
    readSlots: () => slots.map((slot) => slot.dataSync() as Float32Array),
    writeSlots(given) {
      replaceSlots(given.map((values) => tf.tensor(values.slice(), variable.shape)));
    },
    dispose() {
      tf.dispose(slots);
      slots = [];
    },
  };
}
