import type { OnnxBackend } from "../../backend.ts";
import type { OnnxGraph } from "../../graph.ts";
import { isStrided } from "../convolution-window.ts";
import { asRows, pixelCount, seenPixels, spreadApart } from "../pointwise.ts";
import {
  filterGradientNodes,
  finishNodes,
  gateNodes,
  type ScaledGradients,
  scaledFilter,
} from "./gradient.ts";
import type { BackwardTask, ForwardTask, ScaledOutput } from "./scaled-convolution.ts";

/** A filter of 1x1: one matrix product over the pixels. */
export function scaledPointwiseForward(backend: OnnxBackend, task: ForwardTask): ScaledOutput {
  const { info, x, filter, slope, shift, residual, relu } = task;
  const { inChannels, outChannels } = info;
  const strided = isStrided(info);
  const inputs = {
    x: strided ? x : asRows(x, inChannels),
    filter: asRows(filter, outChannels),
    ...(slope && { slope }),
    shift,
    ...(residual && { residual: asRows(residual, outChannels) }),
  };
  const key = `scaled pointwise ${strided} relu ${relu}`;
  const shapes = { y: [pixelCount(info.outShape), outChannels] };
  const { y } = backend.runGraph(key, inputs, shapes, (graph) => {
    const image = strided ? seenPixels(graph, "x", info) : "x";
    const terms = [image, scaledFilter(graph, slope !== undefined), "shift"];
    finishNodes(graph, graph.node("Gemm", terms, "sums"), { residual: residual !== undefined, relu });
  });
  return { y: { ...y, shape: info.outShape }, kept: [] };
}

/** The gradients of {@link scaledPointwiseForward}. */
export function scaledPointwiseBackward(backend: OnnxBackend, task: BackwardTask): ScaledGradients {
  const { info, dy, y, x, filter, slope, relu, wanted } = task;
  const { inChannels, outChannels } = info;
  const strided = isStrided(info);
  const scaled = slope !== undefined;
  const inputs = {
    dy: asRows(dy, outChannels),
    ...(relu && { y: asRows(y, outChannels) }),
    ...(wanted.ofFilter && { x: strided ? x : asRows(x, inChannels) }),
    ...((wanted.ofInput || (wanted.ofFilter && scaled)) && { filter: asRows(filter, outChannels) }),
    ...(slope && (wanted.ofInput || wanted.ofFilter) && { slope }),
  };
  const filterShape = [inChannels, outChannels];
  const inputShape = strided ? info.inShape : [pixelCount(info.inShape), inChannels];
  const shapes = {
    ofShift: [outChannels],
    ...(relu && wanted.ofResidual && { ofResidual: [pixelCount(info.outShape), outChannels] }),
    ...(wanted.ofFilter && { ofFilter: filterShape }),
    ...(wanted.ofFilter && scaled && { ofSlope: [outChannels] }),
    ...(wanted.ofInput && { ofInput: inputShape }),
  };
  const key = `scaled pointwise gradient ${strided} relu ${relu}`;
  return backend.runGraph(key, inputs, shapes, (graph) => {
    const gated = gateNodes(graph, relu);
    if (wanted.ofFilter) {
      const image = strided ? seenPixels(graph, "x", info) : "x";
      const ofScaled = scaled ? "ofScaled" : "ofFilter";
      graph.node("Gemm", [image, gated], ofScaled, { transA: 1 });
      if (scaled) filterGradientNodes(graph, ofScaled);
    }
    if (wanted.ofInput) {
      const product = strided ? "product" : "ofInput";
      graph.node("Gemm", [gated, turnedScaledFilter(graph, scaled)], product);
      if (strided) spreadApart(graph, info, product, "ofInput");
    }
  });
}

/**
 * Adds the filter as [out, in], scaled. It is turned before the product, and by another operator than the one that ONNX
 * Runtime would pull into it: with 2,048 channels a product that reads rows for columns takes twice as long.
 */
function turnedScaledFilter(graph: OnnxGraph, scaled: boolean): string {
  graph.node("Transpose", ["filter"], "turnedFilter", { perm: [1, 0] });
  if (!scaled) return "turnedFilter";
  graph.constant("columnShape", "int64", [2], [-1, 1]);
  graph.node("Reshape", ["slope", "columnShape"], "slopeColumn");
  return graph.node("Mul", ["turnedFilter", "slopeColumn"], "turnedScaledFilter");
}
