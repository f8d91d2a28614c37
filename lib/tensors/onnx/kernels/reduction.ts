import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { isFilledFloat32, isWorthwhile, type KernelCall, type KernelReplacement } from "../backend.ts";
import { dynamicShape } from "../shape.ts";

/** Not maximum and minimum: ONNX Runtime's lose NaN. */
export const reductionKernels: readonly KernelReplacement[] = [
  { name: "Mean", compute: (call) => reduce(call, "ReduceMean", call.attributes.axis) },
  { name: "Sum", compute: (call) => reduce(call, "ReduceSum", call.attributes.axis) },
  { name: "Softmax", compute: softmax },
];

function reduce(call: KernelCall, operator: string, axis: unknown): TensorInfo | undefined {
  const x = call.inputs.x!;
  const { keepDims } = call.attributes as { keepDims: boolean };
  if (!isFilledFloat32(x) || !isWorthwhile(call, x.shape)) return undefined;
  const axes = util.parseAxisParam(axis as number | number[], x.shape);
  const [reduced] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const shape = keepDims ? backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
  if (axes.length === 0) return undefined;
  const rank = x.shape.length;
  return call.backend.run(`${operator} ${axes} rank ${rank} keep ${keepDims}`, [x], shape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x", rank));
    if (operator === "ReduceSum") {
      // The sum alone takes its axes as an input in this operator set.
      graph.constant("axes", "int64", [axes.length], axes);
      graph.node(operator, ["x0", "axes"], "y", { keepdims: keepDims ? 1 : 0 });
    } else {
      graph.node(operator, ["x0"], "y", { axes, keepdims: keepDims ? 1 : 0 });
    }
    graph.output("y", "float32", dynamicShape("y", shape.length));
  });
}

function softmax(call: KernelCall): TensorInfo | undefined {
  const logits = call.inputs.logits!;
  if (!isFilledFloat32(logits) || !isWorthwhile(call, logits.shape)) return undefined;
  const rank = logits.shape.length;
  const axis = call.attributes.dim as number;
  return call.backend.run(`Softmax ${axis} rank ${rank}`, [logits], logits.shape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x", rank));
    graph.node("Softmax", ["x0"], "y", { axis });
    graph.output("y", "float32", dynamicShape("y", rank));
  });
}
