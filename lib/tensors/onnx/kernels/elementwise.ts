import { broadcast_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { isFilledFloat32, isWorthwhile, type KernelCall, type KernelReplacement } from "../backend.ts";
import type { OnnxGraph } from "../graph.ts";
import { declareInputs, dynamicShape } from "../shape.ts";

type Writer = (graph: OnnxGraph, inputs: readonly string[]) => void;

const operator =
  (name: string): Writer =>
  (graph, inputs) => {
    graph.node(name, inputs, "y");
  };

const unary: Readonly<Record<string, Writer>> = {
  Abs: operator("Abs"),
  Exp: operator("Exp"),
  Log: operator("Log"),
  Neg: operator("Neg"),
  Reciprocal: operator("Reciprocal"),
  Relu: operator("Relu"),
  Relu6: (graph, [x]) => {
    graph.constant("zero", "float32", [], [0]);
    graph.constant("six", "float32", [], [6]);
    graph.node("Clip", [x!, "zero", "six"], "y");
  },
  Rsqrt: (graph, [x]) => {
    graph.node("Sqrt", [x!], "root");
    graph.node("Reciprocal", ["root"], "y");
  },
  Sigmoid: operator("Sigmoid"),
  Sqrt: operator("Sqrt"),
  Square: (graph, [x]) => {
    graph.node("Mul", [x!, x!], "y");
  },
  Tanh: operator("Tanh"),
};

const binary: Readonly<Record<string, Writer>> = {
  Add: operator("Add"),
  Maximum: operator("Max"),
  Minimum: operator("Min"),
  Multiply: operator("Mul"),
  Prelu: operator("PRelu"),
  RealDiv: operator("Div"),
  SquaredDifference: (graph, [a, b]) => {
    graph.node("Sub", [a!, b!], "difference");
    graph.node("Mul", ["difference", "difference"], "y");
  },
  Sub: operator("Sub"),
};

const comparison: Readonly<Record<string, Writer>> = {
  Equal: operator("Equal"),
  Greater: operator("Greater"),
  GreaterEqual: operator("GreaterOrEqual"),
  Less: operator("Less"),
  LessEqual: operator("LessOrEqual"),
};

export const elementwiseKernels: readonly KernelReplacement[] = [
  ...Object.entries(unary).map(([name, write]) => ({
    name,
    compute: (call: KernelCall) => mapOne(call, name, write),
  })),
  ...Object.entries(binary).map(([name, write]) => ({
    name,
    compute: (call: KernelCall) => mapTwo(call, name, write, "float32"),
  })),
  ...Object.entries(comparison).map(([name, write]) => ({
    name,
    compute: (call: KernelCall) => mapTwo(call, name, write, "bool"),
  })),
  { name: "AddN", compute: addAll },
  { name: "Elu", compute: (call) => mapOne(call, "Elu", (graph, [x]) => void graph.node("Elu", [x!], "y")) },
  { name: "LeakyRelu", compute: leakyRelu },
  { name: "Select", compute: select },
  { name: "Step", compute: step },
];

function mapOne(call: KernelCall, name: string, write: Writer): TensorInfo | undefined {
  const x = call.inputs.x!;
  if (!isFilledFloat32(x) || !isWorthwhile(call, x.shape)) return undefined;
  const rank = x.shape.length;
  return call.backend.run(`${name} rank ${rank}`, [x], x.shape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x", rank));
    write(graph, ["x0"]);
    graph.output("y", "float32", dynamicShape("y", rank));
  });
}

