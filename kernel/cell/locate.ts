import { SourceMap, type SourceMapPayload } from "node:module";
import type { SourcePosition } from "./code-frame.ts";

/** Finds the place in the cell's source that a place in its code came from. */
export type Locate = (position: SourcePosition) => SourcePosition;

/**
 * Makes a function that goes back through maps, the last step's first.
 *
 * Maps are kept as they are written and decoded when a place is asked for: a notebook keeps those of all its cells, few
 * of which ever fail, and a decoded map is fifty times its cell.
 */
export function createLocator(payloads: readonly SourceMapPayload[]): Locate {
  const maps = payloads.map(createDecoder);
  return ({ line, column }) =>
    maps.reduce((position, decode) => lookUp(decode(), position), { line, column });
}

/** Holds what it decoded only weakly, for the other frames of one stack. */
function createDecoder(payload: SourceMapPayload): () => SourceMap {
  let decoded: WeakRef<SourceMap> | undefined;
  return () => {
    const map = decoded?.deref() ?? new SourceMap(payload);
    decoded = new WeakRef(map);
    return map;
  };
}

/** An entry with no origin (text that the transform added) keeps its place: lines hold. */
function lookUp(map: SourceMap, position: SourcePosition): SourcePosition {
  const entry = map.findEntry(position.line - 1, position.column - 1);
  if (!("originalLine" in entry)) return { line: position.line, column: position.column };
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
