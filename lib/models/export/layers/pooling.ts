import type { tf } from "../../../tensors/tf.ts";
import type { Step } from "../steps.ts";
import { type Emission, type Emitter, type Value, valueName, windowPads } from "../value.ts";

/** ZeroPadding2D: writes nothing; the next convolution or pool puts the zeros around its input where that is exact. */
export const emitZeroPadding: Emitter = (step, [input]) => {
  const [rows, columns] = step.config.padding as [[number, number], [number, number]];
  const { top = 0, left = 0, bottom = 0, right = 0 } = input!.padding ?? {};
  const padding = {
    top: top + rows[0],
    left: left + columns[0],
    bottom: bottom + rows[1],
    right: right + columns[1],
  };
  return { ...input!, shape: step.layer.computeOutputShape([...input!.shape]) as tf.Shape, padding };
};

/** MaxPooling2D. ONNX pads with -∞: the same as zeros when no element is below 0 and no window is all padding. */
export const emitMaxPool: Emitter = (step, [input], emission) =>
  emitPool(step, input!, { operator: "MaxPool", zerosAreExact: input!.nonNegative, emission });

/** AveragePooling2D: zeros of a ZeroPadding2D before it count, those of its own padding "same" do not. */
export const emitAveragePool: Emitter = (step, [input], emission) =>
  emitPool(step, input!, { operator: "AveragePool", zerosAreExact: true, emission });

interface PoolParts {
  readonly operator: "MaxPool" | "AveragePool";
  /** Whether zeros before the pool may become the pool's own padding. */
  readonly zerosAreExact: boolean;
  readonly emission: Emission;
}

function emitPool(step: Step, given: Value, { operator, zerosAreExact, emission }: PoolParts): Value {
  const size = step.config.poolSize as number[];
  const strides = step.config.strides as number[];
  const same = step.config.padding === "same";
  const { top = 0, left = 0, bottom = 0, right = 0 } = given.padding ?? {};
  const neverAlone = Math.max(top, bottom) < size[0]! && Math.max(left, right) < size[1]!;
  const absorbs = zerosAreExact && neverAlone && !same;
  const input = absorbs ? given : emission.settle(given);
  const pads = windowPads(input, { size, strides, same });
  emission.graph.node(operator, [input.name], valueName(step), {
    kernel_shape: size,
    strides,
    ...(pads === undefined ? { auto_pad: "SAME_UPPER" } : { pads }),
    ...(operator === "AveragePool" && { count_include_pad: absorbs ? 1 : 0 }),
  });
  const shape = step.layer.computeOutputShape([...given.shape]) as tf.Shape;
  return { name: valueName(step), shape, nonNegative: given.nonNegative };
}

/** GlobalAveragePooling2D and GlobalMaxPooling2D. */
export function emitGlobalPool(operator: "GlobalAveragePool" | "GlobalMaxPool"): Emitter {
  return (step, [input], { graph }) => {
    graph.node(operator, [input!.name], `${step.name}/pooled`); // [batch, channels, 1, 1]
    graph.node("Flatten", [`${step.name}/pooled`], valueName(step), { axis: 1 });
    const shape = [input!.shape[0]!, input!.shape[3]!];
    return { name: valueName(step), shape, nonNegative: input!.nonNegative };
  };
}
