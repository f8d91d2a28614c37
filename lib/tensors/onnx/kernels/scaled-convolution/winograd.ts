import type { OnnxBackend } from "../../backend.ts";
import type { OnnxGraph } from "../../graph.ts";
import type { ConvInfo } from "../convolution-window.ts";
import { asRows, pixelCount } from "../pointwise.ts";
import { backwardTiling, forwardTiling } from "../winograd/convolution.ts";
import { gatherTiles, matrixConstant, pixelRows } from "../winograd/graph.ts";
import { inputTileRows, outputPixelRows, outputTileRows, type Tiling, tileCount } from "../winograd/tiles.ts";
import {
  filterTransform,
  inputTransform,
  outputTransform,
  transposeRows,
  turnedInputTransform,
  turnedOutputTransform,
} from "../winograd/transforms.ts";
import {
  filterGradientNodes,
  finishNodes,
  gateNodes,
  type ScaledGradients,
  scaledFilter,
} from "./gradient.ts";
import type { BackwardTask, ForwardTask, ScaledOutput } from "./scaled-convolution.ts";

/** A filter of 3x3 by Winograd's tiles; keeps the transformed tiles and filters, which the gradients need too. */
export function scaledWinogradForward(backend: OnnxBackend, task: ForwardTask): ScaledOutput {
  const { info, x, filter, slope, shift, residual, relu } = task;
  const { inChannels, outChannels, batchSize } = info;
  const tiling = forwardTiling(info, batchSize);
  const tiles = tileCount(tiling);
  const inputs = {
    x: asRows(x, inChannels),
    filter: asRows(filter, outChannels),
    ...(slope && { slope }),
    shift,
    ...(residual && { residual: asRows(residual, outChannels) }),
  };
  const shapes = {
    y: [pixelCount(info.outShape), outChannels],
    tiles: [16, tiles * inChannels],
    filters: [16, inChannels * outChannels],
  };
  const key = `scaled Winograd ${JSON.stringify(tiling)} relu ${relu}`;
  const results = backend.runGraph(key, inputs, shapes, (graph) => {
    shapeConstants(graph, info);
    const rows = graph.constant("tileRows", "int32", [16, tiles], inputTileRows(tiling));
    const padded = pixelRows(graph, "x", inChannels);
    gatherTiles(graph, padded, { rows, matrix: inputTransform, output: "tiles" });
    graph.constant("positionShape", "int64", [2], [9, inChannels * outChannels]);
    graph.node("Reshape", [scaledFilter(graph, slope !== undefined), "positionShape"], "positions");
    matrixConstant(graph, "filterMatrix", filterTransform);
    graph.node("Gemm", ["filterMatrix", "positions"], "filters");
    graph.node("Reshape", ["tiles", "inTiles"], "tileMatrices");
    graph.node("Reshape", ["filters", "filterTiles"], "filterMatrices");
    graph.node("MatMul", ["tileMatrices", "filterMatrices"], "products"); // [16, tiles, out]
    const image = imageOf(graph, "products", { tiling, channels: outChannels, matrix: outputTransform });
    finishNodes(graph, graph.node("Add", [image, "shift"], "sums"), {
      residual: residual !== undefined,
      relu,
    });
  });
  return { y: { ...results.y, shape: info.outShape }, kept: [results.tiles, results.filters] };
}

/** The gradients of {@link scaledWinogradForward}. */
export function scaledWinogradBackward(backend: OnnxBackend, task: BackwardTask): ScaledGradients {
  const { info, dy, y, filter, slope, relu, wanted, kept } = task;
  const { inChannels, outChannels, batchSize } = info;
  const [tiles, filters] = kept;
  const scaled = slope !== undefined;
  const inputs = {
    dy: asRows(dy, outChannels),
    ...(relu && { y: asRows(y, outChannels) }),
    ...(wanted.ofFilter && { tiles: tiles! }),
    ...(wanted.ofInput && { filters: filters! }),
    ...(wanted.ofFilter && slope && { filter: asRows(filter, outChannels), slope }),
  };
  const shapes = {
    ofShift: [outChannels],
    ...(relu && wanted.ofResidual && { ofResidual: [pixelCount(info.outShape), outChannels] }),
    ...(wanted.ofFilter && {
      ofFilter: scaled ? [9 * inChannels, outChannels] : [9, inChannels * outChannels],
    }),
    ...(wanted.ofFilter && scaled && { ofSlope: [outChannels] }),
    ...(wanted.ofInput && { ofInput: [pixelCount(info.inShape), inChannels] }),
  };
  const forward = forwardTiling(info, batchSize);
  const key = `scaled Winograd gradient ${JSON.stringify(forward)} relu ${relu}`;
  return backend.runGraph(key, inputs, shapes, (graph) => {
    shapeConstants(graph, info);
    const padded = pixelRows(graph, gateNodes(graph, relu), outChannels);
    if (wanted.ofFilter) addFilterGradient(graph, padded, { tiling: forward, info, scaled });
    if (wanted.ofInput) addInputGradient(graph, padded, info);
  });
}

