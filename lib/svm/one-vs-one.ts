import type { BinarySolution } from "./solver/smo.ts";

/** Rows [start, end) of a matrix. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Support vectors of all pairs of classes, in LIBSVM's layout. */
export interface OneVsOneSolution {
  /** Rows (in class order) that support at least one pair, ascending. */
  readonly supportRows: readonly number[];
  /** Support rows of each class. */
  readonly supportCounts: readonly number[];
  /** `[classes - 1][support rows]`: signed multipliers; row j - 1 of a class-i vector (j > i) or row j (j < i) is for the pair (i, j). */
  readonly dualCoefficients: readonly (readonly number[])[];
  /** One a pair: (0, 1), (0, 2), … (1, 2), … */
  readonly intercepts: readonly number[];
  readonly iterations: readonly number[];
  readonly converged: boolean;
}

/**
 * Puts the solutions of all pairs of classes together.
 *
 * @param ranges - rows of each class: consecutive, in class order.
 * @param solutions - one a pair, in the order of {@link pairsOf}; its rows are those of the first class, then of the second.
 */
export function joinPairs(
  ranges: readonly RowRange[],
  solutions: readonly BinarySolution[],
): OneVsOneSolution {
  const rowCount = ranges.at(-1)!.end;
  const pairs = pairsOf(ranges.length).map(([i, j], pair) => {
    const { alpha } = solutions[pair]!;
    return { i, j, alpha, rows: rowsOfPair(ranges[i]!, ranges[j]!) };
  });
  const supports = new Uint8Array(rowCount);
  for (const { alpha, rows } of pairs) {
    alpha.forEach((value, at) => {
      if (value > 0) supports[rows[at]!] = 1;
    });
  }
  const supportRows: number[] = [];
  for (let row = 0; row < rowCount; row++) if (supports[row] === 1) supportRows.push(row);
  const position = new Map(supportRows.map((row, at) => [row, at]));
  const dualCoefficients = Array.from({ length: ranges.length - 1 }, () =>
    new Array<number>(supportRows.length).fill(0),
  );
  for (const { i, j, alpha, rows } of pairs) {
    const positiveCount = sizeOf(ranges[i]!);
    alpha.forEach((value, at) => {
      if (value === 0) return;
      const own = position.get(rows[at]!)!;
      if (at < positiveCount) dualCoefficients[j - 1]![own] = value;
      else dualCoefficients[i]![own] = -value;
    });
  }
  return {
    supportRows,
    supportCounts: ranges.map(({ start, end }) =>
      supports.subarray(start, end).reduce((sum, one) => sum + one, 0),
    ),
    dualCoefficients,
    intercepts: solutions.map(({ intercept }) => intercept),
    iterations: solutions.map(({ iterations }) => iterations),
    converged: solutions.every(({ converged }) => converged),
  };
}

export function sizeOf({ start, end }: RowRange): number {
  return end - start;
}

/** Rows of two ranges, one behind the other. */
export function rowsOfPair(first: RowRange, second: RowRange): Uint32Array {
  const firstCount = sizeOf(first);
  return Uint32Array.from({ length: firstCount + sizeOf(second) }, (_, at) =>
    at < firstCount ? first.start + at : second.start + at - firstCount,
  );
}

/** Pairs of class positions in LIBSVM's order: (0, 1), (0, 2), … (1, 2), … */
export function pairsOf(classCount: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < classCount; i++) for (let j = i + 1; j < classCount; j++) pairs.push([i, j]);
  return pairs;
}

/**
 * Returns the position of the class that most pairs vote for; of equal counts the first class wins, and a decision
 * value of exactly 0 is a vote for the second class of its pair (LIBSVM's rules).
 *
 * @param decisions - positive for the first class of a pair; pairs as in {@link pairsOf}.
 */
export function votePairs(decisions: ArrayLike<number>, classCount: number): number {
  const votes = new Array<number>(classCount).fill(0);
  let pair = 0;
  for (let i = 0; i < classCount; i++) {
    for (let j = i + 1; j < classCount; j++) {
      const winner = decisions[pair++]! > 0 ? i : j;
      votes[winner] = votes[winner]! + 1;
    }
  }
  return votes.indexOf(Math.max(...votes));
}

/**
 * Turns pair decisions into one score a class: its votes plus its summed confidence squeezed into (-1/3, 1/3).
 *
 * @see scikit-learn `utils/multiclass.py`, _ovr_decision_function
 */
export function scoresOfPairs(decisions: ArrayLike<number>, classCount: number): number[] {
  const votes = new Array<number>(classCount).fill(0);
  const confidences = new Array<number>(classCount).fill(0);
  let pair = 0;
  for (let i = 0; i < classCount; i++) {
    for (let j = i + 1; j < classCount; j++) {
      const decision = decisions[pair++]!;
      const winner = decision < 0 ? j : i;
      votes[winner] = votes[winner]! + 1;
      confidences[i] = confidences[i]! + decision;
      confidences[j] = confidences[j]! - decision;
    }
  }
  return votes.map((count, label) => {
    const confidence = confidences[label]!;
    return count + confidence / (3 * (Math.abs(confidence) + 1));
  });
}
