import type { CellSource } from "./traceback.ts";

/** What the sources of earlier cells may take, in UTF-16 units: tens of thousands of cells as people write them. */
const SIZE_LIMIT = 32 * 1024 * 1024;

/** The cells that stack frames may name; the oldest are forgotten when their sources take too much room. */
export class CellSources {
  readonly #cells = new Map<number, CellSource>();
  readonly #sizeLimit: number;
  #size = 0;

  constructor({ sizeLimit = SIZE_LIMIT } = {}) {
    this.#sizeLimit = sizeLimit;
  }

  get cells(): ReadonlyMap<number, CellSource> {
    return this.#cells;
  }

  /** Adds the latest cell, which is kept however large it is. */
  add(cell: number, source: CellSource): void {
    this.#cells.set(cell, source);
    this.#size += source.source.length;
    for (const [oldest, { source: text }] of this.#cells) {
      if (this.#size <= this.#sizeLimit || oldest === cell) break;
      this.#cells.delete(oldest);
      this.#size -= text.length;
    }
  }
}
