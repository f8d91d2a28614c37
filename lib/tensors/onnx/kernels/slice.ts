import type { OnnxGraph } from "../graph.ts";

/** As an end of a slice: to the end of the axis. */
export const END = 2 ** 31 - 1;

/** Adds every `steps`th part of some axes between `starts` and `ends`. */
export function sliceNode(
  graph: OnnxGraph,
  from: string,
  to: string,
  { axes, starts, ends, steps }: Record<"axes" | "starts" | "ends" | "steps", readonly number[]>,
): string {
  const names = Object.entries({ starts, ends, axes, steps }).map(([name, values]) =>
    graph.constant(`${to}.${name}`, "int64", [values.length], values),
  );
  return graph.node("Slice", [from, ...names], to);
}
