import { broadcast_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { isFilledFloat32, type KernelCall, type KernelReplacement } from "../backend.ts";
import { declareInputs, dynamicShape } from "../shape.ts";
import { applyActivation, type FusedActivation, fusedActivation, noActivation } from "./activation.ts";

export const matrixProductKernels: readonly KernelReplacement[] = [
  { name: "BatchMatMul", compute: (call) => multiply(call, noActivation) },
  { name: "_FusedMatMul", compute: (call) => multiply(call, fusedActivation(call.attributes, call.inputs)) },
];

/** y[..., i, j] = activation(Σ a[..., i, k] b[..., k, j] + bias), batch axes broadcast. */
function multiply(call: KernelCall, activation: FusedActivation): TensorInfo | undefined {
  const { a, b, bias } = call.inputs as { a: TensorInfo; b: TensorInfo; bias?: TensorInfo };
  if (!isFilledFloat32(a) || !isFilledFloat32(b)) return undefined;
  const { transposeA, transposeB } = call.attributes as { transposeA: boolean; transposeB: boolean };
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const inputs = [a, b];
  if (bias !== undefined) inputs.push(bias);
  if (activation.slopes !== undefined) inputs.push(activation.slopes);
  const ranks = inputs.map((input) => input.shape.length).join();
  const key = `MatMul ${transposeA} ${transposeB} ranks ${ranks} bias ${bias !== undefined} ${activation.name} ${activation.alpha}`;
  const outputShape = [...batch, rows, columns];
  return call.backend.run(key, inputs, outputShape, (graph) => {
    declareInputs(graph, inputs);
    let product: string;
    if (a.shape.length === 2 && b.shape.length === 2) {
      product = graph.node("Gemm", ["x0", "x1"], "product", {
        transA: transposeA ? 1 : 0,
        transB: transposeB ? 1 : 0,
      });
    } else {
      const left = transposeA ? graph.node("Transpose", ["x0"], "left", swapLast(a.shape.length)) : "x0";
      const right = transposeB ? graph.node("Transpose", ["x1"], "right", swapLast(b.shape.length)) : "x1";
      product = graph.node("MatMul", [left, right], "product");
    }
    const biased = bias === undefined ? product : graph.node("Add", [product, "x2"], "biased");
    applyActivation(graph, biased, activation, `x${inputs.length - 1}`);
    graph.output("y", "float32", dynamicShape("y", outputShape.length));
  });
}

function swapLast(rank: number) {
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  return { perm: [...perm.slice(0, -2), rank - 1, rank - 2] };
}
