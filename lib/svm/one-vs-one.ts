import type { KernelRows, RowRange } from "./kernel-rows.ts";
import { type BinarySolution, solveBinary } from "./smo.ts";

export interface OneVsOneOptions {
  readonly tolerance: number;
  /** Bound of the steps on one pair. */
  readonly maxIterations: number;
  /** Called after each pair (`solved`) and every 1,000 steps within one. */
  readonly onProgress?: (pair: number, iterations: number, solved: boolean) => void;
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
 * Solves one two-class problem for every pair of classes.
 *
 * @param ranges - rows of each class: consecutive, in class order.
 * @param upperBounds - C × weight of each class.
 * @param kernelOf - kernel values of a pair's rows.
 */
export function solveOneVsOne(
  ranges: readonly RowRange[],
  upperBounds: readonly number[],
  kernelOf: (first: RowRange, second: RowRange) => KernelRows,
  { tolerance, maxIterations, onProgress }: OneVsOneOptions,
): OneVsOneSolution {
  const rowCount = ranges.at(-1)!.end;
  const supports = new Uint8Array(rowCount);
  const pairs: { i: number; j: number; solution: BinarySolution }[] = [];
  for (const [i, j] of pairsOf(ranges.length)) {
    const first = ranges[i]!;
    const second = ranges[j]!;
    const positiveCount = first.end - first.start;
    const solution = solveBinary(
      {
        kernel: kernelOf(first, second),
        positiveCount,
        positiveC: upperBounds[i]!,
        negativeC: upperBounds[j]!,
      },
      { tolerance, maxIterations, onProgress: (steps) => onProgress?.(pairs.length, steps, false) },
    );
    onProgress?.(pairs.length, solution.iterations, true);
    solution.alpha.forEach((value, at) => {
      if (value > 0) supports[at < positiveCount ? first.start + at : second.start + at - positiveCount] = 1;
    });
    pairs.push({ i, j, solution });
  }
  const supportRows: number[] = [];
  for (let row = 0; row < rowCount; row++) if (supports[row] === 1) supportRows.push(row);
  const position = new Map(supportRows.map((row, at) => [row, at]));
  const dualCoefficients = Array.from({ length: ranges.length - 1 }, () =>
    new Array<number>(supportRows.length).fill(0),
  );
  for (const { i, j, solution } of pairs) {
    const first = ranges[i]!;
    const second = ranges[j]!;
    const positiveCount = first.end - first.start;
    solution.alpha.forEach((value, at) => {
      if (value === 0) return;
      if (at < positiveCount) dualCoefficients[j - 1]![position.get(first.start + at)!] = value;
      else dualCoefficients[i]![position.get(second.start + at - positiveCount)!] = -value;
    });
  }
  return {
    supportRows,
    supportCounts: ranges.map(({ start, end }) =>
      supports.subarray(start, end).reduce((sum, one) => sum + one, 0),
    ),
    dualCoefficients,
    intercepts: pairs.map(({ solution }) => solution.intercept),
    iterations: pairs.map(({ solution }) => solution.iterations),
    converged: pairs.every(({ solution }) => solution.converged),
  };
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
