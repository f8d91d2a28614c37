/** How far a number may be from the stored one: within either bound is equal. */
export interface Tolerance {
  /** Share of the greater of the two magnitudes. */
  readonly relative: number;
  /** Distance; what counts near zero. */
  readonly absolute: number;
  /** True when a cell asks for it: whole numbers are then compared under it too, and not exactly. */
  readonly coversIntegers: boolean;
}

/**
 * float32 has 7 digits (an epsilon of 1.2e-7); sums in another order on another machine leave 5 of them. An accuracy
 * printed with four decimals, 0.9300 and 0.9301, is still 10 times as far apart as this allows.
 */
export const DEFAULT_TOLERANCE: Tolerance = { relative: 1e-5, absolute: 1e-7, coversIntegers: false };

/**
 * Says whether two numbers are equal under a tolerance, as Python's `math.isclose` does.
 *
 * Whole numbers (counts, sizes, labels) have no rounding error: they are compared exactly unless the tolerance is a cell's.
 */
export function isClose(expected: number, received: number, tolerance: Tolerance): boolean {
  if (Object.is(expected, received) || expected === received) return true;
  const areWhole = Number.isInteger(expected) && Number.isInteger(received);
  if (areWhole && !tolerance.coversIntegers) return false;
  const distance = Math.abs(expected - received);
  const scale = Math.max(Math.abs(expected), Math.abs(received));
  // Infinity is as far from any number as from none.
  if (!Number.isFinite(scale)) return false;
  return distance <= Math.max(tolerance.absolute, tolerance.relative * scale);
}

/** Says by how much two numbers differ and what was allowed. */
export function describeDistance(expected: number, received: number, tolerance: Tolerance): string {
  const distance = Math.abs(expected - received);
  const scale = Math.max(Math.abs(expected), Math.abs(received));
  const allowed =
    Number.isInteger(expected) && Number.isInteger(received) && !tolerance.coversIntegers
      ? "whole numbers have no tolerance unless the cell gives one"
      : `tolerance ${tolerance.relative} relative, ${tolerance.absolute} absolute`;
  return `${expected} and ${received} differ by ${short(distance)} (relative ${short(distance / scale)}); ${allowed}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
