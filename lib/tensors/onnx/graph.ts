import onnxProto from "onnx-proto";
import { ArgumentError } from "../../errors/argument-error.ts";

const { onnx } = onnxProto;
const { DataType } = onnx.TensorProto;
const { AttributeType } = onnx.AttributeProto;

export type OnnxType = "float32" | "int32" | "int64" | "uint8" | "bool";
/** A size, or a name for one that is only known when the graph runs. */
export type OnnxDimension = number | string;
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };

const dataTypes: Record<OnnxType, number> = {
  float32: DataType.FLOAT,
  int32: DataType.INT32,
  int64: DataType.INT64,
  uint8: DataType.UINT8,
  bool: DataType.BOOL,
};

/** Operator set and file version every graph is written with: opset 17 is read by ONNX Runtime 1.12 and later. */
export const ONNX_OPSET = 17;
const IR_VERSION = 8;
/** Smaller weights stay in the model, where shape inference can read them. */
const SMALLEST_OUTSIDE_BYTES = 4096;

/** Collects nodes and weights, and writes them as one ONNX model. Names of values are chosen by the caller. */
export interface OnnxGraph {
  input(name: string, type: OnnxType, shape: readonly OnnxDimension[]): string;
  output(name: string, type: OnnxType, shape: readonly OnnxDimension[]): string;
  /** Adds a weight or constant; int64 values may be given as plain numbers. Bytes are not copied before `encode`. */
  constant(name: string, type: OnnxType, shape: readonly number[], values: ArrayLike<number>): string;
  /** Adds a node and returns the name of its (only, or first) output. An empty input name stands for an absent one. */
  node(
    operator: string,
    inputs: readonly string[],
    output: string | readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string;
  /** The content of one `.onnx` file. */
  encode(): Uint8Array;
  /** The same with its larger weights beside it, which need not be copied into one array. */
  encodeSplit(): SplitOnnx;
}

/** A model whose larger weights are outside of it, as ONNX's external data. */
export interface SplitOnnx {
  readonly bytes: Uint8Array;
  /** By the name under which the model refers to each. */
  readonly weights: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/**
 * Starts an empty ONNX graph.
 *
 * Numbers given as attributes are written as integers; floats as `{ float: 0.5 }` or `{ floats: [...] }`, because ONNX
 * tells the two apart and JavaScript does not.
 *
 * @param name - shown by tools that draw the graph.
 * @throws {@link ArgumentError} from `constant` when the values do not fill the shape.
 * @example
 * const graph = onnxGraph("double");
 * graph.input("x", "float32", ["n"]);
 * graph.node("Add", ["x", "x"], "y");
 * graph.output("y", "float32", ["n"]);
 * const bytes = graph.encode();
 * @see https://github.com/onnx/onnx/blob/v1.10.2/onnx/onnx.proto
 */
export function onnxGraph(name: string): OnnxGraph {
  const nodes: InstanceType<typeof onnx.NodeProto>[] = [];
  const weights: InstanceType<typeof onnx.TensorProto>[] = [];
  const inputs: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  const outputs: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  const encodeModel = (initializer: typeof weights) => {
    const model = onnx.ModelProto.create({
      irVersion: IR_VERSION,
      producerName: "transferlab",
      opsetImport: [{ domain: "", version: ONNX_OPSET }],
      graph: { name, node: nodes, initializer, input: inputs, output: outputs },
    });
    return onnx.ModelProto.encode(model).finish();
  };
  return {
    input(value, type, shape) {
      inputs.push(valueInfo(value, type, shape));
      return value;
    },
    output(value, type, shape) {
      outputs.push(valueInfo(value, type, shape));
      return value;
    },
    constant(value, type, shape, values) {
      const size = shape.reduce((product, side) => product * side, 1);
      if (values.length !== size) {
        throw new ArgumentError(
          `constant ${value}`,
          `${size} values for [${shape.join(", ")}]`,
          values.length,
        );
      }
      weights.push(
        onnx.TensorProto.create({
          name: value,
          dims: [...shape],
          dataType: dataTypes[type],
          rawData: rawBytes(type, values),
        }),
      );
      return value;
    },
    node(operator, from, to, attributes = {}) {
      const names = typeof to === "string" ? [to] : [...to];
      nodes.push(
        onnx.NodeProto.create({
          name: names[0]!,
          opType: operator,
          input: [...from],
          output: names,
          attribute: Object.entries(attributes).map(([key, attribute]) => attributeProto(key, attribute)),
        }),
      );
      return names[0]!;
    },
    encode: () => encodeModel(weights),
    encodeSplit() {
      const outside = weights.filter(({ rawData }) => rawData!.byteLength >= SMALLEST_OUTSIDE_BYTES);
      const referring = weights.map((weight) => (outside.includes(weight) ? referTo(weight) : weight));
      return {
        bytes: encodeModel(referring),
        weights: outside.map(({ name: path, rawData }) => ({ path: path!, data: rawData! })),
      };
    },
  };
}

/** The same weight, its values in external data under its own name. */
function referTo(weight: InstanceType<typeof onnx.TensorProto>) {
  const { name, dims, dataType, rawData } = weight;
  const location = { location: name!, offset: "0", length: String(rawData!.byteLength) };
  return onnx.TensorProto.create({
    name,
    dims,
    dataType,
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: Object.entries(location).map(([key, value]) => ({ key, value })),
  });
}

function valueInfo(name: string, type: OnnxType, shape: readonly OnnxDimension[]) {
  const dim = shape.map((side) => (typeof side === "number" ? { dimValue: side } : { dimParam: side }));
  return onnx.ValueInfoProto.create({
    name,
    type: { tensorType: { elemType: dataTypes[type], shape: { dim } } },
  });
}

function attributeProto(name: string, value: OnnxAttribute) {
  if (typeof value === "number")
    return onnx.AttributeProto.create({ name, type: AttributeType.INT, i: value });
  if (typeof value === "string") {
    return onnx.AttributeProto.create({
      name,
      type: AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  }
  if ("float" in value)
    return onnx.AttributeProto.create({ name, type: AttributeType.FLOAT, f: value.float });
  if ("floats" in value) {
    return onnx.AttributeProto.create({ name, type: AttributeType.FLOATS, floats: [...value.floats] });
  }
  return onnx.AttributeProto.create({ name, type: AttributeType.INTS, ints: [...value] });
}

/** ONNX raw data is little-endian, as is every platform Node.js runs on. */
function rawBytes(type: OnnxType, values: ArrayLike<number>): Uint8Array {
  const typed = typedValues(type, values);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function typedValues(type: OnnxType, values: ArrayLike<number>) {
  switch (type) {
    case "float32":
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case "int32":
      return values instanceof Int32Array ? values : Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(Array.from(values, BigInt));
    case "uint8":
    case "bool":
      return values instanceof Uint8Array ? values : Uint8Array.from(values);
  }
}
