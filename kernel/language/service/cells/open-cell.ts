import type { ComposedCell } from "./compose.ts";
import type { ReadCell } from "./read-cell.ts";

/** A cell that the program is about, in the file it is in. */
export interface OpenCell {
  readonly path: string;
  readonly read: ReadCell;
  readonly composed: ComposedCell;
}
