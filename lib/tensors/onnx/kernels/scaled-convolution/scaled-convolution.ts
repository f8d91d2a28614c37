import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OnnxBackend } from "../../backend.ts";
import { type ConvInfo, isPointwise } from "../convolution-window.ts";
import { fitsAtOnce, suitsWinograd } from "../winograd/convolution.ts";
import type { ScaledGradients, WantedGradients } from "./gradient.ts";
import { scaledPointwiseBackward, scaledPointwiseForward } from "./pointwise.ts";
import { scaledWinogradBackward, scaledWinogradForward } from "./winograd.ts";

/** y = relu(convolution of x with filter × slope, plus shift and residual). */
export interface ForwardTask {
  readonly info: ConvInfo;
  /** `[batch, height, width, in]` */
  readonly x: TensorInfo;
  /** `[rows, columns, in, out]` */
  readonly filter: TensorInfo;
  /** `[out]`; absent: 1. */
  readonly slope: TensorInfo | undefined;
  /** `[out]` */
  readonly shift: TensorInfo;
  /** Of y's shape; absent: 0. */
  readonly residual: TensorInfo | undefined;
  readonly relu: boolean;
}

export interface ScaledOutput {
  readonly y: TensorInfo;
  /** What the gradients need besides; for {@link BackwardTask.kept}. */
  readonly kept: readonly TensorInfo[];
}

export interface BackwardTask extends Omit<ForwardTask, "shift" | "residual"> {
  readonly dy: TensorInfo;
  readonly y: TensorInfo;
  readonly kept: readonly TensorInfo[];
  readonly wanted: WantedGradients;
}

/** Tells whether a convolution is one of those that have a graph here: 1x1, or 3x3 of many channels. */
export function suitsScaledConvolution(info: ConvInfo): boolean {
  return isPointwise(info) || (suitsWinograd(info) && fitsAtOnce(info));
}

/** Computes y in one graph. */
export function scaledForward(backend: OnnxBackend, task: ForwardTask): ScaledOutput {
  return isPointwise(task.info)
    ? scaledPointwiseForward(backend, task)
    : scaledWinogradForward(backend, task);
}

/** Computes the wanted gradients in one graph. */
export function scaledBackward(backend: OnnxBackend, task: BackwardTask): ScaledGradients {
  const { info, filter, y } = task;
  const gradients = isPointwise(info)
    ? scaledPointwiseBackward(backend, task)
    : scaledWinogradBackward(backend, task);
  const { ofInput, ofFilter, ofResidual } = gradients;
  return {
    ...gradients,
    ...(ofInput && { ofInput: { ...ofInput, shape: info.inShape } }),
    ...(ofFilter && { ofFilter: { ...ofFilter, shape: filter.shape } }),
    ...(ofResidual && { ofResidual: { ...ofResidual, shape: y.shape } }),
  };
}
