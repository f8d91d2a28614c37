import "@tensorflow/tfjs-backend-wasm";
import { afterEach, describe, expect, it } from "vitest";
import { tf } from "../../../../lib/tensors/tf.ts";
import {
  createOptimizer,
  type Optimizer,
  type OptimizerOptions,
} from "../../../../lib/training/optimizers/optimizer.ts";
import type { TrainedWeight } from "../../../../lib/training/optimizers/trained-weights.ts";

/** A kernel of two values and a bias of one, with rates and decay as given. */
function twoWeights(changes: Partial<TrainedWeight> = {}) {
  const kernel = tf.variable(tf.tensor2d([[1, -2]]));
  const bias = tf.variable(tf.tensor1d([0.5]));
  const weights: TrainedWeight[] = [
    { key: "layer/kernel", variable: kernel, rateFactor: 1, decays: true, ...changes },
    { key: "layer/bias", variable: bias, rateFactor: 1, decays: false },
  ];
  const step = (optimizer: Optimizer, gradient: readonly number[], rate = 0.1) =>
    tf.tidy(() => {
      const [a, b, c] = gradient as [number, number, number];
      optimizer.applyGradients({ [kernel.name]: tf.tensor2d([[a, b]]), [bias.name]: tf.tensor1d([c]) }, rate);
    });
  const values = () => [...kernel.dataSync(), ...bias.dataSync()];
  return { kernel, bias, weights, step, values };
}

const GRADIENTS = [
  [0.5, -1, 2],
  [0.25, 3, -1],
  [-0.125, 0, 0.5],
] as const;

function train(options: OptimizerOptions, changes: Partial<TrainedWeight> = {}) {
  const { weights, step, values } = twoWeights(changes);
  const optimizer = createOptimizer(weights, options);
  for (const gradient of GRADIENTS) step(optimizer, gradient);
  return values();
}

/** The same rules in float64, as Keras's source has them. */
function inNumbers(options: OptimizerOptions, decays = [true, true, false]) {
  const { optimizer = "adam", momentum = 0.9, nesterov = false, weightDecay = 0 } = options;
  const rate = 0.1;
  return [1, -2, 0.5].map((first, index) => {
    let weight = first;
    let [mean, variance] = [0, 0];
    GRADIENTS.forEach((gradient, step) => {
      const slope = gradient[index]!;
      if (decays[index]) weight -= weight * weightDecay * rate;
      if (optimizer === "sgd") {
        mean = momentum * mean - rate * slope;
        weight += nesterov ? momentum * mean - rate * slope : mean;
      } else {
        mean += (slope - mean) * 0.1;
        variance += (slope * slope - variance) * 0.001;
        const alpha = (rate * Math.sqrt(1 - 0.999 ** (step + 1))) / (1 - 0.9 ** (step + 1));
        weight -= (mean * alpha) / (Math.sqrt(variance) + 1e-7);
      }
    });
    return weight;
  });
}

const CASES: readonly OptimizerOptions[] = [
  { optimizer: "sgd", momentum: 0 },
  { optimizer: "sgd" },
  { optimizer: "sgd", nesterov: true },
  { optimizer: "adam" },
  { optimizer: "sgd", momentum: 0, weightDecay: 0.1 },
  { optimizer: "sgd", weightDecay: 0.1 },
  { optimizer: "adam", weightDecay: 0.1 },
];

afterEach(async () => void (await tf.setBackend("onnx")));

