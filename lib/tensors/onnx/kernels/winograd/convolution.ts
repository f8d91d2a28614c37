import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OnnxBackend } from "../../backend.ts";
import type { OnnxGraph } from "../../graph.ts";
import { dynamicShape } from "../../shape.ts";
import type { ConvInfo } from "../convolution-window.ts";
import { matrixConstant, transformTiles } from "./graph.ts";
import { inputTileRows, outputPixelRows, outputTileRows, type Tiling, tileCount } from "./tiles.ts";
import {
  filterTransform,
  inputTransform,
  outputTransform,
  transposeRows,
  turnedFilterTransform,
} from "./transforms.ts";

/** With fewer channels, reading and writing the tiles costs more than the products saved. */
const FEWEST_CHANNELS = 128;
/** Most transformed values at once, 64 MiB of them: a batch beyond that is worked through in parts. */
const MOST_VALUES = 2 ** 24;

/** Tells whether a convolution is one of those that Winograd's tiles make cheaper: 3x3, dense, of many channels. */
export function suitsWinograd(info: ConvInfo): boolean {
  const { padInfo } = info;
  return (
    info.filterHeight === 3 &&
    info.filterWidth === 3 &&
    info.strideHeight === 1 &&
    info.strideWidth === 1 &&
    info.dilationHeight === 1 &&
    info.dilationWidth === 1 &&
    Math.min(info.inChannels, info.outChannels) >= FEWEST_CHANNELS &&
    [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right].every((pad) => pad <= 2) &&
    info.outHeight === info.inHeight + padInfo.top + padInfo.bottom - 2 &&
    info.outWidth === info.inWidth + padInfo.left + padInfo.right - 2 &&
    16 * tileCount(forwardTiling(info, 1)) * Math.max(info.inChannels, info.outChannels) <= MOST_VALUES
  );
}

/** What is added to the sums: writes nodes after `value` [pixels, channels] that end in `y`. */
export type Finish = (graph: OnnxGraph, value: string) => void;

/** y = x * filter; `finish` adds bias and activation from the `extra` inputs, which are named `x4`, `x5`, ... */
export function winogradForward(
  backend: OnnxBackend,
  { x, filter, extra }: { x: TensorInfo; filter: TensorInfo; extra: readonly TensorInfo[] },
  info: ConvInfo,
  { key, finish }: { readonly key: string; readonly finish: Finish },
): TensorInfo {
  const { inChannels, outChannels } = info;
  return convolveTiles(backend, {
    key: `Winograd ${inChannels} ${outChannels} ${key}`,
    from: x,
    filter,
    extra,
    info,
    tiling: (batch) => forwardTiling(info, batch),
    outShape: info.outShape,
    describe: (graph) => describeConvolution(graph, { inChannels, outChannels, turned: false }, finish),
  });
}

/** dx: dy convolved with the turned filter, its channels changed over. */
export function winogradInputGradient(
  backend: OnnxBackend,
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
  info: ConvInfo,
): TensorInfo {
  const { inChannels, outChannels } = info;
  return convolveTiles(backend, {
    key: `WinogradInput ${inChannels} ${outChannels}`,
    from: dy,
    filter,
    extra: [],
    info,
    tiling: (batch) => backwardTiling(info, batch),
    outShape: info.inShape,
    describe: (graph) =>
      describeConvolution(
        graph,
        { inChannels: outChannels, outChannels: inChannels, turned: true },
        (_, value) => void graph.node("Identity", [value], "y"),
      ),
  });
}

