import type { OnnxGraph } from "../../tensors/onnx/graph.ts";
import type { Step } from "./steps.ts";

/** Zeros around an image. */
export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A value of the graph. */
export interface Value {
  readonly name: string;
  /**
   * Shape as the layers have it, `[batch, height, width, channels]`, padding included; the graph holds values of rank 4
   * as `[batch, channels, height, width]`.
   */
  readonly shape: readonly (number | null)[];
  /** Whether it is known that no element is below 0. */
  readonly nonNegative: boolean;
  /** Zeros that belong to the value but are not around it yet: the next convolution or pool may put them there. */
  readonly padding?: Padding;
  /** Channel `i` of the value is channel `channelSource[i]` of what the graph holds: left to the next convolution. */
  readonly channelSource?: readonly number[];
}

/** A graph that is being written. */
export interface Emission {
  readonly graph: OnnxGraph;
  /** The normalisation that each convolution takes in. */
  readonly folded: ReadonlyMap<Step, Step>;
  /** Puts the zeros that were left for later around a value; once a value, however many layers read it. */
  settle(value: Value): Value;
}

/** Writes the nodes of one step and returns its value. */
export type Emitter = (step: Step, inputs: readonly Value[], emission: Emission) => Value;

/** Starts writing into a graph. */
export function createEmission(graph: OnnxGraph, folded: ReadonlyMap<Step, Step>): Emission {
  const settled = new Map<Value, Value>();
  return {
    graph,
    folded,
    settle(value) {
      const { padding, ...bare } = value;
      if (padding === undefined) return value;
      const known = settled.get(value);
      if (known !== undefined) return known;
      const name = `${value.name}/padded${settled.size}`;
      const { top, left, bottom, right } = padding;
      const pads = [0, 0, top, left, 0, 0, bottom, right];
      // Minus zero is zero, but ONNX Runtime does not know it for one: it moves zeros into the padding of a MaxPool,
      // where they count as -∞ (its PadFusion; https://github.com/microsoft/onnxruntime/pull/18136).
      const zero = graph.constant(`${name}/value`, "float32", [], [-0]);
      graph.node("Pad", [value.name, graph.constant(`${name}/by`, "int64", [8], pads), zero], name);
      settled.set(value, { ...bare, name });
      return { ...bare, name };
    },
  };
}

/** Name of the value that a step makes inside the graph. The bare name is kept for outputs of the graph. */
export function valueName(step: Step): string {
  return `${step.name}:0`;
}

/**
 * Zeros on each side that a window needs around an image, for ONNX: top, left, bottom, right.
 *
 * `"same"` splits an odd number as TensorFlow does, more of it at the bottom and right.
 *
 * @returns undefined when that depends on a size that is not known.
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function windowPads(
  input: Value,
  window: { readonly size: readonly number[]; readonly strides: readonly number[]; readonly same: boolean },
): [number, number, number, number] | undefined {
  const { top = 0, left = 0, bottom = 0, right = 0 } = input.padding ?? {};
  if (!window.same) return [top, left, bottom, right];
  const totals = [0, 1].map((axis) => {
    const side = input.shape[axis + 1];
    const [size, stride] = [window.size[axis]!, window.strides[axis]!];
    if (side === null || side === undefined) return stride === 1 ? size - 1 : undefined;
    return Math.max(0, (Math.ceil(side / stride) - 1) * stride + size - side);
  });
  const [rows, columns] = totals;
  if (rows === undefined || columns === undefined) return undefined;
  const [above, before] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return [top + above, left + before, bottom + rows - above, right + columns - before];
}
