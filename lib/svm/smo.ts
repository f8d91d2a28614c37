import type { KernelRows } from "./kernel-rows.ts";

/** A two-class problem in LIBSVM's dual form. */
export interface BinaryProblem {
  readonly kernel: KernelRows;
  /** Rows before this one are the positive class, the others the negative one. */
  readonly positiveCount: number;
  /** Upper bound of a positive row's multiplier: C × weight of its class. */
  readonly positiveC: number;
  /** Upper bound of a negative row's multiplier. */
  readonly negativeC: number;
}

export interface SmoOptions {
  /** Largest violation of the optimality conditions at which to stop. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Called every 1,000 iterations. */
  readonly onProgress?: ((iterations: number, violation: number) => void) | undefined;
}

/** Multipliers of a two-class support vector machine. */
export interface BinarySolution {
  /** One multiplier a row, in [0, C of its class]. */
  readonly alpha: Float64Array;
  /** Decision value = Σ ±alpha × kernel + intercept; positive for the positive class. */
  readonly intercept: number;
  readonly iterations: number;
  /** Whether the violation fell below the tolerance within `maxIterations`. */
  readonly converged: boolean;
}

/** LIBSVM's stand-in for a curvature that is not positive, which a kernel that is not positive definite can give. */
const tinyCurvature = 1e-12;

/**
 * Solves the dual of the C-SVM by sequential minimal optimization with second-order working sets.
 *
 * In each step two multipliers move along y_i alpha_i + y_j alpha_j = constant: i violates optimality most, j promises
 * the largest decrease of the objective with it.
 *
 * @example solveBinary({ kernel, positiveCount: 10, positiveC: 1, negativeC: 1 }, { tolerance: 1e-3, maxIterations: 1e7 })
 * @see Fan, Chen and Lin 2005, "Working Set Selection Using Second Order Information for Training SVM", JMLR 6, WSS 2;
 * Chang and Lin 2011, "LIBSVM", https://doi.org/10.1145/1961189.1961199, for the intercept
 */
export function solveBinary(problem: BinaryProblem, options: SmoOptions): BinarySolution {
  const { kernel, positiveCount, positiveC, negativeC } = problem;
  const { tolerance, maxIterations, onProgress } = options;
  const { count, diagonal } = kernel;
  const alpha = new Float64Array(count);
  // pull = -y × gradient of the dual: at alpha = 0 the gradient is -1, so pull is y. Optimal when no row that may move
  // up (y alpha grows) has a larger pull than one that may move down.
  const pull = new Float64Array(count);
  const mayGoUp = new Uint8Array(count);
  const mayGoDown = new Uint8Array(count);
  pull.fill(1, 0, positiveCount).fill(-1, positiveCount);
  mayGoUp.fill(1, 0, positiveCount);
  mayGoDown.fill(1, positiveCount);

  const move = (row: number, step: number, room: number) => {
    const positive = row < positiveCount;
    const bound = positive ? positiveC : negativeC;
    const grows = step > 0 === positive;
    // A row that used all its room lands on the bound exactly: bounded and support rows are told apart by equality.
    const moved = Math.abs(step) >= room ? (grows ? bound : 0) : alpha[row]! + (positive ? step : -step);
    alpha[row] = Math.min(bound, Math.max(0, moved));
    mayGoUp[row] = (positive ? alpha[row]! < bound : alpha[row]! > 0) ? 1 : 0;
    mayGoDown[row] = (positive ? alpha[row]! > 0 : alpha[row]! < bound) ? 1 : 0;
  };
  const roomUp = (row: number) => (row < positiveCount ? positiveC - alpha[row]! : alpha[row]!);
  const roomDown = (row: number) => (row < positiveCount ? alpha[row]! : negativeC - alpha[row]!);

  let iterations = 0;
  let converged = false;
  for (;;) {
    const up = findLargestPull(pull, mayGoUp);
    if (up < 0) {
      converged = true;
      break;
    }
    const upRow = kernel.row(up);
    const highest = pull[up]!;
    let lowest = Number.POSITIVE_INFINITY;
    let down = -1;
    let best = Number.POSITIVE_INFINITY;
    const upDiagonal = diagonal[up]!;
    for (let row = 0; row < count; row++) {
      if (mayGoDown[row] === 0) continue;
      const own = pull[row]!;
      if (own < lowest) lowest = own;
      const gap = highest - own;
      if (gap <= 0) continue;
      const curvature = upDiagonal + diagonal[row]! - 2 * upRow[row]!;
      const change = -(gap * gap) / (curvature > 0 ? curvature : tinyCurvature);
      if (change <= best) {
        best = change;
        down = row;
      }
    }
    if (highest - lowest < tolerance || down < 0) {
      converged = true;
      break;
    }
    if (iterations >= maxIterations) break;
    iterations++;
    const downRow = kernel.row(down);
    const curvature = upDiagonal + diagonal[down]! - 2 * upRow[down]!;
    const free = (highest - pull[down]!) / (curvature > 0 ? curvature : tinyCurvature);
    const upRoom = roomUp(up);
    const downRoom = roomDown(down);
    const step = Math.min(free, upRoom, downRoom);
    move(up, step, upRoom);
    move(down, -step, downRoom);
    for (let row = 0; row < count; row++) pull[row]! -= step * (upRow[row]! - downRow[row]!);
    if (iterations % 1000 === 0) onProgress?.(iterations, highest - lowest);
  }
  return { alpha, intercept: findIntercept(pull, mayGoUp, mayGoDown), iterations, converged };
}

/** The last of equal rows wins, as in LIBSVM. */
function findLargestPull(pull: Float64Array, mayGoUp: Uint8Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  let found = -1;
  for (let row = 0; row < pull.length; row++) {
    if (mayGoUp[row] === 1 && pull[row]! >= largest) {
      largest = pull[row]!;
      found = row;
    }
  }
  return found;
}

/** The mean pull of the free rows; without a free row, the middle of the range that optimality leaves. */
function findIntercept(pull: Float64Array, mayGoUp: Uint8Array, mayGoDown: Uint8Array): number {
  let sum = 0;
  let free = 0;
  let above = Number.POSITIVE_INFINITY;
  let below = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < pull.length; row++) {
    if (mayGoUp[row] === 1 && mayGoDown[row] === 1) {
      sum += pull[row]!;
      free++;
    } else if (mayGoUp[row] === 1) {
      below = Math.max(below, pull[row]!);
    } else {
      above = Math.min(above, pull[row]!);
    }
  }
  return free > 0 ? sum / free : (above + below) / 2;
}