function mapTwo(
  call: KernelCall,
  name: string,
  write: Writer,
  outputType: "float32" | "bool",
): TensorInfo | undefined {
  const a = (call.inputs.a ?? call.inputs.x)!;
  const b = (call.inputs.b ?? call.inputs.alpha)!;
  if (!isFilledFloat32(a) || !isFilledFloat32(b)) return undefined;
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  if (!isWorthwhile(call, shape)) return undefined;
  const ranks = [a.shape.length, b.shape.length] as const;
  return call.backend.run(
    `${name} ranks ${ranks}`,
    [a, b],
    shape,
    (graph) => {
      graph.input("x0", "float32", dynamicShape("a", ranks[0]));
      graph.input("x1", "float32", dynamicShape("b", ranks[1]));
      write(graph, ["x0", "x1"]);
      graph.output("y", outputType, dynamicShape("y", shape.length));
    },
    { outputType },
  );
}

function addAll(call: KernelCall): TensorInfo | undefined {
  const tensors = call.inputs as unknown as readonly TensorInfo[];
  const first = tensors[0]!;
  if (!tensors.every(isFilledFloat32) || !isWorthwhile(call, first.shape)) return undefined;
  const rank = first.shape.length;
  return call.backend.run(`AddN ${tensors.length} rank ${rank}`, tensors, first.shape, (graph) => {
    graph.node("Sum", declareInputs(graph, tensors), "y");
    graph.output("y", "float32", dynamicShape("y", rank));
  });
}

function leakyRelu(call: KernelCall): TensorInfo | undefined {
  const alpha = call.attributes.alpha as number;
  return mapOne(call, `LeakyRelu ${alpha}`, (graph, [x]) => {
    graph.node("LeakyRelu", [x!], "y", { alpha: { float: alpha } });
  });
}

/** Chooses from t where the condition holds, else from e; all three of one shape. */
function select(call: KernelCall): TensorInfo | undefined {
  const { condition, t, e } = call.inputs as { condition: TensorInfo; t: TensorInfo; e: TensorInfo };
  if (!isFilledFloat32(t) || !isFilledFloat32(e) || !util.arraysEqual(condition.shape, t.shape))
    return undefined;
  if (condition.dtype !== "bool" || !isWorthwhile(call, t.shape)) return undefined;
  const rank = t.shape.length;
  return call.backend.run(`Select rank ${rank}`, [condition, t, e], t.shape, (graph) => {
    graph.input("x0", "bool", dynamicShape("c", rank));
    graph.input("x1", "float32", dynamicShape("t", rank));
    graph.input("x2", "float32", dynamicShape("e", rank));
    graph.node("Where", ["x0", "x1", "x2"], "y");
    graph.output("y", "float32", dynamicShape("y", rank));
  });
}

/** 1 above zero, alpha at or below it, NaN for NaN: the slope of relu. */
function step({ backend, inputs, attributes }: KernelCall): TensorInfo | undefined {
  const x = inputs.x!;
  if (x.dtype !== "float32") return undefined;
  const alpha = (attributes.alpha as number | undefined) ?? 0;
  const values = backend.float32(x);
  const result = (alpha === 0 ? stepByBits(values) : undefined) ?? stepByComparison(values, alpha);
  return backend.makeTensorInfo(x.shape, "float32", result);
}

const POSITIVE_INFINITY_BITS = 0x7f800000;
const ONE_BITS = 0x3f800000;

/**
 * The step with slope 0 without a branch, for half of the signs are guessed wrong: as whole numbers, the bits of floats
 * above zero are above zero too. `undefined` when there is a NaN.
 */
function stepByBits(values: Float32Array): Float32Array | undefined {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const result = new Int32Array(values.length);
  let beyondInfinity = 0;
  for (let index = 0; index < bits.length; index++) {
    const value = bits[index]!;
    beyondInfinity |= POSITIVE_INFINITY_BITS - (value & 0x7fffffff);
    // The sign bit of both factors is set for 1 to 2 ** 31 - 1 alone.
    result[index] = ((~value & (value + 0x7fffffff)) >> 31) & ONE_BITS;
  }
  return beyondInfinity < 0 ? undefined : new Float32Array(result.buffer);
}

function stepByComparison(values: Float32Array, alpha: number): Float32Array {
  return values.map((value) => (value > 0 ? 1 : value <= 0 ? alpha : value));
}
