import type { OnnxGraph } from "../../graph.ts";

/** Adds a constant matrix. */
export function matrixConstant(graph: OnnxGraph, name: string, rows: readonly (readonly number[])[]): string {
  return graph.constant(name, "float32", [rows.length, rows[0]!.length], rows.flat());
}

/** Adds pixels `[batch, height, width, channels]` as rows, and a row of zeros after them. */
export function pixelRows(graph: OnnxGraph, value: string, channels: number): string {
  graph.constant(`${value}.rows`, "int64", [2], [-1, channels]);
  graph.constant(`${value}.zeros`, "float32", [1, channels], new Float32Array(channels));
  graph.node("Reshape", [value, `${value}.rows`], `${value}.pixels`);
  return graph.node("Concat", [`${value}.pixels`, `${value}.zeros`], `${value}.padded`, { axis: 0 });
}

/**
 * Adds tiles in Winograd's domain: `matrix` [to, from] times the gathered rows [from, tiles, channels].
 *
 * @param rows - name of the input of row numbers `[from, tiles]`.
 * @returns a value `[to, tiles, channels]`.
 */
export function transformTiles(
  graph: OnnxGraph,
  value: string,
  {
    rows,
    matrix,
    channels,
  }: {
    readonly rows: string;
    readonly matrix: readonly (readonly number[])[];
    readonly channels: number;
  },
): string {
  graph.constant(`${value}.tiled`, "int64", [3], [matrix.length, -1, channels]);
  gatherTiles(graph, pixelRows(graph, value, channels), { rows, matrix, output: `${value}.transformedFlat` });
  return graph.node("Reshape", [`${value}.transformedFlat`, `${value}.tiled`], `${value}.transformed`);
}

/**
 * Adds tiles in Winograd's domain, flat: `output` [to, tiles * channels] is `matrix` [to, from] times the rows
 * [from, tiles] gathered from `padded`.
 */
export function gatherTiles(
  graph: OnnxGraph,
  padded: string,
  {
    rows,
    matrix,
    output,
  }: { readonly rows: string; readonly matrix: readonly (readonly number[])[]; readonly output: string },
): void {
  graph.constant(`${output}.flat`, "int64", [2], [matrix[0]!.length, -1]);
  matrixConstant(graph, `${output}.matrix`, matrix);
  graph.node("Gather", [padded, rows], `${output}.gathered`, { axis: 0 });
  graph.node("Reshape", [`${output}.gathered`, `${output}.flat`], `${output}.gatheredFlat`);
  graph.node("Gemm", [`${output}.matrix`, `${output}.gatheredFlat`], output);
}
