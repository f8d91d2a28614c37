import type { OnnxAttribute } from "../../../tensors/onnx/graph.ts";
import { ExportError } from "../export-error.ts";
import type { Step } from "../steps.ts";
import { type Emission, type Emitter, type Value, valueName } from "../value.ts";

/** The operator of ONNX for each activation that is one operator, and its attributes. */
const OPERATORS: Readonly<Record<string, readonly [string, Readonly<Record<string, OnnxAttribute>>?]>> = {
  relu: ["Relu"],
  sigmoid: ["Sigmoid"],
  tanh: ["Tanh"],
  elu: ["Elu"],
  selu: ["Selu"],
  softplus: ["Softplus"],
  softsign: ["Softsign"],
  hardSigmoid: ["HardSigmoid", { alpha: { float: 0.2 }, beta: { float: 0.5 } }],
};

const NON_NEGATIVE = new Set(["relu", "relu6", "sigmoid", "hardSigmoid", "softplus", "softmax"]);

/** Writes the activation that a layer ends in (`"linear"`: nothing) and returns the value of the layer. */
export function emitActivation(
  activation: string,
  input: string,
  { step, shape, emission }: { step: Step; shape: Value["shape"]; emission: Emission },
): Value {
  const { graph } = emission;
  if (activation === "linear") return { name: input, shape, nonNegative: false };
  const output = valueName(step);
  const operator = OPERATORS[activation];
  if (operator !== undefined) {
    graph.node(operator[0], [input], output, operator[1]);
  } else if (activation === "softmax") {
    graph.node("Softmax", [input], output, { axis: graphAxis(-1, shape.length) });
  } else if (activation === "logSoftmax") {
    graph.node("LogSoftmax", [input], output, { axis: graphAxis(-1, shape.length) });
  } else if (activation === "relu6") {
    emitClip(input, output, 6, emission);
  } else if (activation === "swish" || activation === "silu") {
    graph.node("Sigmoid", [input], `${output}/sigmoid`);
    graph.node("Mul", [input, `${output}/sigmoid`], output);
  } else if (activation === "mish") {
    graph.node("Softplus", [input], `${output}/softplus`);
    graph.node("Tanh", [`${output}/softplus`], `${output}/tanh`);
    graph.node("Mul", [input, `${output}/tanh`], output);
  } else if (activation === "gelu") {
    emitGelu(input, output, emission);
  } else {
    throw new ExportError(step.name, step.type, `its activation ${activation} has no counterpart here`);
  }
  return { name: output, shape, nonNegative: NON_NEGATIVE.has(activation) };
}

/** Activation: any of the functions that layers end in. */
export const emitActivationLayer: Emitter = (step, [input], emission) => {
  const value = emitActivation(String(step.config.activation), input!.name, {
    step,
    shape: input!.shape,
    emission,
  });
  return value.name === input!.name ? input! : value;
};

/** Softmax over one axis. */
export const emitSoftmaxLayer: Emitter = (step, [input], emission) => {
  const axis = typeof step.config.axis === "number" ? step.config.axis : -1;
  const place = graphAxis(axis, input!.shape.length);
  emission.graph.node("Softmax", [input!.name], valueName(step), { axis: place });
  return { name: valueName(step), shape: input!.shape, nonNegative: true };
};

/** Half of x, times one plus the error function of x / √2. */
function emitGelu(input: string, output: string, { graph }: Emission): void {
  const number = (name: string, value: number) => graph.constant(`${output}/${name}`, "float32", [], [value]);
  graph.node("Mul", [input, number("reciprocal", Math.SQRT1_2)], `${output}/scaled`);
  graph.node("Erf", [`${output}/scaled`], `${output}/erf`);
  graph.node("Add", [`${output}/erf`, number("one", 1)], `${output}/raised`);
  graph.node("Mul", [input, number("half", 0.5)], `${output}/half of x`);
  graph.node("Mul", [`${output}/half of x`, `${output}/raised`], output);
}

/** Writes what keeps a value between 0 and a ceiling. */
export function emitClip(input: string, output: string, ceiling: number, { graph }: Emission): void {
  const low = graph.constant(`${output}/low`, "float32", [], [0]);
  const high = graph.constant(`${output}/high`, "float32", [], [ceiling]);
  graph.node("Clip", [input, low, high], output);
}

/** Where an axis of a value (channels last) lies in the graph (channels first for rank 4). */
export function graphAxis(axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  return rank === 4 ? [0, 2, 3, 1][place]! : place;
}
