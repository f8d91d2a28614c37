import { afterAll, describe, expect, it } from "vitest";
import { engineReport, selectEngine } from "../../../../lib/tensors/engine.ts";
import { EngineMissingError } from "../../../../lib/tensors/tensorflow/engine-missing-error.ts";
import { findTensorflowPackage } from "../../../../lib/tensors/tensorflow/find-package.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

const before = tf.getBackend();
afterAll(() => selectEngine(before));

function isHere(): boolean {
  try {
    findTensorflowPackage();
    return true;
  } catch (error) {
    if (error instanceof EngineMissingError) return false;
    throw error;
  }
}

describe.skipIf(!isHere())("engine tensorflow (npm run engine:tensorflow makes it)", () => {
  it("says which TensorFlow computes, and with how many threads", async () => {
    const { engine, threads, versions } = await selectEngine("tensorflow");
    expect(engine).toBe("tensorflow");
    expect(threads).toBeGreaterThanOrEqual(1);
    expect(versions.tensorflow).toMatch(/^\d+\.\d+\.\d+/);
    expect(engineReport().engine).toBe("tensorflow");
  });

  it("computes with tensors made on another engine, and the other way round", async () => {
    await selectEngine("onnx");
    const made = tf.tensor1d([1, 2, 3]);
    await selectEngine("tensorflow");
    const doubled = made.mul(2);
    expect([...doubled.dataSync()]).toEqual([2, 4, 6]);
    await selectEngine("onnx");
    expect([...doubled.add(made).dataSync()]).toEqual([3, 6, 9]);
  });

  it("has the operations that call what Node.js 23 removed", async () => {
    await selectEngine("tensorflow");
    expect([...tf.topk(tf.tensor1d([3, 1, 2]), 2).indices.dataSync()]).toEqual([0, 2]);
  });

  it("convolves, and finds both gradients, as the CPU backend does", async () => {
    const x = tf.randomNormal([2, 6, 5, 8], 0, 1, "float32", 1) as tf.Tensor4D;
    const filter = tf.randomNormal([3, 3, 8, 4], 0, 1, "float32", 2) as tf.Tensor4D;
    const results: Float32Array[][] = [];
    for (const name of ["tensorflow", "cpu"]) {
      await tf.setBackend(name);
      const y = tf.conv2d(x, filter, 1, "same");
      const gradients = tf.grads((...given) => {
        const [input, weights] = given as [tf.Tensor4D, tf.Tensor4D];
        return tf.conv2d(input, weights, 1, "same").square();
      })([x, filter]);
      results.push([y, ...gradients].map((tensor) => tensor.dataSync() as Float32Array));
    }
    results[0]!.forEach((values, index) => {
      values.forEach((value, at) => {
        expect(Math.abs(value - results[1]![index]![at]!)).toBeLessThan(2e-3);
      });
    });
  });
});