// wasm stands for the engines that keep tensors outside the process.
describe.each(["onnx", "wasm"])("createOptimizer on %s", (engine) => {
  it.each(CASES)("takes the steps of its formula: %o", async (options) => {
    await tf.setBackend(engine);
    train(options).forEach((value, index) => {
      expect(value).toBeCloseTo(inNumbers(options)[index]!, 6);
    });
  });

  it("goes on from a state that was read out as if it had never stopped", async () => {
    await tf.setBackend(engine);
    for (const options of CASES) {
      const [whole, cut, rest] = [twoWeights(), twoWeights(), twoWeights()];
      const uncut = createOptimizer(whole.weights, options);
      for (const gradient of GRADIENTS) whole.step(uncut, gradient);
      const first = createOptimizer(cut.weights, options);
      cut.step(first, GRADIENTS[0]);
      rest.kernel.assign(cut.kernel.clone());
      rest.bias.assign(cut.bias.clone());
      const second = createOptimizer(rest.weights, options);
      second.writeState(structuredClone(first.readState()));
      for (const gradient of GRADIENTS.slice(1)) rest.step(second, gradient);
      expect(rest.values()).toEqual(whole.values());
    }
  });

  it("leaves no tensor behind when it is disposed", async () => {
    await tf.setBackend(engine);
    const { weights, step } = twoWeights();
    const before = tf.memory().numTensors;
    const optimizer = createOptimizer(weights);
    step(optimizer, [1, 1, 1]);
    step(optimizer, [1, 1, 1]);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("clips", async () => {
    await tf.setBackend(engine);
    const { weights, step, values } = twoWeights();
    const optimizer = createOptimizer(weights, { optimizer: "sgd", momentum: 0, clipNorm: 1 });
    step(optimizer, [2, 1, 2], 0.3);
    [1 - 0.2, -2 - 0.1, 0.5 - 0.2].forEach((expected, index) => {
      expect(values()[index]).toBeCloseTo(expected, 6);
    });
  });
});

describe("createOptimizer", () => {
  it("decays kernels alone unless told otherwise", () => {
    const options = { optimizer: "sgd", momentum: 0, weightDecay: 0.5 } as const;
    const bias = train(options)[2]!;
    expect(bias).toBeCloseTo(inNumbers(options, [true, true, false])[2]!, 6);
    expect(bias).toBeCloseTo(0.5 - 0.1 * (2 - 1 + 0.5), 6);
  });

  it("gives each weight its own rate, and keeps one of rate 0 where it is", () => {
    const options = { optimizer: "sgd", momentum: 0 } as const;
    const [slow] = train(options, { rateFactor: 0.5 });
    expect(slow).toBeCloseTo(1 - 0.05 * (0.5 + 0.25 - 0.125), 6);
    expect(train({ optimizer: "sgd", weightDecay: 0.1 }, { rateFactor: 0 }).slice(0, 2)).toEqual([1, -2]);
  });

  it("scales all gradients together when their norm is above the limit", () => {
    const { weights, step, values } = twoWeights();
    const optimizer = createOptimizer(weights, { optimizer: "sgd", momentum: 0, clipNorm: 1 });
    step(optimizer, [2, 1, 2], 0.3);
    [1 - 0.2, -2 - 0.1, 0.5 - 0.2].forEach((expected, index) => {
      expect(values()[index]).toBeCloseTo(expected, 6);
    });
    step(optimizer, [0, 0, 0.5], 0.3);
    expect(values()[2]).toBeCloseTo(0.3 - 0.15, 6);
  });

  it("leaves alone what somebody read or cloned of a weight before it moved", () => {
    const { kernel, weights, step } = twoWeights();
    const read = kernel.dataSync();
    const clone = kernel.clone();
    const optimizer = createOptimizer(weights);
    step(optimizer, [1, 1, 1]);
    expect([...read]).toEqual([1, -2]);
    expect([...clone.dataSync()]).toEqual([1, -2]);
    const later = kernel.clone();
    const [after] = later.dataSync();
    step(optimizer, [1, 1, 1]);
    expect(later.dataSync()[0]).toBe(after);
    expect(kernel.dataSync()[0]).not.toBe(after);
  });

  it("moves a weight in place between two detachments", () => {
    const { kernel, weights, step } = twoWeights();
    const optimizer = createOptimizer(weights);
    step(optimizer, [1, 1, 1]);
    const first = kernel.dataSync();
    step(optimizer, [1, 1, 1]);
    expect(kernel.dataSync()).toBe(first);
    optimizer.detach();
    const before = first[0];
    step(optimizer, [1, 1, 1]);
    expect(first[0]).toBe(before);
    expect(kernel.dataSync()).not.toBe(first);
  });

  it("leaves a weight without a gradient where it is", () => {
    const { kernel, bias, weights, values } = twoWeights();
    const optimizer = createOptimizer(weights, { weightDecay: 0.1 });
    tf.tidy(() => {
      optimizer.applyGradients({ [bias.name]: tf.tensor1d([1]) }, 0.1);
    });
    expect(values().slice(0, 2)).toEqual([1, -2]);
    expect(kernel.isDisposed).toBe(false);
  });

  it("refuses options out of range", () => {
    const { weights } = twoWeights();
    const make = (options: object) => () => createOptimizer(weights, options);
    expect(make({ momentum: 1 })).toThrow("momentum: expected a number in [0, 1), received 1");
    expect(make({ optimizer: "lion" })).toThrow('optimizer: expected "sgd" or "adam", received "lion"');
    expect(make({ weightDecay: -1 })).toThrow("weightDecay");
    expect(make({ clipNorm: 0 })).toThrow("clipNorm");
  });
});
