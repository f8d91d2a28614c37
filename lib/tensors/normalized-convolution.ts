import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { OnnxBackend } from "./onnx/backend.ts";
import { type ConvInfo, convolutionInfo } from "./onnx/kernels/convolution-window.ts";
import type { ScaledGradients } from "./onnx/kernels/scaled-convolution/gradient.ts";
import {
  scaledBackward,
  scaledForward,
  suitsScaledConvolution,
} from "./onnx/kernels/scaled-convolution/scaled-convolution.ts";
import { tf } from "./tf.ts";

/** A tensor, and whether a gradient with respect to it is wanted. */
export interface Operand {
  readonly tensor: Tensor;
  readonly trains: boolean;
}

/** Batch normalisation by statistics that do not change. */
export interface FixedNormalization {
  /** `[channels]`; absent: 1. */
  readonly gamma: Operand | undefined;
  /** `[channels]`; absent: 0. */
  readonly beta: Operand | undefined;
  /** `[channels]` */
  readonly mean: Tensor;
  /** `[channels]` */
  readonly variance: Tensor;
  readonly epsilon: number;
}

/** A convolution, and what is done to its output at once. All tensors are borrowed. */
export interface NormalizedConvolution {
  /** `[batch, height, width, in]` */
  readonly x: Operand;
  /** `[rows, columns, in, out]` */
  readonly filter: Operand;
  /** `[out]` */
  readonly bias: Operand | undefined;
  readonly strides: [number, number];
  readonly pad: "same" | "valid";
  readonly normalization: FixedNormalization | undefined;
  /** Added after normalisation; of the output's shape, and followed by relu. */
  readonly residual: Tensor | undefined;
  readonly relu: boolean;
}

/**
 * Computes `relu(normalization(convolution(x) + bias) + residual)` in one graph, and its gradients in another: as fixed
 * statistics make normalisation a slope and a shift a channel, these are part of the filter and of the bias, and nothing
 * of the output's size is made on the way. Gradients that nobody wants are not computed.
 *
 * With slope s = γ / √(variance + ε) and D the gradient of the scaled filter: dfilter = s · D, and
 * dγ = (Σ filter · D + (bias - mean) · dβ) / √(variance + ε).
 *
 * @returns `[batch, height, width, out]`, owned by the caller or the surrounding tidy; `undefined` where there is no such
 *   graph: on another engine than `onnx`, or for a filter that is neither 1x1 nor 3x3 of many channels.
 */
export function normalizedConvolution(task: NormalizedConvolution): Tensor | undefined {
  const backend = tf.backend();
  if (!(backend instanceof OnnxBackend)) return undefined;
  const info = suitableInfo(backend, task);
  if (info === undefined) return undefined;
  const channels = channelValues(backend, task, info.outChannels);
  const { x, filter, bias, normalization, residual, relu } = task;
  const trained = { x, filter, bias, gamma: normalization?.gamma, beta: normalization?.beta };
  const names = Object.entries(trained).flatMap(([name, operand]) => (operand?.trains ? [name] : []));
  const given = Object.values(trained).flatMap((operand) => (operand?.trains ? [operand.tensor] : []));
  const wanted = {
    ofInput: x.trains,
    ofFilter: filter.trains || (normalization?.gamma?.trains ?? false),
    ofResidual: residual !== undefined,
  };
  const compute = tf.customGrad((...inputs) => {
    const save = inputs.at(-1) as unknown as (tensors: Tensor[]) => void;
    const slope = channels.slope && vector(backend, channels.slope);
    const shift = vector(backend, channels.shift);
    const operands = { info, x: x.tensor, filter: filter.tensor, slope, shift, residual, relu };
    const { y, kept } = scaledForward(backend, operands);
    free(backend, [slope, shift]);
    const value = tensorOf(y, backend);
    save([x.tensor, filter.tensor, value, ...kept.map((info) => tensorOf(info, backend))]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [savedX, savedFilter, savedY, ...savedKept] = saved;
      const slope = channels.slope && vector(backend, channels.slope);
      const read = { x: savedX!, filter: savedFilter!, y: savedY!, kept: savedKept };
      const gradients = scaledBackward(backend, { info, dy, ...read, slope, relu, wanted });
      free(backend, [slope]);
      return gradientTensors(backend, gradients, channels, [...names, ...(residual ? ["residual"] : [])]);
    };
    return { value, gradFunc };
  });
  return compute(...given, ...(residual ? [residual] : []));
}

