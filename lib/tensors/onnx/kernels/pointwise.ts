import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OnnxBackend } from "../backend.ts";
import type { OnnxGraph } from "../graph.ts";
import { applyActivation, type FusedActivation } from "./activation.ts";
import { type ConvInfo, isStrided } from "./convolution-window.ts";
import { END, sliceNode } from "./slice.ts";

/**
 * y = activation(x * filter + bias) for a filter of 1x1: one matrix product over the pixels, without transposing.
 *
 * Tensors go in and come out as matrices of one row a pixel, so that nothing is copied.
 */
export function pointwiseForward(
  backend: OnnxBackend,
  { x, filter, bias }: { x: TensorInfo; filter: TensorInfo; bias: TensorInfo | undefined },
  info: ConvInfo,
  activation: FusedActivation,
): TensorInfo {
  const { inChannels, outChannels, strideHeight, strideWidth } = info;
  const strided = isStrided(info);
  const inputs = [strided ? x : asRows(x, inChannels), asRows(filter, outChannels)];
  if (bias !== undefined) inputs.push(bias);
  const key =
    `Conv2D pointwise ${strided ? [strideHeight, strideWidth, inChannels] : ""} ` +
    `bias ${bias !== undefined} ${activation.name} ${activation.alpha}`;
  const result = backend.run(key, inputs, [pixelCount(info.outShape), outChannels], (graph) => {
    let image = "x0";
    if (strided) {
      graph.input("x0", "float32", ["batch", "height", "width", inChannels]);
      image = seenPixels(graph, "x0", info);
    } else {
      graph.input("x0", "float32", ["pixels", "in"]);
    }
    graph.input("x1", "float32", ["filterIn", "out"]);
    if (bias !== undefined) graph.input("x2", "float32", ["bias"]);
    const terms = bias === undefined ? [image, "x1"] : [image, "x1", "x2"];
    if (activation.name === "linear") graph.node("Gemm", terms, "y");
    else applyActivation(graph, graph.node("Gemm", terms, "sum"), activation, "");
    graph.output("y", "float32", ["outPixels", "outChannels"]);
  });
  return { ...result, shape: info.outShape };
}

/** dx = dy * filterᵀ, with zeros between the rows and columns that the forward pass read. */
export function pointwiseInputGradient(
  backend: OnnxBackend,
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
  info: ConvInfo,
): TensorInfo {
  const { inChannels, outChannels } = info;
  const inputs = [asRows(dy, outChannels), asRows(filter, outChannels)];
  const describeProduct = (graph: OnnxGraph, output: string) => {
    graph.input("x0", "float32", ["pixels", "out"]);
    graph.input("x1", "float32", ["in", "filterOut"]);
    graph.node("Gemm", ["x0", "x1"], output, { transB: 1 });
  };
  if (isStrided(info)) {
    const key = `Conv2DBackpropInput pointwise ${info.inShape.slice(1)} by ${info.strideHeight},${info.strideWidth}`;
    return backend.run(key, inputs, info.inShape, (graph) => {
      describeProduct(graph, "product");
      spreadApart(graph, info, "product", "y");
      graph.output("y", "float32", ["batch", "height", "width", "channels"]);
    });
  }
  const shape = [pixelCount(info.inShape), inChannels];
  const result = backend.run("Conv2DBackpropInput pointwise", inputs, shape, (graph) => {
    describeProduct(graph, "y");
    graph.output("y", "float32", ["inPixels", "inChannels"]);
  });
  return { ...result, shape: info.inShape };
}

/** dfilter = xᵀ * dy, for strides of 1. */
export function pointwiseFilterGradient(
  backend: OnnxBackend,
  { x, dy }: { x: TensorInfo; dy: TensorInfo },
  { inChannels, outChannels, filterHeight, filterWidth }: ConvInfo,
): TensorInfo {
  const inputs = [asRows(x, inChannels), asRows(dy, outChannels)];
  const result = backend.run("Conv2DBackpropFilter pointwise", inputs, [inChannels, outChannels], (graph) => {
    graph.input("x0", "float32", ["pixels", "in"]);
    graph.input("x1", "float32", ["outPixels", "out"]);
    graph.node("Gemm", ["x0", "x1"], "y", { transA: 1 });
    graph.output("y", "float32", ["inChannels", "outChannels"]);
  });
  return { ...result, shape: [filterHeight, filterWidth, inChannels, outChannels] };
}

/** Writes `from` [pixels, in] as image `to`, the pixels where the strides had them and zeros elsewhere. */
export function spreadApart(graph: OnnxGraph, info: ConvInfo, from: string, to: string): void {
  const { strideHeight, strideWidth, inHeight, inWidth, outHeight, outWidth, inChannels } = info;
  graph.constant("apart", "int64", [6], [-1, outHeight, 1, outWidth, 1, inChannels]);
  const after = [0, 0, strideHeight - 1, 0, strideWidth - 1, 0];
  graph.constant("zeros", "int64", [12], [0, 0, 0, 0, 0, 0, ...after]);
  const together = [-1, outHeight * strideHeight, outWidth * strideWidth, inChannels];
  graph.constant("together", "int64", [4], together);
  graph.node("Reshape", [from, "apart"], "rowsApart");
  graph.node("Pad", ["rowsApart", "zeros"], "spread");
  graph.node("Reshape", ["spread", "together"], "apartImage");
  sliceNode(graph, "apartImage", to, {
    axes: [1, 2],
    starts: [0, 0],
    ends: [inHeight, inWidth],
    steps: [1, 1],
  });
}

/** Adds the pixels of an image that strides of more than 1 read, as rows. */
export function seenPixels(graph: OnnxGraph, image: string, info: ConvInfo): string {
  const steps = [info.strideHeight, info.strideWidth];
  sliceNode(graph, image, "seen", { axes: [1, 2], starts: [0, 0], ends: [END, END], steps });
  graph.constant("seenRows", "int64", [2], [-1, info.inChannels]);
  return graph.node("Reshape", ["seen", "seenRows"], "seenPixels");
}

/** The same values as a matrix of so many columns. */
export function asRows(tensor: TensorInfo, columns: number): TensorInfo {
  const size = tensor.shape.reduce((product, side) => product * side, 1);
  return { ...tensor, shape: [size / columns, columns] };
}

export function pixelCount([batch, height, width]: readonly number[]): number {
  return batch! * height! * width!;
}
