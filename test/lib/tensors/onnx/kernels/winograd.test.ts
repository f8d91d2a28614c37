import { afterEach, describe, expect, it } from "vitest";
import { tf } from "../../../../../lib/tensors/tf.ts";

afterEach(async () => void (await tf.setBackend("onnx")));

interface Case {
  readonly x: [number, number, number, number];
  readonly out: number;
  readonly pad: "same" | "valid" | number;
}

/** Forward with bias and relu, then both gradients, as TensorFlow.js's CPU backend and ours have them. */
async function onBoth({ x: shape, out, pad }: Case): Promise<[Float32Array, Float32Array][]> {
  const x = tf.randomNormal(shape, 0, 1, "float32", 3) as tf.Tensor4D;
  const filter = tf.randomNormal([3, 3, shape[3], out], 0, 1, "float32", 4) as tf.Tensor4D;
  const bias = tf.randomNormal([out], 0, 1, "float32", 5);
  const results: Float32Array[][] = [];
  for (const engine of ["onnx", "cpu"]) {
    await tf.setBackend(engine);
    const forward = tf.fused.conv2d({ x, filter, strides: 1, pad, bias, activation: "relu" });
    const dy = tf.randomNormal(forward.shape, 0, 1, "float32", 6);
    const gradients = tf.grads((...given) => {
      const [input, weights] = given as [tf.Tensor4D, tf.Tensor4D];
      return tf.conv2d(input, weights, 1, pad);
    })([x, filter], dy);
    results.push([forward, ...gradients].map((tensor) => tensor.dataSync() as Float32Array));
  }
  return results[0]!.map((values, index) => [values, results[1]![index]!]);
}

function largestDifference(received: Float32Array, expected: Float32Array): number {
  let difference = 0;
  let magnitude = 0;
  expected.forEach((value, index) => {
    difference = Math.max(difference, Math.abs(value - received[index]!));
    magnitude = Math.max(magnitude, Math.abs(value));
  });
  return difference / magnitude;
}

describe("3x3 convolutions of many channels", () => {
  it.each<Case>([
    { x: [2, 4, 4, 128], out: 144, pad: "same" },
    { x: [2, 3, 5, 130], out: 128, pad: "same" },
    { x: [1, 6, 5, 128], out: 128, pad: "valid" },
    { x: [1, 2, 3, 128], out: 128, pad: 2 },
    { x: [1, 1, 1, 128], out: 128, pad: "same" },
  ])("forward and gradients as on the CPU backend: $x.0 x $x.1 x $x.2 x $x.3, pad $pad", async (given) => {
    for (const [received, expected] of await onBoth(given)) {
      expect(received.length).toBe(expected.length);
      expect(largestDifference(received, expected)).toBeLessThan(5e-6);
    }
  });

  it("works through a batch that is too large at once in parts, of which the last is smaller", () => {
    const x = tf.randomNormal([23, 28, 28, 128], 0, 1, "float32", 1) as tf.Tensor4D;
    const filter = tf.randomNormal([3, 3, 128, 256], 0, 1, "float32", 2) as tf.Tensor4D;
    const dy = tf.randomNormal([23, 28, 28, 256], 0, 1, "float32", 3) as tf.Tensor4D;
    const all = tf.conv2d(x, filter, 1, "same");
    const [dx, dFilter] = gradientsOf(x, filter, dy);
    for (const image of [0, 11, 12, 22]) {
      const x1 = x.slice([image, 0, 0, 0], [1, 28, 28, 128]);
      const dy1 = dy.slice([image, 0, 0, 0], [1, 28, 28, 256]);
      const single = tf.conv2d(x1, filter, 1, "same");
      expect(largestDifference(rowOf(all, image), single.dataSync() as Float32Array)).toBeLessThan(1e-6);
      const [dxOfOne] = gradientsOf(x1, filter, dy1);
      expect(largestDifference(rowOf(dx, image), dxOfOne.dataSync() as Float32Array)).toBeLessThan(1e-6);
    }
    const halves = [
      [0, 9],
      [9, 14],
    ].map(([first, count]) => {
      const ofSome = (tensor: tf.Tensor4D) => tensor.slice([first!, 0, 0, 0], [count!, -1, -1, -1]);
      return gradientsOf(ofSome(x), filter, ofSome(dy))[1];
    });
    const expected = halves[0]!.add(halves[1]!).dataSync() as Float32Array;
    expect(largestDifference(dFilter.dataSync() as Float32Array, expected)).toBeLessThan(5e-6);
  });
});

describe("1x1 convolutions with strides", () => {
  it.each([
    { height: 7, width: 6, strides: [2, 2] },
    { height: 6, width: 7, strides: [2, 3] },
  ])(
    "forward and gradients as on the CPU backend: $height x $width by $strides",
    async ({ height, width, strides }) => {
      const x = tf.randomNormal([2, height, width, 24], 0, 1, "float32", 1) as tf.Tensor4D;
      const filter = tf.randomNormal([1, 1, 24, 40], 0, 1, "float32", 2) as tf.Tensor4D;
      const results: Float32Array[][] = [];
      for (const engine of ["onnx", "cpu"]) {
        await tf.setBackend(engine);
        const y = tf.conv2d(x, filter, strides as [number, number], "valid");
        const dy = tf.randomNormal(y.shape, 0, 1, "float32", 6);
        const gradients = tf.grads((...given) =>
          tf.conv2d(given[0] as tf.Tensor4D, given[1] as tf.Tensor4D, strides as [number, number], "valid"),
        )([x, filter], dy);
        results.push([y, ...gradients].map((tensor) => tensor.dataSync() as Float32Array));
      }
      results[0]!.forEach((values, index) => {
        expect(largestDifference(values, results[1]![index]!)).toBeLessThan(2e-6);
      });
    },
  );
});

describe("the slope of relu", () => {
  it("is 1 above zero, 0 at and below either zero, NaN for NaN", () => {
    const values = [1, -1, 0, -0, 1e-45, -1e-45, Infinity, -Infinity, 3e38, -3e38];
    expect([...tf.tensor1d(values).step().dataSync()]).toEqual([1, 0, 0, 0, 1, 0, 1, 0, 1, 0]);
    expect([
      ...tf
        .tensor1d([...values, Number.NaN])
        .step()
        .dataSync(),
    ]).toEqual([1, 0, 0, 0, 1, 0, 1, 0, 1, 0, Number.NaN]);
    expect([...tf.tensor1d([-2, 3]).step(0.5).dataSync()]).toEqual([0.5, 1]);
  });
});

function gradientsOf(x: tf.Tensor4D, filter: tf.Tensor4D, dy: tf.Tensor4D): [tf.Tensor, tf.Tensor] {
  const gradients = tf.grads((...given) =>
    tf.conv2d(given[0] as tf.Tensor4D, given[1] as tf.Tensor4D, 1, "same"),
  );
  return gradients([x, filter], dy) as [tf.Tensor, tf.Tensor];
}

function rowOf(tensor: tf.Tensor, row: number): Float32Array {
  const size = tensor.size / tensor.shape[0]!;
  return (tensor.dataSync() as Float32Array).subarray(row * size, (row + 1) * size);
}
