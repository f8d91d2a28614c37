import onnxProto from "onnx-proto";
import * as ort from "onnxruntime-node";
import { expect } from "vitest";
import type { OnnxExport } from "../../../../lib/models/export/onnx.ts";
import type { tf } from "../../../../lib/tensors/tf.ts";

/** Runs an exported graph through ONNX Runtime's public interface. */
export async function runOnnx(
  { bytes, input, outputs }: OnnxExport,
  values: Float32Array | Uint8Array,
  shape: readonly number[],
): Promise<{ name: string; dims: readonly number[]; values: Float32Array }[]> {
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const given = await session.run({ [input.name]: new ort.Tensor(input.type, values, shape) });
  const results = outputs.map(({ name }) => {
    const { dims, data } = given[name]!;
    return { name, dims, values: data as Float32Array };
  });
  await session.release();
  return results;
}

/** Names of the operators of an exported graph, in order. */
export function operatorsOf({ bytes }: OnnxExport): string[] {
  return (onnxProto.onnx.ModelProto.decode(bytes).graph?.node ?? []).map((node) => node.opType ?? "");
}

/** Expects what a graph gave to be what TensorFlow.js computes, up to float32 rounding. */
export function expectSame(
  actual: { dims: readonly number[]; values: Float32Array },
  expected: tf.Tensor,
): void {
  expect(actual.dims).toEqual(expected.shape);
  const values = expected.dataSync() as Float32Array;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = values.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - actual.values[index]!)),
    0,
  );
  expect(largest).toBeGreaterThan(0);
  expect(worst).toBeLessThan(2e-5 * largest);
}
