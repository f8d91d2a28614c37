import { beforeAll, describe, expect, it } from "vitest";
import { selectEngine } from "../../../lib/tensors/engine.ts";
import {
  type NormalizedConvolution,
  normalizedConvolution,
} from "../../../lib/tensors/normalized-convolution.ts";
import { tf } from "../../../lib/tensors/tf.ts";

// Elsewhere there is no such graph, whatever TRANSFERLAB_ENGINE says.
beforeAll(() => selectEngine("onnx"));

interface Case {
  readonly title: string;
  readonly image: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides?: [number, number];
  readonly pad?: "same" | "valid";
}

const cases: readonly Case[] = [
  { title: "1x1", image: [2, 5, 4, 6], filter: [1, 1, 6, 9] },
  {
    title: "1x1, every other pixel",
    image: [2, 7, 6, 6],
    filter: [1, 1, 6, 9],
    strides: [2, 2],
    pad: "valid",
  },
  { title: "3x3 of many channels", image: [2, 5, 4, 128], filter: [3, 3, 128, 130] },
  { title: "3x3 without padding", image: [1, 6, 5, 128], filter: [3, 3, 128, 128], pad: "valid" },
];

const normal = (shape: number[], seed: number, mean = 0, deviation = 1) =>
  tf.randomNormal(shape, mean, deviation, "float32", seed);

function makeTask(one: Case, { normalized, summed }: { normalized: boolean; summed: boolean }) {
  const { image, filter, strides = [1, 1], pad = "same" } = one;
  const channels = filter[3];
  const tensors = {
    x: normal(image, 1),
    filter: normal(filter, 2, 0, 0.1),
    bias: normal([channels], 3),
    gamma: normal([channels], 4, 1, 0.3),
    beta: normal([channels], 5),
  };
  const mean = normal([channels], 6);
  const variance = tf.randomUniform([channels], 0.5, 2, "float32", 7);
  const shape = tf.conv2d(tensors.x as tf.Tensor4D, tensors.filter as tf.Tensor4D, strides, pad).shape;
  const residual = summed ? normal(shape, 8) : undefined;
  const task = (
    given: typeof tensors,
    added: tf.Tensor | undefined,
    xTrains = true,
  ): NormalizedConvolution => ({
    x: { tensor: given.x, trains: xTrains },
    filter: { tensor: given.filter, trains: true },
    bias: { tensor: given.bias, trains: true },
    strides,
    pad,
    normalization: normalized
      ? {
          gamma: { tensor: given.gamma, trains: true },
          beta: { tensor: given.beta, trains: true },
          mean,
          variance,
          epsilon: 1e-3,
        }
      : undefined,
    residual: added,
    relu: true,
  });
  const reference = (given: typeof tensors, added: tf.Tensor | undefined) => {
    const sums = tf.conv2d(given.x as tf.Tensor4D, given.filter as tf.Tensor4D, strides, pad).add(given.bias);
    const scaled = normalized
      ? sums.sub(mean).mul(variance.add(1e-3).rsqrt()).mul(given.gamma).add(given.beta)
      : sums;
    return (added ? scaled.add(added) : scaled).relu();
  };
  return { tensors, residual, task, reference, weightOfLoss: normal(shape, 9) };
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const largest = expected.abs().max().arraySync() as number;
  const difference = actual.sub(expected).abs().max().arraySync() as number;
  expect(difference / largest).toBeLessThan(2e-5);
}

describe("normalizedConvolution", () => {
  for (const one of cases) {
    for (const [normalized, summed] of [
      [true, true],
      [true, false],
      [false, false],
    ] as const) {
      it(`${one.title}: values and gradients as one by one${normalized ? ", normalised" : ""}${summed ? ", with a sum" : ""}`, () => {
        const { tensors, residual, task, reference, weightOfLoss } = makeTask(one, { normalized, summed });
        const names = normalized
          ? (["x", "filter", "bias", "gamma", "beta"] as const)
          : (["x", "filter", "bias"] as const);
        const given = [...names.map((name) => tensors[name]), ...(residual ? [residual] : [])];
        const lossOf =
          (compute: (given: typeof tensors, added: tf.Tensor | undefined) => tf.Tensor) =>
          (...inputs: tf.Tensor[]) => {
            const named = { ...tensors, ...Object.fromEntries(names.map((name, at) => [name, inputs[at]!])) };
            return compute(named, residual && inputs.at(-1)!)
              .mul(weightOfLoss)
              .sum() as tf.Scalar;
          };
        expectClose(normalizedConvolution(task(tensors, residual))!, reference(tensors, residual));
        const actual = tf.grads(lossOf((named, added) => normalizedConvolution(task(named, added))!))(given);
        const expected = tf.grads(lossOf(reference))(given);
        actual.forEach((gradient, at) => {
          expectClose(gradient, expected[at]!);
        });
      });
    }
  }

  it("finds the filter's gradient where the image has none", () => {
    const { tensors, task, reference, weightOfLoss } = makeTask(cases[0]!, {
      normalized: true,
      summed: false,
    });
    const lossOf = (compute: (filter: tf.Tensor) => tf.Tensor) => (filter: tf.Tensor) =>
      compute(filter).mul(weightOfLoss).sum() as tf.Scalar;
    const actual = tf.grad(
      lossOf((filter) => normalizedConvolution(task({ ...tensors, filter }, undefined, false))!),
    );
    const expected = tf.grad(lossOf((filter) => reference({ ...tensors, filter }, undefined)));
    expectClose(actual(tensors.filter), expected(tensors.filter));
  });

  it("leaves no tensor and no array behind", () => {
    const { tensors, residual, task } = makeTask(cases[2]!, { normalized: true, summed: true });
    const gradient = tf.grad((filter) =>
      normalizedConvolution(task({ ...tensors, filter }, residual))!.sum(),
    );
    const counts = () => [tf.memory().numTensors, tf.memory().numDataBuffers, tf.backend().numDataIds()];
    gradient(tensors.filter).dispose();
    const before = counts();
    gradient(tensors.filter).dispose();
    expect(counts()).toEqual(before);
  });

  it("declines a filter that has no graph, and another engine", async () => {
    const dense: Case = { title: "3x3 of few channels", image: [1, 5, 5, 3], filter: [3, 3, 3, 4] };
    const few = makeTask(dense, { normalized: true, summed: false });
    expect(normalizedConvolution(few.task(few.tensors, undefined))).toBeUndefined();
    const { tensors, task } = makeTask(cases[0]!, { normalized: true, summed: false });
    await tf.setBackend("cpu");
    try {
      expect(normalizedConvolution(task(tensors, undefined))).toBeUndefined();
    } finally {
      await tf.setBackend("onnx");
    }
  });
});
