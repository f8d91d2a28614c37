import type { tf } from "../../../tensors/tf.ts";
import { ExportError } from "../export-error.ts";
import { type Emitter, valueName } from "../value.ts";
import { weightValues } from "../weights.ts";
import { emitActivation } from "./activation.ts";

/** Dense on vectors. */
export const emitDense: Emitter = (step, [input], emission) => {
  const { graph } = emission;
  if (input!.shape.length !== 2) {
    const reason = `expected vectors [batch, values], received rank ${input!.shape.length}`;
    throw new ExportError(step.name, step.type, reason);
  }
  const kernel = weightValues(step, "kernel")!;
  const bias = weightValues(step, "bias");
  const [inputs, units] = kernel.shape as [number, number];
  if (input!.shape[1] !== null && input!.shape[1] !== inputs) {
    const reason = `expected ${inputs} values an image, received ${input!.shape[1]}: was it built for another image size?`;
    throw new ExportError(step.name, step.type, reason);
  }
  const names = [
    input!.name,
    graph.constant(`${step.name}/kernel`, "float32", [inputs, units], kernel.values),
  ];
  if (bias !== undefined) names.push(graph.constant(`${step.name}/bias`, "float32", [units], bias.values));
  const activation = String(step.config.activation ?? "linear");
  const output = activation === "linear" ? valueName(step) : `${step.name}/linear`;
  graph.node("Gemm", names, output);
  return emitActivation(activation, output, { step, shape: [input!.shape[0]!, units], emission });
};

/** Flatten in the order of the layers: rows, columns, channels. */
export const emitFlatten: Emitter = (step, [input], { graph }) => {
  const { shape } = input!;
  const [, height, width] = shape;
  let source = input!.name;
  if (shape.length === 4 && !(height === 1 && width === 1)) {
    source = `${step.name}/nhwc`;
    graph.node("Transpose", [input!.name], source, { perm: [0, 2, 3, 1] });
  }
  graph.node("Flatten", [source], valueName(step), { axis: 1 });
  const flat = step.layer.computeOutputShape([...shape]) as tf.Shape;
  return { name: valueName(step), shape: flat, nonNegative: input!.nonNegative };
};