/** What normalisation and bias come to, a channel. */
interface ChannelValues {
  readonly slope: Float32Array | undefined;
  readonly shift: Float32Array;
  /** 1 / √(variance + ε) */
  readonly root: Float32Array;
  /** bias - mean */
  readonly centre: Float32Array;
}

function channelValues(
  backend: OnnxBackend,
  { bias, normalization }: NormalizedConvolution,
  channels: number,
): ChannelValues {
  const biases = bias && backend.float32(bias.tensor);
  if (normalization === undefined) {
    const shift = biases ?? new Float32Array(channels);
    return { slope: undefined, shift, root: new Float32Array(channels), centre: shift };
  }
  const { gamma, beta, epsilon } = normalization;
  const gammas = gamma && backend.float32(gamma.tensor);
  const betas = beta && backend.float32(beta.tensor);
  const means = backend.float32(normalization.mean);
  const root = backend.float32(normalization.variance).map((variance) => 1 / Math.sqrt(variance + epsilon));
  const slope = root.map((value, channel) => value * (gammas?.[channel] ?? 1));
  const centre = means.map((mean, channel) => (biases?.[channel] ?? 0) - mean);
  const shift = centre.map((value, channel) => value * slope[channel]! + (betas?.[channel] ?? 0));
  return { slope, shift, root, centre };
}

/** Gradients in the order of `names`. Those that are not asked for are freed. */
function gradientTensors(
  backend: OnnxBackend,
  { ofShift, ofInput, ofFilter, ofSlope, ofResidual }: ScaledGradients,
  { slope, root, centre }: ChannelValues,
  names: readonly string[],
): Tensor[] {
  const shifts = backend.float32(ofShift);
  const slopes = ofSlope && backend.float32(ofSlope);
  const byName: Readonly<Record<string, () => TensorInfo>> = {
    x: () => ofInput!,
    filter: () => ofFilter!,
    residual: () => ofResidual!,
    beta: () => vector(backend, shifts.slice()),
    bias: () =>
      vector(backend, slope ? shifts.map((value, channel) => value * slope[channel]!) : shifts.slice()),
    gamma: () =>
      vector(
        backend,
        shifts.map((value, channel) => (slopes![channel]! + centre[channel]! * value) * root[channel]!),
      ),
  };
  const tensors = names.map((name) => tensorOf(byName[name]!(), backend));
  free(backend, [ofShift, ofSlope, names.includes("filter") ? undefined : ofFilter]);
  return tensors;
}

function suitableInfo(backend: OnnxBackend, task: NormalizedConvolution): ConvInfo | undefined {
  const { x, filter, strides, pad } = task;
  if (x.tensor.dtype !== "float32" || x.tensor.size === 0) return undefined;
  const call = { backend, inputs: {}, attributes: { strides, pad } };
  const info = convolutionInfo(call, x.tensor.shape, filter.tensor.shape);
  return info !== undefined && suitsScaledConvolution(info) ? info : undefined;
}

function vector(backend: OnnxBackend, values: Float32Array): TensorInfo {
  return backend.makeTensorInfo([values.length], "float32", values);
}

function free(backend: OnnxBackend, tensors: readonly (TensorInfo | undefined)[]): void {
  for (const tensor of tensors) if (tensor !== undefined) backend.disposeIntermediateTensorInfo(tensor);
}

function tensorOf(info: TensorInfo, backend: OnnxBackend): Tensor {
  return tf.engine().makeTensorFromTensorInfo(info, backend);
}
