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
  const [to, from] = [matrix.length, matrix[0]!.length];
  graph.constant(`${value}.flat`, "int64", [2], [from, -1]);
  graph.constant(`${value}.tiled`, "int64", [3], [to, -1, channels]);
  graph.node("Gather", [pixelRows(graph, value, channels), rows], `${value}.tiles`, { axis: 0 });
  graph.node("Reshape", [`${value}.tiles`, `${value}.flat`], `${value}.tilesFlat`);
  matrixConstant(graph, `${value}.matrix`, matrix);
  graph.node("Gemm", [`${value}.matrix`, `${value}.tilesFlat`], `${value}.transformedFlat`);
  return graph.node("Reshape", [`${value}.transformedFlat`, `${value}.tiled`], `${value}.transformed`);
}
