import { describe, expect, it } from "vitest";
import { tf } from "../../../lib/tensors/tf.ts";

/** A small convolutional net with everything a fine-tuning step uses. */
function smallNet(): tf.Sequential {
  const net = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [16, 16, 8],
        filters: 32,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 32, kernelSize: 3, padding: "same", activation: "relu" }),
      tf.layers.globalAveragePooling2d({} as never),
      tf.layers.dense({ units: 4, activation: "softmax" }),
    ],
  });
  net.compile({ optimizer: tf.train.adam(1e-3), loss: "categoricalCrossentropy" });
  return net;
}

describe("the engine onnx over 500 training steps", () => {
  it("keeps the number of tensors and the resident memory where they were", {
    timeout: 120_000,
  }, async () => {
    const net = smallNet();
    const x = tf.randomNormal([32, 16, 16, 8], 0, 1, "float32", 1);
    const y = tf.oneHot(
      tf.tensor1d(
        Array.from({ length: 32 }, (_, index) => index % 4),
        "int32",
      ),
      4,
    );
    const step = async (times: number) => {
      for (let index = 0; index < times; index++) await net.trainOnBatch(x, y);
    };
    await step(200);
    const tensors = tf.memory().numTensors;
    const residentBytes = process.memoryUsage().rss;
    await step(500);
    expect(tf.memory().numTensors).toBe(tensors);
    // A step makes about 20 MB of arrays; a leak of 1 % of them would show as 100 MB.
    expect(process.memoryUsage().rss - residentBytes).toBeLessThan(100e6);
    net.dispose();
  });
});
