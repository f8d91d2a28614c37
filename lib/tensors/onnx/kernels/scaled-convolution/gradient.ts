import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OnnxGraph } from "../../graph.ts";

/** What is wanted of a scaled convolution's gradients. */
export interface WantedGradients {
  readonly ofInput: boolean;
  /** Of filter and slope. */
  readonly ofFilter: boolean;
  readonly ofResidual: boolean;
}

/** Gradients of a scaled convolution, owned by the caller; those that were not wanted are absent. */
export interface ScaledGradients {
  readonly ofShift: TensorInfo;
  readonly ofInput?: TensorInfo;
  readonly ofFilter?: TensorInfo;
  readonly ofSlope?: TensorInfo;
  readonly ofResidual?: TensorInfo;
}

/**
 * Adds `ofResidual` [pixels, out], the gradient `dy` where the output `y` is above zero, and its sums `ofShift` [out].
 *
 * @returns the name of what goes on to filter and input.
 */
export function gateNodes(graph: OnnxGraph, relu: boolean): string {
  let gated = "dy";
  if (relu) {
    graph.constant("zero", "float32", [], [0]);
    graph.node("Greater", ["y", "zero"], "open");
    gated = graph.node("Where", ["open", "dy", "zero"], "ofResidual");
  }
  graph.constant("pixelAxis", "int64", [1], [0]);
  graph.node("ReduceSum", [gated, "pixelAxis"], "ofShift", { keepdims: 0 });
  return gated;
}

/**
 * Adds `ofFilter` and `ofSlope` from the gradient of the filter after scaling, `[filter inputs, out]`: a channel's slope
 * scales all of its filter, so that the slope's gradient is the filter times that gradient.
 */
export function filterGradientNodes(graph: OnnxGraph, ofScaled: string): void {
  graph.node("Mul", [ofScaled, "slope"], "ofFilter");
  graph.node("Mul", [ofScaled, "filter"], "slopeTerms");
  graph.node("ReduceSum", ["slopeTerms", "pixelAxis"], "ofSlope", { keepdims: 0 });
}

/** Adds the filter `[filter inputs, out]`, scaled where there is a slope. */
export function scaledFilter(graph: OnnxGraph, scaled: boolean): string {
  return scaled ? graph.node("Mul", ["filter", "slope"], "scaledFilter") : "filter";
}

/** Adds `y`: sums and the residual, where there is one, and relu. */
export function finishNodes(
  graph: OnnxGraph,
  sums: string,
  { residual, relu }: { readonly residual: boolean; readonly relu: boolean },
): void {
  const total = residual ? graph.node("Add", [sums, "residual"], "total") : sums;
  graph.node(relu ? "Relu" : "Identity", [total], "y");
}
