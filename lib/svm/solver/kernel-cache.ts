import { type KernelValues, permute } from "./kernel-values.ts";

/** Kernel values of a two-class problem, one row at a time. */
export interface KernelRows {
  readonly count: number;
  /** Kernel of each row with itself, by position. */
  readonly diagonal: Float64Array;
  /**
   * Kernel of one row with the positions [0, `length`); what follows is not valid. Valid until two more rows were
   * asked for or positions were reordered; must not be written to.
   */
  row(position: number, length: number): Float64Array;
  /** Reorders the first positions: `order[p]` is the position of what comes to `p`. */
  reorder(order: Uint32Array): void;
  /** Gives the memory of the rows to the list that it came from; nothing may be asked for afterwards. */
  release(): void;
}

/**
 * Keeps the rows used last within `cacheBytes` (at least two rows, the working set).
 *
 * @param spare - rows of earlier problems, used before new ones are made.
 * @see LIBSVM's Cache, https://www.csie.ntu.edu.tw/~cjlin/papers/libsvm.pdf, section 5.2; that exchanges positions two by
 * two, which touches every row at two far places each time
 */
export function cacheRows(values: KernelValues, cacheBytes: number, spare: Float64Array[] = []): KernelRows {
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
      const reused = spare.pop();
      return reused && reused.length >= count ? reused : new Float64Array(count);
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
    reorder(order) {
      values.reorder(order);
      permute(diagonal, order);
      permute(known, order);
      permute(lastUse, order);
      const before = kept.slice(0, order.length);
      order.forEach((from, at) => {
        kept[at] = before[from];
      });
      let firstMoved = 0;
      while (order[firstMoved] === firstMoved) firstMoved++;
      const scratch = new Float64Array(order.length);
      for (let position = 0; position < count; position++) {
        const own = kept[position];
        if (!own || known[position]! <= firstMoved) continue;
        if (known[position]! < order.length) {
          known[position] = firstMoved;
          continue;
        }
        for (let at = firstMoved; at < order.length; at++) scratch[at] = own[order[at]!]!;
        own.set(scratch.subarray(firstMoved), firstMoved);
      }
    },
    release() {
      for (const row of kept) if (row) spare.push(row);
    },
  };
}