/** dfilter: for each of the 16 values of a tile, (inputs)ᵀ times (gradients), summed over tiles. */
export function winogradFilterGradient(
  backend: OnnxBackend,
  { x, dy }: { x: TensorInfo; dy: TensorInfo },
  info: ConvInfo,
): TensorInfo {
  const { inChannels, outChannels } = info;
  const filterShape = [3, 3, inChannels, outChannels];
  let sum: Float32Array | undefined;
  for (const [first, count] of batchParts(info)) {
    const tiling = forwardTiling(info, count);
    const parts = [
      imagesOf(backend, x, first, count),
      imagesOf(backend, dy, first, count),
      rowNumbers(backend, inputTileRows(tiling), 16),
      rowNumbers(backend, outputTileRows(tiling), 4),
    ];
    const key = `WinogradFilter ${inChannels} ${outChannels}`;
    const part = backend.run(key, parts, filterShape, (graph) => describeFilterGradient(graph, info), {
      keepWorkingMemory: true,
    });
    for (const tensor of parts) backend.disposeIntermediateTensorInfo(tensor);
    if (sum === undefined && count === info.batchSize) return part;
    const values = backend.float32(part);
    if (sum === undefined) sum = values;
    else for (let index = 0; index < sum.length; index++) sum[index]! += values[index]!;
    backend.disposeIntermediateTensorInfo(part);
  }
  return backend.makeTensorInfo(filterShape, "float32", sum!);
}

function describeFilterGradient(graph: OnnxGraph, { inChannels, outChannels }: ConvInfo): void {
  graph.input("x0", "float32", dynamicShape("x", 4));
  graph.input("x1", "float32", dynamicShape("dy", 4));
  graph.input("x2", "int32", [16, "tiles"]);
  graph.input("x3", "int32", [4, "tiles"]);
  const inputs = transformTiles(graph, "x0", { rows: "x2", matrix: inputTransform, channels: inChannels });
  const gradients = transformTiles(graph, "x1", {
    rows: "x3",
    matrix: transposeRows(outputTransform),
    channels: outChannels,
  });
  graph.node("Transpose", [inputs], "inputsTurned", { perm: [0, 2, 1] });
  graph.node("MatMul", ["inputsTurned", gradients], "products"); // [16, in, out]
  graph.constant("flat", "int64", [2], [16, inChannels * outChannels]);
  graph.constant("filterShape", "int64", [4], [3, 3, inChannels, outChannels]);
  graph.node("Reshape", ["products", "flat"], "productsFlat");
  matrixConstant(graph, "filterMatrix", transposeRows(filterTransform));
  graph.node("Gemm", ["filterMatrix", "productsFlat"], "filterFlat");
  graph.node("Reshape", ["filterFlat", "filterShape"], "y");
  graph.output("y", "float32", [3, 3, inChannels, outChannels]);
}

function describeConvolution(
  graph: OnnxGraph,
  {
    inChannels,
    outChannels,
    turned,
  }: { readonly inChannels: number; readonly outChannels: number; readonly turned: boolean },
  finish: Finish,
): void {
  graph.input("x0", "float32", dynamicShape("x", 4));
  graph.input("x1", "float32", [3, 3, "filterIn", "filterOut"]);
  graph.input("x2", "int32", [16, "tiles"]);
  graph.input("x3", "int32", ["batch", "height", "width"]);
  const tiles = transformTiles(graph, "x0", { rows: "x2", matrix: inputTransform, channels: inChannels });
  graph.constant("filterFlat", "int64", [2], [9, inChannels * outChannels]);
  graph.constant(
    "filterTiled",
    "int64",
    [3],
    turned ? [16, outChannels, inChannels] : [16, inChannels, outChannels],
  );
  graph.node("Reshape", ["x1", "filterFlat"], "positions");
  matrixConstant(graph, "filterMatrix", turned ? turnedFilterTransform : filterTransform);
  graph.node("Gemm", ["filterMatrix", "positions"], "transformedFilter");
  let filter = graph.node("Reshape", ["transformedFilter", "filterTiled"], "tiledFilter");
  if (turned) filter = graph.node("Transpose", [filter], "changedOver", { perm: [0, 2, 1] });
  graph.node("MatMul", [tiles, filter], "products"); // [16, tiles, out]
  graph.constant("productsFlat", "int64", [2], [16, -1]);
  graph.constant("pixelRows", "int64", [2], [-1, outChannels]);
  graph.node("Reshape", ["products", "productsFlat"], "flatProducts");
  matrixConstant(graph, "outputMatrix", outputTransform);
  graph.node("Gemm", ["outputMatrix", "flatProducts"], "flatTiles");
  graph.node("Reshape", ["flatTiles", "pixelRows"], "tilePixels");
  finish(graph, graph.node("Gather", ["tilePixels", "x3"], "image", { axis: 0 }));
  graph.output("y", "float32", dynamicShape("y", 4));
}

