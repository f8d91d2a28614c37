import { ExportError } from "../export-error.ts";
import type { Step } from "../steps.ts";
import { type Emitter, valueName } from "../value.ts";
import { weightValues } from "../weights.ts";

const CONVOLUTIONS = new Set(["Conv2D", "DepthwiseConv2D"]);

/**
 * Finds the normalisations that a convolution can take in: those that alone read a convolution without activation
 * whose own output nobody asked for.
 *
 * @returns the normalisation of each such convolution.
 */
export function findFoldable(steps: readonly Step[], outputs: readonly Step[]): Map<Step, Step> {
  const readers = new Map<Step, number>();
  for (const input of steps.flatMap((step) => step.inputs)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const foldable = steps.flatMap((step): [Step, Step][] => {
    const [convolution] = step.inputs;
    if (step.type !== "BatchNormalization" || convolution === undefined) return [];
    const { activation } = convolution.config;
    const linear = activation === undefined || activation === "linear";
    const alone = readers.get(convolution) === 1 && !outputs.includes(convolution);
    return CONVOLUTIONS.has(convolution.type) && linear && alone ? [[convolution, step]] : [];
  });
  return new Map(foldable);
}

/**
 * Normalisation by the moving statistics as one multiplication and one addition a channel.
 *
 * `gamma * (x - mean) / √(variance + epsilon) + beta` is `x * scale + shift`.
 */
export function foldedAffine(step: Step, channels: number): { scale: Float32Array; shift: Float32Array } {
  const { mean, variance, gamma, beta, epsilon } = statistics(step, channels);
  const scale = new Float32Array(channels);
  const shift = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const factor = gamma[channel]! / Math.sqrt(variance[channel]! + epsilon);
    scale[channel] = factor;
    shift[channel] = beta[channel]! - mean[channel]! * factor;
  }
  return { scale, shift };
}

/** BatchNormalization by its moving statistics (inference), where no convolution could take it in. */
export const emitNormalization: Emitter = (step, [input], { graph }) => {
  const rank = input!.shape.length;
  const { axis } = step.config;
  if (axis !== -1 && axis !== rank - 1) {
    throw new ExportError(step.name, step.type, `expected the last axis, received axis ${axis}`);
  }
  const channels = input!.shape[rank - 1]!;
  const value = { name: valueName(step), shape: input!.shape, nonNegative: false };
  if (rank !== 2 && rank !== 4) {
    // ONNX normalises the second axis, which is that of the channels for vectors and maps alone.
    const { scale, shift } = foldedAffine(step, channels);
    const factor = graph.constant(`${step.name}/scale`, "float32", [channels], scale);
    const addend = graph.constant(`${step.name}/shift`, "float32", [channels], shift);
    graph.node("Mul", [input!.name, factor], `${step.name}/scaled`);
    graph.node("Add", [`${step.name}/scaled`, addend], value.name);
    return value;
  }
  const { mean, variance, gamma, beta, epsilon } = statistics(step, channels);
  const inputs = Object.entries({ gamma, beta, mean, variance }).map(([name, values]) =>
    graph.constant(`${step.name}/${name}`, "float32", [channels], values),
  );
  const attributes = { epsilon: { float: epsilon } };
  graph.node("BatchNormalization", [input!.name, ...inputs], value.name, attributes);
  return value;
};

function statistics(step: Step, channels: number) {
  return {
    mean: weightValues(step, "moving_mean")!.values,
    variance: weightValues(step, "moving_variance")!.values,
    gamma: weightValues(step, "gamma")?.values ?? new Float32Array(channels).fill(1),
    beta: weightValues(step, "beta")?.values ?? new Float32Array(channels),
    epsilon: Number(step.config.epsilon),
  };
}
