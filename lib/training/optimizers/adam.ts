import { adamKernelBinary } from "./adam-kernel.ts";
import type { StepFacts, UpdateRule } from "./update-rule.ts";

/** Added to the root of the second moment, outside the bias correction: Keras's place and value. */
const EPSILON = 1e-7;

/** Compiled once, so that what the engine has optimised serves every optimizer. */
const adamKernel = new WebAssembly.Module(Buffer.from(adamKernelBinary, "base64"));

/** Values moved at once: four arrays of them, 256 KiB, stay in the processor's second cache. */
const PART = 16_384;
const PAGE_BYTES = 65_536;

export interface AdamMoments {
  /** Share of the old mean of gradients kept in a step, in [0, 1). */
  readonly beta1: number;
  /** Share of the old mean of squared gradients kept in a step, in [0, 1). */
  readonly beta2: number;
}

/**
 * Adam with bias correction: `weight -= rate × √(1 - β2ᵗ) / (1 - β1ᵗ) × mean / (√variance + ε)`.
 *
 * @see Keras `optimizers/adam.py`; Kingma and Ba 2014, https://arxiv.org/abs/1412.6980
 */
export function adamRule({ beta1, beta2 }: AdamMoments): UpdateRule {
  const correctedRate = ({ learningRate, iteration }: StepFacts) =>
    (learningRate * Math.sqrt(1 - beta2 ** iteration)) / (1 - beta1 ** iteration);
  const stepArrays = wideStep();
  return {
    name: "adam",
    slotNames: ["momentum", "velocity"],
    updateArrays(values, gradient, [mean, variance], facts) {
      stepArrays(values, gradient, mean!, variance!, {
        rate: correctedRate(facts),
        kept: 1 - facts.decay,
        scale: facts.gradientScale,
        newMean: 1 - beta1,
        newVariance: 1 - beta2,
      });
    },
    updateTensors(value, gradient, [mean, variance], facts) {
      const scaled = facts.gradientScale === 1 ? gradient : gradient.mul(facts.gradientScale);
      const movedMean = mean!.add(scaled.sub(mean!).mul(1 - beta1));
      const movedVariance = variance!.add(
        scaled
          .square()
          .sub(variance!)
          .mul(1 - beta2),
      );
      const step = movedMean.mul(correctedRate(facts)).div(movedVariance.sqrt().add(EPSILON));
      return { value: value.mul(1 - facts.decay).sub(step), slots: [movedMean, movedVariance] };
    },
  };
}

interface ArrayStep {
  readonly rate: number;
  readonly kept: number;
  readonly scale: number;
  readonly newMean: number;
  readonly newVariance: number;
}

interface AdamKernel {
  step(
    values: number,
    gradient: number,
    mean: number,
    variance: number,
    count: number,
    ...facts: number[]
  ): void;
}

type StepArrays = (
  values: Float32Array,
  gradient: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
  step: ArrayStep,
) => void;

/**
 * Makes a step over arrays in WebAssembly, two numbers an instruction, through memory of its own: half the time of the
 * loop in JavaScript, copies and all, and the same bits.
 *
 * Numbers are float64 between one load and one store: not less exact than rounding each to float32.
 */
function wideStep(): StepArrays {
  const bytes = PART * Float32Array.BYTES_PER_ELEMENT;
  const memory = new WebAssembly.Memory({ initial: (4 * bytes) / PAGE_BYTES });
  const kernel = new WebAssembly.Instance(adamKernel, { env: { memory } }).exports as unknown as AdamKernel;
  const windows = [0, 1, 2, 3].map((index) => new Float32Array(memory.buffer, index * bytes, PART));
  return (values, gradient, mean, variance, { rate, kept, scale, newMean, newVariance }) => {
    const arrays = [values, gradient, mean, variance];
    const moved = [0, 2, 3] as const;
    for (let from = 0; from < values.length; from += PART) {
      const count = Math.min(PART, values.length - from);
      arrays.forEach((array, index) => {
        windows[index]!.set(array.subarray(from, from + count));
      });
      const upToFour = Math.ceil(count / 4) * 4;
      kernel.step(0, bytes, 2 * bytes, 3 * bytes, upToFour, rate, kept, scale, newMean, newVariance, EPSILON);
      for (const index of moved) arrays[index]!.set(windows[index]!.subarray(0, count), from);
    }
  };
}
