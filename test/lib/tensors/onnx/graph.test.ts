import * as ort from "onnxruntime-node";
import { Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { type OnnxGraph, onnxGraph } from "../../../../lib/tensors/onnx/graph.ts";

const weight = Float32Array.from({ length: 64 * 64 }, (_, index) => (index % 65 === 0 ? 2 : 0));

/** y = x W + bias, W above the size that stays in the model, bias below it. */
function affine(): OnnxGraph {
  const graph = onnxGraph("affine");
  graph.input("x", "float32", ["rows", 64]);
  graph.constant("W", "float32", [64, 64], weight);
  graph.constant("bias", "float32", [64], new Float32Array(64).fill(0.5));
  graph.node("MatMul", ["x", "W"], "product");
  graph.node("Add", ["product", "bias"], "y");
  graph.output("y", "float32", ["rows", 64]);
  return graph;
}

async function run(session: ort.InferenceSession): Promise<Float32Array> {
  const { y } = await session.run({ x: new Tensor("float32", new Float32Array(64).fill(3), [1, 64]) });
  return y!.data as Float32Array;
}

describe("onnxGraph", () => {
  it("writes a model that ONNX Runtime reads and runs", async () => {
    const session = await ort.InferenceSession.create(affine().encode());
    expect(await run(session)).toEqual(new Float32Array(64).fill(6.5));
  });

  it("writes the same with its larger weights outside", async () => {
    const { bytes, weights } = affine().encodeSplit();
    expect(weights.map(({ path, data }) => [path, data.byteLength])).toEqual([["W", weight.byteLength]]);
    expect(bytes.length).toBeLessThan(1000);
    const session = await ort.InferenceSession.create(bytes, { externalData: [...weights] });
    expect(await run(session)).toEqual(new Float32Array(64).fill(6.5));
  });

  it("tells integers, floats and lists of both apart in attributes", async () => {
    const graph = onnxGraph("attributes");
    graph.input("x", "float32", [2, 3]);
    graph.node("Transpose", ["x"], "t", { perm: [1, 0] });
    graph.node("LeakyRelu", ["t"], "y", { alpha: { float: 0.25 } });
    graph.output("y", "float32", [3, 2]);
    const session = await ort.InferenceSession.create(graph.encode());
    const { y } = await session.run({
      x: new Tensor("float32", Float32Array.of(-4, 1, 2, 3, -8, 5), [2, 3]),
    });
    expect(Array.from(y!.data as Float32Array)).toEqual([-1, 3, 1, -2, 2, 5]);
  });

  it("refuses constants that do not fill their shape", () => {
    expect(() => onnxGraph("g").constant("c", "float32", [2, 2], [1, 2, 3])).toThrow(
      new ArgumentError("constant c", "4 values for [2, 2]", 3),
    );
  });
});
