import { describe, expect, it } from "vitest";
import { randomNormal, seededRandom } from "../../../../lib/random/generator.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

const random = seededRandom(3);

function normal(...shape: number[]): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => randomNormal(random)),
    shape,
  );
}

/** Runs the same computation on TensorFlow.js's CPU backend and on ours. */
async function onBoth(compute: () => tf.Tensor): Promise<[Float32Array, Float32Array, number[]]> {
  await tf.setBackend("cpu");
  const expected = compute();
  const known = expected.dataSync().slice() as Float32Array;
  await selectEngine("onnx");
  const actual = compute();
  const values = actual.dataSync().slice() as Float32Array;
  const shape = actual.shape;
  expect(shape).toEqual(expected.shape);
  tf.dispose([expected, actual]);
  return [known, values, shape];
}

async function expectEqualOnBoth(compute: () => tf.Tensor, tolerance = 1e-4): Promise<void> {
  const [expected, actual] = await onBoth(compute);
  let largest = 0;
  expected.forEach((value, index) => {
    const other = actual[index]!;
    if (value === other || (Number.isNaN(value) && Number.isNaN(other))) return;
    const difference = Math.abs(value - other) / (1 + Math.abs(value));
    largest = Number.isFinite(difference) ? Math.max(largest, difference) : Number.POSITIVE_INFINITY;
  });
  expect(largest).toBeLessThan(tolerance);
}

const x = normal(2, 9, 11, 24) as tf.Tensor4D;
const convolutions = [
  { title: "3x3, same", filter: [3, 3, 24, 20], strides: 1, pad: "same" },
  { title: "1x1", filter: [1, 1, 24, 20], strides: 1, pad: "valid" },
  { title: "1x1 with strides, which leave rows unread", filter: [1, 1, 24, 20], strides: 2, pad: "valid" },
  { title: "3x3 with strides, same", filter: [3, 3, 24, 20], strides: 2, pad: "same" },
  { title: "4x2 with strides, valid", filter: [4, 2, 24, 20], strides: [3, 2], pad: "valid" },
  { title: "3x3, padding in numbers", filter: [3, 3, 24, 20], strides: 1, pad: 1 },
] as const;

