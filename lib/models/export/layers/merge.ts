import type { tf } from "../../../tensors/tf.ts";
import { type Emitter, valueName } from "../value.ts";
import { graphAxis } from "./activation.ts";

/** Add of two or more values of one shape. */
export const emitAdd: Emitter = (step, inputs, { graph }) => {
  const last = inputs.length - 1;
  inputs.slice(1).reduce((sum, { name }, index) => {
    const output = index + 1 === last ? valueName(step) : `${step.name}/sum${index + 1}`;
    return graph.node("Add", [sum, name], output);
  }, inputs[0]!.name);
  const nonNegative = inputs.every((input) => input.nonNegative);
  return { name: valueName(step), shape: inputs[0]!.shape, nonNegative };
};

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
