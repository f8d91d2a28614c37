import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OnnxGraph } from "./graph.ts";

/** An ONNX shape whose every side is known only when the graph runs. */
export function dynamicShape(name: string, rank: number): string[] {
  return Array.from({ length: rank }, (_, axis) => `${name}_${axis}`);
}

/** Declares float32 inputs `x0`, `x1`, ... of the tensors' ranks. */
export function declareInputs(graph: OnnxGraph, tensors: readonly TensorInfo[]): string[] {
  return tensors.map(({ shape }, index) =>
    graph.input(`x${index}`, "float32", dynamicShape(`x${index}`, shape.length)),
  );
}