describe("the engine onnx, beside TensorFlow.js's CPU backend", () => {
  describe.each(convolutions)("convolution $title", ({ filter, strides, pad }) => {
    const kernel = normal(...filter) as tf.Tensor4D;
    const convolve = (image: tf.Tensor4D, weights: tf.Tensor4D) =>
      tf.conv2d(image, weights, strides as number, pad as "same");

    it("computes the same output", () => expectEqualOnBoth(() => convolve(x, kernel)));

    it("computes the same gradient of the image", () =>
      expectEqualOnBoth(() => tf.grad((image) => convolve(image as tf.Tensor4D, kernel))(x)));

    it("computes the same gradient of the filter", () =>
      expectEqualOnBoth(() => tf.grad((weights) => convolve(x, weights as tf.Tensor4D))(kernel)));
  });

  it("computes the same filter gradient where few channels go through one product", () => {
    const image = normal(2, 12, 12, 3) as tf.Tensor4D;
    const kernel = normal(7, 7, 3, 8);
    return expectEqualOnBoth(() =>
      tf.grad((weights) => tf.conv2d(image, weights as tf.Tensor4D, 2, "same"))(kernel),
    );
  });

  it.each(["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const)(
    "computes the same fused convolution with %s",
    (activation) => {
      const options = {
        x,
        filter: normal(3, 3, 24, 8) as tf.Tensor4D,
        strides: 1,
        pad: "same" as const,
        bias: normal(8),
        activation,
        ...(activation === "prelu" && { preluActivationWeights: normal(8) }),
        ...(activation === "leakyrelu" && { leakyreluAlpha: 0.3 }),
      };
      return expectEqualOnBoth(() => tf.fused.conv2d(options));
    },
  );

  it("computes the same depthwise convolution", () => {
    const kernel = normal(3, 3, 24, 2) as tf.Tensor4D;
    return expectEqualOnBoth(() => tf.depthwiseConv2d(x, kernel, 2, "same"));
  });

  it.each([
    { title: "plain", a: [30, 40], b: [40, 50], transposeA: false, transposeB: false },
    { title: "both transposed", a: [40, 30], b: [50, 40], transposeA: true, transposeB: true },
    { title: "batched, b shared", a: [5, 30, 40], b: [1, 40, 20], transposeA: false, transposeB: false },
    { title: "batched, a transposed", a: [5, 40, 30], b: [5, 40, 20], transposeA: true, transposeB: false },
  ])("multiplies matrices the same: $title", ({ a, b, transposeA, transposeB }) => {
    const [left, right] = [normal(...a), normal(...b)];
    return expectEqualOnBoth(() => tf.matMul(left, right, transposeA, transposeB));
  });

  it.each(["max", "avg"] as const)("computes the same %s pooling and its gradient", async (kind) => {
    const pool = (image: tf.Tensor) =>
      kind === "max"
        ? tf.maxPool(image as tf.Tensor4D, 3, 2, "valid")
        : tf.avgPool(image as tf.Tensor4D, 3, 2, "valid");
    await expectEqualOnBoth(() => pool(x));
    await expectEqualOnBoth(() => tf.grad(pool)(x));
  });

  it("sends the gradient of tied maxima to the first, as the CPU backend does", () => {
    const ties = tf.zeros([1, 8, 8, 16]) as tf.Tensor4D;
    return expectEqualOnBoth(() => tf.grad((image) => tf.maxPool(image as tf.Tensor4D, 2, 2, "valid"))(ties));
  });

  it("divides the gradient of average pooling with padding by what each window saw", async () => {
    await selectEngine("onnx");
    const image = tf.ones([1, 3, 3, 1]) as tf.Tensor4D;
    const gradient = tf.grad((value) => tf.avgPool(value as tf.Tensor4D, 3, 1, "same"))(image);
    // A corner is seen by windows of 4, 6, 6 and 9 pixels: what TensorFlow answers.
    expect(gradient.dataSync()[0]).toBeCloseTo(1 / 4 + 1 / 6 + 1 / 6 + 1 / 9, 5);
  });

  it("keeps NaN and infinities in long element-wise operations", async () => {
    const a = normal(5000);
    const b = normal(5000);
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
    for (const tensor of [a, b]) (tensor.dataSync() as Float32Array).set(special, tensor === a ? 100 : 102);
    for (const operation of [
      tf.relu,
      tf.relu6,
      tf.elu,
      tf.step,
      tf.abs,
      tf.sqrt,
      tf.rsqrt,
      tf.exp,
      tf.sigmoid,
    ]) {
      await expectEqualOnBoth(() => operation(a));
    }
    for (const operation of [
      tf.add,
      tf.maximum,
      tf.minimum,
      tf.div,
      tf.greater,
      tf.equal,
      tf.squaredDifference,
    ]) {
      await expectEqualOnBoth(() => operation(a, b));
    }
  });

  it("broadcasts, reduces, pads, tiles and transposes the same", async () => {
    const bias = normal(24);
    await expectEqualOnBoth(() => tf.add(x, bias));
    await expectEqualOnBoth(() => tf.mul(bias, x));
    await expectEqualOnBoth(() => tf.sum(x, [0, 1, 2]));
    await expectEqualOnBoth(() => tf.mean(x, [1, 2], true));
    const logits = normal(100, 30);
    await expectEqualOnBoth(() => tf.softmax(logits));
    const [none, some] = [
      [0, 0],
      [1, 2],
    ] as [[number, number], [number, number]];
    await expectEqualOnBoth(() => tf.pad(x, [none, some, some, none], 0.5));
    await expectEqualOnBoth(() => tf.tile(x, [1, 2, 1, 3]));
    await expectEqualOnBoth(() => tf.transpose(x, [3, 0, 2, 1]));
    await expectEqualOnBoth(() =>
      tf.batchNorm4d(x, bias as tf.Tensor1D, tf.abs(bias) as tf.Tensor1D, bias as tf.Tensor1D),
    );
  });
});
