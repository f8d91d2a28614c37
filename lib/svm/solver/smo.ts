import type { KernelRows } from "./kernel-cache.ts";
import { permute } from "./kernel-values.ts";

/** A two-class problem in LIBSVM's dual form. */
export interface BinaryProblem {
  /** Used up: the solver reorders its positions. */
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
  /** Whether rows that look settled are left out until the rest is solved. @defaultValue true */
  readonly shrinking?: boolean;
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
 * Steps a row before the first shrinking. LIBSVM begins after min(rows, 1,000) steps and says that fits which end soon
 * are faster without it; with kernel values as cheap as here that took 1.3 to 1.6 times as long on features of images.
 */
const iterationsBeforeShrinking = 4;

/** Directions in which y × alpha of a row may move; free rows have both. */
const up = 1;
const down = 2;
const free = up | down;

/**
 * Solves the dual of the C-SVM by sequential minimal optimization with second-order working sets and shrinking.
 *
 * In each step two multipliers move along y_i alpha_i + y_j alpha_j = constant: i violates optimality most, j promises
 * the largest decrease of the objective with it. In long runs, every min(rows, 1,000) steps, rows at a bound that the
 * optimality conditions of the others do not touch are left out; before the end all come back, and their gradients are
 * made again from the multipliers.
 *
 * @example solveBinary({ kernel, positiveCount: 10, positiveC: 1, negativeC: 1 }, { tolerance: 1e-3, maxIterations: 1e7 })
 * @see Fan, Chen and Lin 2005, "Working Set Selection Using Second Order Information for Training SVM", JMLR 6, WSS 2;
 * Chang and Lin 2011, "LIBSVM", https://doi.org/10.1145/1961189.1961199, 4.1.5 for the intercept, 5.1 for shrinking and
 * 5.3 for the gradient
 */
export function solveBinary(problem: BinaryProblem, options: SmoOptions): BinarySolution {
  const { kernel, positiveCount, positiveC, negativeC } = problem;
  const { tolerance, maxIterations, shrinking = true, onProgress } = options;
  const { count, diagonal } = kernel;
  // All lists are by position; `rows` says which row is at a position.
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const signs = new Int8Array(count).fill(1, 0, positiveCount).fill(-1, positiveCount);
  const alpha = new Float64Array(count);
  // pull = -y × gradient of the dual = y - Σ y_i alpha_i kernel: y at alpha = 0. Optimal when no row that may move up
  // (y alpha grows) has a larger pull than one that may move down.
  const pull = Float64Array.from(signs);
  // The part of pull that multipliers at their upper bounds make, for remaking the pull of rows left out.
  const boundPull = new Float64Array(count);
  const moves = new Uint8Array(count).fill(up, 0, positiveCount).fill(down, positiveCount);
  let active = count;
  let hasShrunk = false;
  let allCameBack = false;

  const boundOf = (at: number) => (signs[at]! > 0 ? positiveC : negativeC);
  const isAtUpper = (at: number) => moves[at] === (signs[at]! > 0 ? down : up);

  function move(at: number, step: number, room: number): void {
    const bound = boundOf(at);
    const grows = step > 0 === signs[at]! > 0;
    // A row that used all its room lands on the bound exactly: bounded and support rows are told apart by equality.
    const moved = Math.abs(step) >= room ? (grows ? bound : 0) : alpha[at]! + signs[at]! * step;
    const value = Math.min(bound, Math.max(0, moved));
    const wasAtUpper = isAtUpper(at);
    alpha[at] = value;
    if (value > 0 && value < bound) moves[at] = free;
    else moves[at] = value > 0 === signs[at]! > 0 ? down : up;
    if (hasShrunk && isAtUpper(at) !== wasAtUpper) addBoundPull(at, wasAtUpper ? bound : -bound);
  }

  function addBoundPull(at: number, change: number): void {
    const own = kernel.row(at, count);
    const signed = signs[at]! * change;
    for (let k = 0; k < count; k++) boundPull[k]! += signed * own[k]!;
  }

  /** Remakes the pull of the rows left out, from whichever side needs fewer kernel values. */
  function bringAllBack(): void {
    if (active === count) return;
    let freeCount = 0;
    for (let at = 0; at < active; at++) if (moves[at] === free) freeCount++;
    for (let at = active; at < count; at++) pull[at] = signs[at]! + boundPull[at]!;
    if (freeCount * count > 2 * active * (count - active)) {
      for (let at = active; at < count; at++) {
        const own = kernel.row(at, active);
        for (let k = 0; k < active; k++) {
          if (moves[k] === free) pull[at]! -= signs[k]! * alpha[k]! * own[k]!;
        }
      }
    } else {
      for (let k = 0; k < active; k++) {
        if (moves[k] !== free) continue;
        const own = kernel.row(k, count);
        const factor = signs[k]! * alpha[k]!;
        for (let at = active; at < count; at++) pull[at]! -= factor * own[at]!;
      }
    }
    active = count;
  }

  function shrink(): void {
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < active; at++) {
      if (moves[at]! & up && pull[at]! > highest) highest = pull[at]!;
      if (moves[at]! & down && pull[at]! < lowest) lowest = pull[at]!;
    }
    // Close to the end nothing that was left out too early may stay out.
    if (!allCameBack && highest - lowest <= 10 * tolerance) {
      allCameBack = true;
      bringAllBack();
    }
    const isSettled = (at: number) =>
      (moves[at] === down && pull[at]! > highest) || (moves[at] === up && pull[at]! < lowest);
    const order = new Uint32Array(active);
    const settled: number[] = [];
    let kept = 0;
    for (let at = 0; at < active; at++) {
      if (isSettled(at)) settled.push(at);
      else order[kept++] = at;
    }
    if (settled.length === 0) return;
    if (!hasShrunk) {
      hasShrunk = true;
      for (let at = 0; at < count; at++) if (isAtUpper(at)) addBoundPull(at, -boundOf(at));
    }
    order.set(settled, kept);
    kernel.reorder(order);
    for (const list of [rows, signs, alpha, pull, boundPull, moves]) permute(list, order);
    active = kept;
  }

