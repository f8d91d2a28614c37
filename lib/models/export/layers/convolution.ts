import type { OnnxAttribute } from "../../../tensors/onnx/graph.ts";
import type { tf } from "../../../tensors/tf.ts";
import { ExportError } from "../export-error.ts";
import type { Step } from "../steps.ts";
import { type Emission, type Emitter, type Value, valueName, windowPads } from "../value.ts";
import { weightValues } from "../weights.ts";
import { emitActivation } from "./activation.ts";
import { foldedAffine } from "./normalization.ts";

/** Conv2D: takes in the normalisation after it, zeros around its input and the order of the input's channels. */
export const emitConvolution: Emitter = (step, [input], emission) => {
  const kernel = weightValues(step, "kernel")!;
  const [height, width, inputs, filters] = kernel.shape as [number, number, number, number];
  const affine = outputAffine(step, filters, emission);
  const source = input!.channelSource ?? [];
  const ordered = new Float32Array(kernel.values.length); // [filters, inputs, height, width]
  const area = height * width;
  for (let cell = 0; cell < area; cell++) {
    for (let channel = 0; channel < inputs; channel++) {
      const from = (cell * inputs + channel) * filters;
      const to = (source[channel] ?? channel) * area + cell;
      for (let filter = 0; filter < filters; filter++) {
        ordered[filter * inputs * area + to] = kernel.values[from + filter]! * affine.scale[filter]!;
      }
    }
  }
  const shape = [filters, inputs, height, width];
  return emitConv(step, input!, { kernel: ordered, shape, bias: affine.shift, group: 1, emission });
};

/** DepthwiseConv2D: takes in the normalisation after it and zeros around its input. */
export const emitDepthwise: Emitter = (step, [input], emission) => {
  const dilations = toPair((step.config.dilationRate as number | number[] | undefined) ?? 1);
  if (dilations.some((rate) => rate !== 1)) {
    // The model's own forward pass would be another: its layer has the option and does not look at it.
    const reason = `expected dilationRate 1, received ${dilations.join(", ")}, which TensorFlow.js ignores`;
    throw new ExportError(step.name, step.type, reason);
  }
  const kernel = weightValues(step, "kernel")!;
  const [height, width, inputs, multiplier] = kernel.shape as [number, number, number, number];
  const outputs = inputs * multiplier;
  const affine = outputAffine(step, outputs, emission);
  const ordered = new Float32Array(kernel.values.length); // [inputs * multiplier, 1, height, width]
  const area = height * width;
  for (let cell = 0; cell < area; cell++) {
    for (let output = 0; output < outputs; output++) {
      ordered[output * area + cell] = kernel.values[cell * outputs + output]! * affine.scale[output]!;
    }
  }
  const shape = [outputs, 1, height, width];
  return emitConv(step, input!, { kernel: ordered, shape, bias: affine.shift, group: inputs, emission });
};

/** SeparableConv2D: one convolution a channel, then one of a pixel; takes in zeros around its input. */
export const emitSeparable: Emitter = (step, [input], emission) => {
  const depthwise = weightValues(step, "depthwise_kernel")!;
  const pointwise = weightValues(step, "pointwise_kernel")!;
  const [height, width, inputs, multiplier] = depthwise.shape as [number, number, number, number];
  const [middle, filters] = [inputs * multiplier, pointwise.shape[3]!];
  const area = height * width;
  const spatial = new Float32Array(depthwise.values.length); // [inputs * multiplier, 1, height, width]
  for (let at = 0; at < spatial.length; at++) {
    spatial[at] = depthwise.values[(at % area) * middle + Math.floor(at / area)]!;
  }
  const mixing = new Float32Array(pointwise.values.length); // [filters, inputs * multiplier, 1, 1]
  for (let at = 0; at < mixing.length; at++) {
    mixing[at] = pointwise.values[(at % middle) * filters + Math.floor(at / middle)]!;
  }
  const { name, type, layer, inputs: from, config } = step;
  const first: Step = {
    name: `${name}/depthwise`,
    type,
    layer,
    inputs: from,
    config: { ...config, activation: "linear" },
  };
  const between = emitConv(first, input!, {
    kernel: spatial,
    shape: [middle, 1, height, width],
    bias: new Float32Array(middle),
    group: inputs,
    emission,
  });
  const { graph } = emission;
  const bias = weightValues(step, "bias")?.values;
  const names = [
    between.name,
    graph.constant(`${name}/pointwise`, "float32", [filters, middle, 1, 1], mixing),
    ...(bias === undefined ? [] : [graph.constant(`${name}/bias`, "float32", [filters], bias)]),
  ];
  const activation = String(config.activation ?? "linear");
  const output = activation === "linear" ? valueName(step) : `${name}/linear`;
  graph.node("Conv", names, output, { kernel_shape: [1, 1] });
  return emitActivation(activation, output, { step, shape: between.shape, emission });
};

/** What happens to each output channel: times `scale`, plus `shift` (the bias and a folded normalisation). */
function outputAffine(step: Step, channels: number, emission: Emission) {
  const bias = weightValues(step, "bias")?.values ?? new Float32Array(channels);
  const norm = emission.folded.get(step);
  if (norm === undefined) return { scale: new Float32Array(channels).fill(1), shift: bias };
  const { scale, shift } = foldedAffine(norm, channels);
  return {
    scale,
    shift: Float32Array.from(shift, (value, channel) => bias[channel]! * scale[channel]! + value),
  };
}

interface ConvParts {
  readonly kernel: Float32Array;
  readonly shape: readonly number[];
  readonly bias: Float32Array;
  readonly group: number;
  readonly emission: Emission;
}

function emitConv(step: Step, given: Value, { kernel, shape, bias, group, emission }: ConvParts): Value {
  const { graph } = emission;
  const { config } = step;
  const strides = config.strides as number[];
  const dilations = toPair((config.dilationRate as number | number[] | undefined) ?? 1);
  const size = [0, 1].map((axis) => (shape[axis + 2]! - 1) * dilations[axis]! + 1);
  const same = config.padding === "same";
  let pads = windowPads(given, { size, strides, same });
  const input = pads === undefined ? emission.settle(given) : given;
  pads ??= windowPads(input, { size, strides, same });
  const attributes: Record<string, OnnxAttribute> = {
    kernel_shape: shape.slice(2),
    strides,
    dilations,
    group,
  };
  if (pads === undefined) attributes.auto_pad = "SAME_UPPER";
  else attributes.pads = pads;
  const names = [
    input.name,
    graph.constant(`${step.name}/kernel`, "float32", shape, kernel),
    graph.constant(`${step.name}/bias`, "float32", [bias.length], bias),
  ];
  const linear = config.activation === "linear" || config.activation === undefined;
  const output = linear ? valueName(step) : `${step.name}/linear`;
  graph.node("Conv", names, output, attributes);
  return emitActivation(linear ? "linear" : String(config.activation), output, {
    step,
    shape: step.layer.computeOutputShape([...given.shape]) as tf.Shape,
    emission,
  });
}

function toPair(value: number | readonly number[]): number[] {
  return typeof value === "number" ? [value, value] : [...value];
}
