import { type Emitter, valueName } from "../value.ts";
import { weightValues } from "../weights.ts";
import { emitClip } from "./activation.ts";

/** ReLU, with or without a ceiling. */
export const emitRelu: Emitter = (step, [input], emission) => {
  const { maxValue } = step.config;
  const output = valueName(step);
  if (typeof maxValue === "number") emitClip(input!.name, output, maxValue, emission);
  else emission.graph.node("Relu", [input!.name], output);
  return { name: output, shape: input!.shape, nonNegative: true };
};

/** LeakyReLU and ELU: `alpha` tells what is left of numbers below 0. */
export function emitLeaky(operator: "LeakyRelu" | "Elu"): Emitter {
  return (step, [input], { graph }) => {
    const alpha = { float: Number(step.config.alpha) };
    graph.node(operator, [input!.name], valueName(step), { alpha });
    return { name: valueName(step), shape: input!.shape, nonNegative: false };
  };
}

/** ThresholdedReLU: numbers up to `theta` become 0. */
export const emitThresholdedRelu: Emitter = (step, [input], { graph }) => {
  const alpha = { float: Number(step.config.theta) };
  graph.node("ThresholdedRelu", [input!.name], valueName(step), { alpha });
  return { name: valueName(step), shape: input!.shape, nonNegative: Number(step.config.theta) >= 0 };
};

/** PReLU: a slope for each value, or for each channel, below 0. */
export const emitPrelu: Emitter = (step, [input], { graph }) => {
  const alpha = weightValues(step, "alpha")!;
  let { shape, values } = alpha;
  if (shape.length === 3 && input!.shape.length === 4) {
    const [height, width, channels] = shape as [number, number, number];
    const area = height * width;
    values = Float32Array.from(values, (_, index) => {
      const [channel, cell] = [Math.floor(index / area), index % area];
      return alpha.values[cell * channels + channel]!;
    });
    shape = [channels, height, width];
  }
  const slope = graph.constant(`${step.name}/slope`, "float32", shape, values);
  graph.node("PRelu", [input!.name, slope], valueName(step));
  return { name: valueName(step), shape: input!.shape, nonNegative: false };
};