interface TiledConvolution {
  readonly key: string;
  readonly from: TensorInfo;
  readonly filter: TensorInfo;
  readonly extra: readonly TensorInfo[];
  readonly info: ConvInfo;
  readonly tiling: (batch: number) => Tiling;
  readonly outShape: readonly number[];
  readonly describe: (graph: OnnxGraph) => void;
}

function convolveTiles(backend: OnnxBackend, task: TiledConvolution): TensorInfo {
  const { info, outShape } = task;
  const imageSize = outShape.slice(1).reduce((product, side) => product * side, 1);
  let result: Float32Array | undefined;
  for (const [first, count] of batchParts(info)) {
    const tiling = task.tiling(count);
    const image = imagesOf(backend, task.from, first, count);
    const tiles = rowNumbers(backend, inputTileRows(tiling), 16);
    const pixels = backend.makeTensorInfo(
      [count, tiling.outHeight, tiling.outWidth],
      "int32",
      outputPixelRows(tiling),
    );
    const inputs = [image, task.filter, tiles, pixels, ...task.extra];
    const part = backend.run(task.key, inputs, [count, ...outShape.slice(1)], task.describe, {
      keepWorkingMemory: true,
    });
    for (const tensor of [image, tiles, pixels]) backend.disposeIntermediateTensorInfo(tensor);
    if (count === info.batchSize) return part;
    result ??= new Float32Array(info.batchSize * imageSize);
    result.set(backend.float32(part), first * imageSize);
    backend.disposeIntermediateTensorInfo(part);
  }
  return backend.makeTensorInfo([...outShape], "float32", result!);
}

export function forwardTiling(info: ConvInfo, batch: number): Tiling {
  const { inHeight, inWidth, outHeight, outWidth, padInfo } = info;
  return { batch, inHeight, inWidth, outHeight, outWidth, top: padInfo.top, left: padInfo.left };
}

/** Tiles of the gradient of the output, which make the gradient of the input. */
export function backwardTiling(info: ConvInfo, batch: number): Tiling {
  return {
    batch,
    inHeight: info.outHeight,
    inWidth: info.outWidth,
    outHeight: info.inHeight,
    outWidth: info.inWidth,
    top: 2 - info.padInfo.top,
    left: 2 - info.padInfo.left,
  };
}

/** Tells whether a batch fits in the working memory at once. */
export function fitsAtOnce(info: ConvInfo): boolean {
  return batchParts(info).length === 1;
}

/** Parts `[first image, count]` of a batch that stay within the working memory. */
function batchParts(info: ConvInfo): [number, number][] {
  const perImage = 16 * tileCount(forwardTiling(info, 1)) * Math.max(info.inChannels, info.outChannels);
  const parts = Math.ceil((info.batchSize * perImage) / MOST_VALUES);
  const size = Math.ceil(info.batchSize / parts);
  return Array.from({ length: Math.ceil(info.batchSize / size) }, (_, part) => [
    part * size,
    Math.min(size, info.batchSize - part * size),
  ]);
}

/** Some images of a batch, their values shared with it. */
function imagesOf(backend: OnnxBackend, tensor: TensorInfo, first: number, count: number): TensorInfo {
  const size = tensor.shape.slice(1).reduce((product, side) => product * side, 1);
  const values = backend.float32(tensor).subarray(first * size, (first + count) * size);
  return backend.makeTensorInfo([count, ...tensor.shape.slice(1)], "float32", values);
}

function rowNumbers(backend: OnnxBackend, rows: Int32Array, values: number): TensorInfo {
  return backend.makeTensorInfo([values, rows.length / values], "int32", rows);
}
