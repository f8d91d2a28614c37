import { exchange, type KernelValues } from "./kernel-values.ts";

/** Kernel values of a two-class problem, one row at a time. */
export interface KernelRows {
  readonly count: number;
  /** Kernel of each row with itself, by position. */
  readonly diagonal: Float64Array;
  /**
   * Kernel of one row with the positions [0, `length`); what follows is not valid. Valid until two more rows were
   * asked for or positions were exchanged; must not be written to.
   */
  row(position: number, length: number): Float64Array;
  /** Exchanges two positions. */
  swap(a: number, b: number): void;
}

/**
 * Keeps the rows used last within `cacheBytes` (at least two rows, the working set).
 *
 * @see LIBSVM's Cache, https://www.csie.ntu.edu.tw/~cjlin/papers/libsvm.pdf, section 5.2; where that drops a row whose
 * known part one of two exchanged positions is in, this keeps the part before it
 */
export function cacheRows(values: KernelValues, cacheBytes: number): KernelRows {
  const { count, diagonal } = values;
  const capacity = Math.max(2, Math.floor(cacheBytes / (count * Float64Array.BYTES_PER_ELEMENT)));
  const kept = new Array<Float64Array | undefined>(count).fill(undefined);
  const known = new Uint32Array(count);
  const lastUse = new Float64Array(count);
  let keptCount = 0;
  let clock = 0;

  const room = (): Float64Array => {
    if (keptCount < capacity) {
      keptCount++;
      return new Float64Array(count);
    }
    let oldest = -1;
    for (let at = 0; at < count; at++) {
      if (kept[at] && (oldest < 0 || lastUse[at]! < lastUse[oldest]!)) oldest = at;
    }
    const freed = kept[oldest]!;
    kept[oldest] = undefined;
    known[oldest] = 0;
    return freed;
  };
  return {
    count,
    diagonal,
    row(position, length) {
      let row = kept[position];
      if (!row) {
        row = room();
        kept[position] = row;
      }
      if (known[position]! < length) {
        values.fill(position, known[position]!, length, row);
        known[position] = length;
      }
      lastUse[position] = ++clock;
      return row;
    },
    swap(a, b) {
      values.swap(a, b);
      exchange(diagonal, a, b);
      exchange(known, a, b);
      exchange(lastUse, a, b);
      const row = kept[a];
      kept[a] = kept[b];
      kept[b] = row;
      const low = Math.min(a, b);
      const high = Math.max(a, b);
      for (let at = 0; at < count; at++) {
        const own = kept[at];
        if (!own || known[at]! <= low) continue;
        if (known[at]! > high) {
          const value = own[a]!;
          own[a] = own[b]!;
          own[b] = value;
        } else known[at] = low;
      }
    },
  };
}
