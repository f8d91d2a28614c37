import { type PreprocessMode, type PreprocessRecipe, recipeOf } from "../../images/preprocess.ts";
import type { OnnxGraph } from "../../tensors/onnx/graph.ts";
import type { Step } from "./steps.ts";
import type { Value } from "./value.ts";

/** Name of the input of every exported graph. */
export const INPUT_NAME = "images";

/** What {@link emitInput} writes. */
export interface InputParts {
  readonly graph: OnnxGraph;
  /** As the layers have it: `[batch, height, width, channels]` or `[batch, values]`. */
  readonly shape: readonly (number | null)[];
  readonly preprocessing: PreprocessMode | PreprocessRecipe | undefined;
  /** Whether every reader of the input is a convolution, which can reorder the channels for nothing. */
  readonly channelsMayWait: boolean;
}

/**
 * Writes the input of the graph: `[batch, height, width, channels]`, and what turns it into the first value.
 *
 * With preprocessing the input is bytes as decoded (red first). The mean is subtracted in the graph rather than folded
 * into a bias: with zeros around the image that would not be the same.
 */
export function emitInput({ graph, shape, preprocessing, channelsMayWait }: InputParts): Value {
  const dimensions = shape.map((side, axis) => side ?? ["batch", "height", "width", "channels"][axis]!);
  graph.input(INPUT_NAME, preprocessing === undefined ? "float32" : "uint8", dimensions);
  const value = { shape, nonNegative: false };
  if (shape.length !== 4) return { ...value, name: INPUT_NAME };
  const first = `${INPUT_NAME}/nchw`;
  graph.node("Transpose", [INPUT_NAME], first, { perm: [0, 3, 1, 2] });
  if (preprocessing === undefined) return { ...value, name: first };
  graph.node("Cast", [first], `${INPUT_NAME}/float`, { to: 1 });
  const { source, divisor, mean, deviation } = recipeOf(preprocessing);
  const swaps = source.some((from, channel) => from !== channel);
  const waits = swaps && channelsMayWait;
  let name = `${INPUT_NAME}/float`;
  if (swaps && !waits) {
    const order = graph.constant(`${INPUT_NAME}/order`, "int64", [3], source);
    name = graph.node("Gather", [name, order], `${INPUT_NAME}/ordered`, { axis: 1 });
  }
  // While the channels wait, each constant goes where its channel still is.
  const place = (values: readonly number[]) =>
    waits ? values.map((_, channel) => values[source.indexOf(channel)]!) : values;
  const apply = (operator: string, result: string, values: readonly number[]) => {
    const output = `${INPUT_NAME}/${result}`;
    const constant = graph.constant(`${output}/by`, "float32", [1, values.length, 1, 1], values);
    return graph.node(operator, [name, constant], output);
  };
  if (divisor !== 1) name = apply("Div", "divided", [divisor, divisor, divisor]);
  name = apply("Sub", "centred", place(mean));
  if (deviation.some((value) => value !== 1)) name = apply("Div", "scaled", place(deviation));
  return { ...value, name, ...(waits && { channelSource: source }) };
}

/** Whether every reader of a step is a convolution, directly or behind zeros, and nobody asked for the step itself. */
export function onlyConvolved(step: Step, steps: readonly Step[], outputs: readonly Step[]): boolean {
  if (outputs.includes(step)) return false;
  const readers = steps.filter((other) => other.inputs.includes(step));
  return readers.every(
    (reader) =>
      reader.type === "Conv2D" || (reader.type === "ZeroPadding2D" && onlyConvolved(reader, steps, outputs)),
  );
}
