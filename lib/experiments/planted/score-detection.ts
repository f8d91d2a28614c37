import { ArgumentError } from "../../errors/argument-error.ts";

/** How well a search found what was planted. */
export interface DetectionScore {
  readonly planted: number;
  /** What the search named, each once. */
  readonly named: number;
  /** Named and planted. */
  readonly found: number;
  /** Share of the named that were planted, in [0, 1]; 0 when nothing was named. */
  readonly precision: number;
  /** Share of the planted that were named, in [0, 1]. */
  readonly recall: number;
  /** Precision of naming at random: the share of all that was planted, in (0, 1]. */
  readonly chance: number;
}

/**
 * Counts what a search named against what was planted. What was there before and is named too counts against it,
 * rightly or not: look at it.
 *
 * @param named - rows, or pairs as text; one that comes twice counts once.
 * @param planted - the same for what is known; at least one.
 * @param options - `total`: how many rows or pairs there are in all, at least as many as planted.
 * @throws {@link ArgumentError} when nothing was planted, or `total` is too small.
 * @example scoreDetection(errors.map(({ row }) => row), changed, { total: labels.length }).recall
 */
export function scoreDetection<Item extends number | string>(
  named: readonly Item[],
  planted: readonly Item[],
  { total }: { readonly total: number },
): DetectionScore {
  const [known, said] = [new Set(planted), new Set(named)];
  if (known.size === 0) throw new ArgumentError("planted", "at least one", "none");
  if (!(Number.isInteger(total) && total >= Math.max(known.size, said.size))) {
    throw new ArgumentError("total", `a whole number of at least ${Math.max(known.size, said.size)}`, total);
  }
  const found = [...said].filter((item) => known.has(item)).length;
  return {
    planted: known.size,
    named: said.size,
    found,
    precision: said.size === 0 ? 0 : found / said.size,
    recall: found / known.size,
    chance: known.size / total,
  };
}
