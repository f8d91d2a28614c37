import type { tf } from "../../../tensors/tf.ts";
import { ExportError } from "../export-error.ts";
import { type Emitter, type Value, valueName } from "../value.ts";
import { graphAxis } from "./activation.ts";

/** Add and Multiply of two or more values; a side of 1 is repeated. */
export function emitChain(operator: "Add" | "Mul"): Emitter {
  return (step, inputs, { graph }) => {
    const shape = mergedShape(step, inputs);
    const last = inputs.length - 1;
    inputs.slice(1).reduce((so, { name }, index) => {
      const output = index + 1 === last ? valueName(step) : `${step.name}/part${index + 1}`;
      return graph.node(operator, [so, name], output);
    }, inputs[0]!.name);
    return { name: valueName(step), shape, nonNegative: inputs.every((input) => input.nonNegative) };
  };
}

/** Average, Maximum and Minimum of two or more values; a side of 1 is repeated. */
export function emitMerge(operator: "Mean" | "Max" | "Min"): Emitter {
  return (step, inputs, { graph }) => {
    const names = inputs.map(({ name }) => name);
    graph.node(operator, names, valueName(step));
    const nonNegative =
      operator === "Max"
        ? inputs.some((input) => input.nonNegative)
        : inputs.every((input) => input.nonNegative);
    return { name: valueName(step), shape: mergedShape(step, inputs), nonNegative };
  };
}

/** Concatenate along one axis. */
export const emitConcatenate: Emitter = (step, inputs, { graph }) => {
  const axis = graphAxis(Number(step.config.axis ?? -1), inputs[0]!.shape.length);
  const names = inputs.map(({ name }) => name);
  graph.node("Concat", names, valueName(step), { axis });
  const shape = step.layer.computeOutputShape(inputs.map((input) => [...input.shape])) as tf.Shape;
  return { name: valueName(step), shape, nonNegative: inputs.every((input) => input.nonNegative) };
};

/** Rescaling: times a number, plus a number. */
export const emitRescaling: Emitter = (step, [input], { graph }) => {
  const scale = graph.constant(`${step.name}/scale`, "float32", [], [Number(step.config.scale)]);
  const offset = graph.constant(`${step.name}/offset`, "float32", [], [Number(step.config.offset ?? 0)]);
  graph.node("Mul", [input!.name, scale], `${step.name}/scaled`);
  graph.node("Add", [`${step.name}/scaled`, offset], valueName(step));
  return { name: valueName(step), shape: input!.shape, nonNegative: false };
};

function mergedShape(step: Parameters<Emitter>[0], inputs: readonly Value[]): Value["shape"] {
  const ranks = new Set(inputs.map(({ shape }) => shape.length));
  if (ranks.size > 1) {
    const reason = `expected values of one rank, received ranks ${[...ranks].join(" and ")}`;
    throw new ExportError(step.name, step.type, reason);
  }
  return step.layer.computeOutputShape(inputs.map(({ shape }) => [...shape])) as tf.Shape;
}