/** Each of the 16 values of a tile: (inputs)ᵀ times (gradients), summed over tiles. */
function addFilterGradient(
  graph: OnnxGraph,
  padded: string,
  { tiling, info, scaled }: { readonly tiling: Tiling; readonly info: ConvInfo; readonly scaled: boolean },
): void {
  const { inChannels, outChannels } = info;
  const rows = graph.constant("outputRows", "int32", [4, tileCount(tiling)], outputTileRows(tiling));
  const matrix = transposeRows(outputTransform);
  gatherTiles(graph, padded, { rows, matrix, output: "gradientTiles" });
  graph.node("Reshape", ["gradientTiles", "outTiles"], "gradientMatrices");
  graph.node("Reshape", ["tiles", "inTiles"], "tileMatrices");
  graph.node("Transpose", ["tileMatrices"], "tilesTurned", { perm: [0, 2, 1] });
  graph.node("MatMul", ["tilesTurned", "gradientMatrices"], "filterProducts"); // [16, in, out]
  graph.constant("flatFilters", "int64", [2], [16, inChannels * outChannels]);
  graph.node("Reshape", ["filterProducts", "flatFilters"], "flatFilterProducts");
  matrixConstant(graph, "filterGradientMatrix", transposeRows(filterTransform));
  const flatGradient = scaled ? "flatScaled" : "ofFilter";
  graph.node("Gemm", ["filterGradientMatrix", "flatFilterProducts"], flatGradient);
  if (!scaled) return;
  graph.constant("filterShape", "int64", [2], [9 * inChannels, outChannels]);
  graph.node("Reshape", ["flatScaled", "filterShape"], "ofScaled");
  filterGradientNodes(graph, "ofScaled");
}

/** dy convolved with the turned filter, its channels changed over. */
function addInputGradient(graph: OnnxGraph, padded: string, info: ConvInfo): void {
  const tiling = backwardTiling(info, info.batchSize);
  const rows = graph.constant("inputRows", "int32", [16, tileCount(tiling)], inputTileRows(tiling));
  gatherTiles(graph, padded, { rows, matrix: turnedInputTransform, output: "turnedTiles" });
  graph.node("Reshape", ["turnedTiles", "outTiles"], "turnedMatrices");
  graph.node("Reshape", ["filters", "filterTiles"], "filterMatrices");
  graph.node("Transpose", ["filterMatrices"], "filtersTurned", { perm: [0, 2, 1] });
  graph.node("MatMul", ["turnedMatrices", "filtersTurned"], "inputProducts"); // [16, tiles, in]
  const matrix = turnedOutputTransform;
  imageOf(graph, "inputProducts", { tiling, channels: info.inChannels, matrix, output: "ofInput" });
}

/** Adds the image `[pixels, channels]` that products `[16, tiles, channels]` make. */
function imageOf(
  graph: OnnxGraph,
  products: string,
  {
    tiling,
    channels,
    matrix,
    output = `${products}.image`,
  }: {
    readonly tiling: Tiling;
    readonly channels: number;
    readonly matrix: readonly (readonly number[])[];
    readonly output?: string;
  },
): string {
  const rows = outputPixelRows(tiling);
  graph.constant(`${products}.flat`, "int64", [2], [16, -1]);
  graph.constant(`${products}.rows`, "int64", [2], [-1, channels]);
  graph.constant(`${products}.pixels`, "int32", [rows.length], rows);
  matrixConstant(graph, `${products}.matrix`, matrix);
  graph.node("Reshape", [products, `${products}.flat`], `${products}.flatProducts`);
  graph.node("Gemm", [`${products}.matrix`, `${products}.flatProducts`], `${products}.tiles`);
  graph.node("Reshape", [`${products}.tiles`, `${products}.rows`], `${products}.tilePixels`);
  return graph.node("Gather", [`${products}.tilePixels`, `${products}.pixels`], output, { axis: 0 });
}

function shapeConstants(graph: OnnxGraph, { inChannels, outChannels }: ConvInfo): void {
  graph.constant("filterTiles", "int64", [3], [16, inChannels, outChannels]);
  graph.constant("inTiles", "int64", [3], [16, -1, inChannels]);
  graph.constant("outTiles", "int64", [3], [16, -1, outChannels]);
}
