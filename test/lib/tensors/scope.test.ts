import { describe, expect, it } from "vitest";
import { AsyncTidyError, tidy } from "../../../lib/tensors/scope.ts";
import { tf } from "../../../lib/tensors/tf.ts";

describe("tidy", () => {
  it("keeps what is returned and disposes the rest", () => {
    const before = tf.memory().numTensors;
    const sum = tidy(() => tf.ones([3]).mul(2).sum());
    expect(sum.dataSync()[0]).toBe(6);
    expect(tf.memory().numTensors).toBe(before + 1);
    sum.dispose();
  });

  it("passes plain values through", () => {
    expect(tidy(() => tf.ones([3]).sum().dataSync()[0]!)).toBe(3);
  });

  it("refuses an asynchronous function, whose tensors it could not keep", () => {
    expect(() => tidy(async () => tf.ones([3]))).toThrow(AsyncTidyError);
  });
});