  let violation = 0;
  let second = -1;
  /** Returns the position of the row to move up, or -1 when the active rows are optimal; sets `second` and `violation`. */
  function selectPair(): number {
    const first = findLargestPull(pull, moves, active);
    if (first < 0) return -1;
    const own = kernel.row(first, active);
    const highest = pull[first]!;
    const firstDiagonal = diagonal[first]!;
    let lowest = Number.POSITIVE_INFINITY;
    let best = Number.POSITIVE_INFINITY;
    second = -1;
    for (let at = 0; at < active; at++) {
      if (!(moves[at]! & down)) continue;
      const other = pull[at]!;
      if (other < lowest) lowest = other;
      const gap = highest - other;
      if (gap <= 0) continue;
      const curvature = firstDiagonal + diagonal[at]! - 2 * own[at]!;
      const change = -(gap * gap) / (curvature > 0 ? curvature : tinyCurvature);
      if (change <= best) {
        best = change;
        second = at;
      }
    }
    violation = highest - lowest;
    return violation < tolerance || second < 0 ? -1 : first;
  }

  const period = Math.min(count, 1000);
  let untilShrink = iterationsBeforeShrinking * count;
  let iterations = 0;
  let converged = false;
  for (;;) {
    if (shrinking && untilShrink-- === 0) {
      untilShrink = period - 1;
      shrink();
    }
    let first = selectPair();
    if (first < 0) {
      if (active < count) {
        bringAllBack();
        first = selectPair();
        untilShrink = 0;
      }
      if (first < 0) {
        converged = true;
        break;
      }
    }
    if (iterations >= maxIterations) break;
    iterations++;
    const firstRow = kernel.row(first, active);
    const secondRow = kernel.row(second, active);
    const curvature = diagonal[first]! + diagonal[second]! - 2 * firstRow[second]!;
    const wanted = (pull[first]! - pull[second]!) / (curvature > 0 ? curvature : tinyCurvature);
    const firstRoom = signs[first]! > 0 ? positiveC - alpha[first]! : alpha[first]!;
    const secondRoom = signs[second]! > 0 ? alpha[second]! : negativeC - alpha[second]!;
    const step = Math.min(wanted, firstRoom, secondRoom);
    for (let at = 0; at < active; at++) pull[at]! -= step * (firstRow[at]! - secondRow[at]!);
    move(first, step, firstRoom);
    move(second, -step, secondRoom);
    if (iterations % 1000 === 0) onProgress?.(iterations, violation);
  }
  bringAllBack();
  const intercept = findIntercept(pull, moves);
  const alphaOfRow = new Float64Array(count);
  rows.forEach((row, at) => {
    alphaOfRow[row] = alpha[at]!;
  });
  return { alpha: alphaOfRow, intercept, iterations, converged };
}

/** The last of equal rows wins, as in LIBSVM. */
function findLargestPull(pull: Float64Array, moves: Uint8Array, active: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  let found = -1;
  for (let at = 0; at < active; at++) {
    if (moves[at]! & up && pull[at]! >= largest) {
      largest = pull[at]!;
      found = at;
    }
  }
  return found;
}

/** The mean pull of the free rows; without a free row, the middle of the range that optimality leaves. */
function findIntercept(pull: Float64Array, moves: Uint8Array): number {
  let sum = 0;
  let freeCount = 0;
  let above = Number.POSITIVE_INFINITY;
  let below = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < pull.length; at++) {
    if (moves[at] === free) {
      sum += pull[at]!;
      freeCount++;
    } else if (moves[at] === up) {
      below = Math.max(below, pull[at]!);
    } else {
      above = Math.min(above, pull[at]!);
    }
  }
  return freeCount > 0 ? sum / freeCount : (above + below) / 2;
}
