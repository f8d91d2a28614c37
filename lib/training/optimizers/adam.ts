import type { StepFacts, UpdateRule } from "./update-rule.ts";

/** Added to the root of the second moment, outside the bias correction: Keras's place and value. */
const EPSILON = 1e-7;

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

// Numbers are float64 between one load and one store: faster than rounding each to float32, and not less exact.
function stepArrays(
  values: Float32Array,
  gradient: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
  { rate, kept, scale, newMean, newVariance }: ArrayStep,
): void {
  for (let index = 0; index < values.length; index++) {
    const slope = gradient[index]! * scale;
    const movedMean = mean[index]! + (slope - mean[index]!) * newMean;
    const movedVariance = variance[index]! + (slope * slope - variance[index]!) * newVariance;
    mean[index] = movedMean;
    variance[index] = movedVariance;
    values[index] = values[index]! * kept - (movedMean * rate) / (Math.sqrt(movedVariance) + EPSILON);
  }
}
