import { ExportError } from "../export-error.ts";
import { type Emitter, valueName } from "../value.ts";
import { weightValues } from "../weights.ts";
import { emitActivation } from "./activation.ts";

/** Dense on the last axis of vectors, sequences or maps. */
export const emitDense: Emitter = (step, [input], emission) => {
  const { graph } = emission;
  const kernel = weightValues(step, "kernel")!;
  const [inputs, units] = kernel.shape as [number, number];
  const { shape } = input!;
  const received = shape.at(-1);
  if (received !== null && received !== inputs) {
    const reason = `expected ${inputs} values an image, received ${received}: was it built for another image size?`;
    throw new ExportError(step.name, step.type, reason);
  }
  const bias = weightValues(step, "bias")?.values;
  const activation = String(step.config.activation ?? "linear");
  const output = activation === "linear" ? valueName(step) : `${step.name}/linear`;
  const constant = (name: string, sides: readonly number[], values: Float32Array) =>
    graph.constant(`${step.name}/${name}`, "float32", sides, values);
  const biases = bias === undefined ? [] : [constant("bias", [units], bias)];
  if (shape.length === 4) {
    // In the graph channels come second: there it is a convolution of one pixel.
    const turned = new Float32Array(kernel.values.length); // [units, inputs, 1, 1]
    for (let at = 0; at < turned.length; at++) {
      turned[at] = kernel.values[(at % inputs) * units + Math.floor(at / inputs)]!;
    }
    const names = [input!.name, constant("kernel", [units, inputs, 1, 1], turned), ...biases];
    graph.node("Conv", names, output, { kernel_shape: [1, 1] });
  } else if (shape.length === 2) {
    graph.node("Gemm", [input!.name, constant("kernel", kernel.shape, kernel.values), ...biases], output);
  } else {
    const product = biases.length === 0 ? output : `${step.name}/product`;
    graph.node("MatMul", [input!.name, constant("kernel", kernel.shape, kernel.values)], product);
    if (biases.length > 0) graph.node("Add", [product, ...biases], output);
  }
  return emitActivation(activation, output, { step, shape: [...shape.slice(0, -1), units], emission });
};
