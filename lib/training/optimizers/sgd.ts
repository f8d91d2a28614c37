import type { StepFacts, UpdateRule } from "./update-rule.ts";

/**
 * Stochastic gradient descent: `velocity = momentum × velocity - rate × gradient`, then the weight moves by the velocity,
 * or with Nesterov's look-ahead by `momentum × velocity - rate × gradient`.
 *
 * @see Keras `optimizers/sgd.py`; Sutskever et al. 2013
 */
export function sgdRule(momentum: number, nesterov: boolean): UpdateRule {
  if (momentum === 0) return plainRule;
  return {
    name: "sgd",
    slotNames: ["momentum"],
    updateArrays: (values, gradient, [velocity], facts) =>
      (nesterov ? stepNesterov : stepMomentum)(values, gradient, velocity!, momentum, facts),
    updateTensors(value, gradient, [velocity], { learningRate, decay, gradientScale }) {
      const push = gradient.mul(gradientScale * learningRate);
      const moved = velocity!.mul(momentum).sub(push);
      const step = nesterov ? moved.mul(momentum).sub(push) : moved;
      return { value: value.mul(1 - decay).add(step), slots: [moved] };
    },
  };
}

const plainRule: UpdateRule = {
  name: "sgd",
  slotNames: [],
  updateArrays(values, gradient, _slots, { learningRate, decay, gradientScale }) {
    const rate = learningRate * gradientScale;
    const kept = 1 - decay;
    for (let index = 0; index < values.length; index++) {
      values[index] = values[index]! * kept - gradient[index]! * rate;
    }
  },
  updateTensors: (value, gradient, _slots, { learningRate, decay, gradientScale }) => ({
    value: value.mul(1 - decay).sub(gradient.mul(learningRate * gradientScale)),
    slots: [],
  }),
};

function stepMomentum(
  values: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  momentum: number,
  { learningRate, decay, gradientScale }: StepFacts,
): void {
  const rate = learningRate * gradientScale;
  const kept = 1 - decay;
  for (let index = 0; index < values.length; index++) {
    const moved = velocity[index]! * momentum - gradient[index]! * rate;
    velocity[index] = moved;
    values[index] = values[index]! * kept + moved;
  }
}

function stepNesterov(
  values: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  momentum: number,
  { learningRate, decay, gradientScale }: StepFacts,
): void {
  const rate = learningRate * gradientScale;
  const kept = 1 - decay;
  for (let index = 0; index < values.length; index++) {
    const push = gradient[index]! * rate;
    const moved = velocity[index]! * momentum - push;
    velocity[index] = moved;
    values[index] = values[index]! * kept + moved * momentum - push;
  }
}
