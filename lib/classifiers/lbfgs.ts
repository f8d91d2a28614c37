/** Value of a function at `point`; its gradient is written to `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Largest component of the gradient at which to stop. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Called after each iteration. */
  readonly onIteration?: ((iterations: number, value: number, largestGradient: number) => void) | undefined;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Whether the gradient fell below the tolerance, or the value could not fall further within float64. */
  readonly converged: boolean;
}

/** Steps remembered. SciPy's default for L-BFGS-B. */
const memory = 10;
/** Of the Wolfe conditions: Nocedal and Wright's values for quasi-Newton methods. */
const sufficientDecrease = 1e-4;
const curvatureShare = 0.9;

/**
 * Minimises a smooth function by limited-memory BFGS.
 *
 * @param start - not written to.
 * @example minimize((x, g) => { g[0] = 2 * x[0]; return x[0] ** 2; }, Float64Array.of(3), { tolerance: 1e-6, maxIterations: 100 })
 * @see Nocedal and Wright 2006, "Numerical Optimization", 2nd edition, algorithms 7.4 and 7.5, line search 3.5 and 3.6
 */
export function minimize(objective: Objective, start: Float64Array, options: LbfgsOptions): Minimum {
  const { tolerance, maxIterations, onIteration } = options;
  const size = start.length;
  let point: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(size);
  let value = objective(point, gradient);
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let iterations = 0;
  while (largest(gradient) > tolerance) {
    if (iterations >= maxIterations) return { point, value, iterations, converged: false };
    const direction = descentDirection(gradient, steps);
    // Of the first direction nothing is known but that it leads down.
    const firstSize = steps.length > 0 ? 1 : Math.min(1, 1 / norm(gradient));
    const found = searchLine(objective, { point, value, gradient, direction }, firstSize);
    if (!found) {
      if (steps.length === 0) return { point, value, iterations, converged: true };
      // What was remembered no longer fits: go on from steepest descent.
      steps.length = 0;
      continue;
    }
    iterations++;
    const s = new Float64Array(size);
    const y = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      s[k] = found.point[k]! - point[k]!;
      y[k] = found.gradient[k]! - gradient[k]!;
    }
    const curvature = product(s, y);
    if (curvature > Number.EPSILON * product(y, y)) {
      steps.push({ s, y, rho: 1 / curvature });
      if (steps.length > memory) steps.shift();
    }
    point = found.point;
    gradient = found.gradient;
    value = found.value;
    onIteration?.(iterations, value, largest(gradient));
  }
  return { point, value, iterations, converged: true };
}

/** Two-loop recursion: minus the inverse Hessian's estimate times the gradient. */
function descentDirection(
  gradient: Float64Array,
  steps: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const direction = gradient.map((value) => -value);
  const weights: number[] = [];
  for (let at = steps.length - 1; at >= 0; at--) {
    const { s, y, rho } = steps[at]!;
    const weight = rho * product(s, direction);
    weights[at] = weight;
    addScaled(direction, y, -weight);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.rho * product(last.y, last.y));
    for (let k = 0; k < direction.length; k++) direction[k]! *= scale;
  }
  steps.forEach(({ s, y, rho }, at) => {
    addScaled(direction, s, weights[at]! - rho * product(y, direction));
  });
  return direction;
}

interface Line {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly direction: Float64Array;
}

interface Trial {
  readonly size: number;
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
  readonly slope: number;
}

/** Returns a point that meets the strong Wolfe conditions, or undefined when rounding leaves none to be found. */
function searchLine(objective: Objective, line: Line, firstSize: number): Trial | undefined {
  const { point, direction, value, gradient } = line;
  const slope = product(gradient, direction);
  if (!(slope < 0)) return undefined;
  const evaluate = (size: number): Trial => {
    const next = point.slice();
    addScaled(next, direction, size);
    const ownGradient = new Float64Array(point.length);
    const ownValue = objective(next, ownGradient);
    return {
      size,
      point: next,
      gradient: ownGradient,
      value: ownValue,
      slope: product(ownGradient, direction),
    };
  };
  // Differences below the rounding of the value say nothing.
  const slack = Number.EPSILON * Math.abs(value);
  const falls = (trial: Trial) => trial.value <= value + sufficientDecrease * trial.size * slope + slack;
  const isFlat = (trial: Trial) => Math.abs(trial.slope) <= -curvatureShare * slope;

  let low: Trial = { size: 0, point, gradient, value, slope };
  let high: Trial | undefined;
  let size = firstSize;
  for (let turn = 0; turn < 40; turn++) {
    const trial = evaluate(size);
    if (!Number.isFinite(trial.value) || !falls(trial) || (low.size > 0 && trial.value > low.value + slack)) {
      high = trial;
    } else {
      if (isFlat(trial)) return trial;
      if (high === undefined && trial.slope < 0) {
        low = trial;
        size *= 2;
        continue;
      }
      if (high === undefined || trial.slope * (high.size - low.size) >= 0) high = low;
      low = trial;
    }
    if (Math.abs(high.size - low.size) * norm(direction) <= Number.EPSILON * norm(point)) break;
    size = between(low, high);
  }
  return low.size > 0 && low.value < value ? low : undefined;
}

/** The minimum of the cubic through two trials, kept away from both. */
function between(a: Trial, b: Trial): number {
  const middle = (a.size + b.size) / 2;
  if (!Number.isFinite(b.value)) return middle;
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.size - b.size);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return middle;
  const d2 = Math.sign(b.size - a.size) * Math.sqrt(square);
  const size = b.size - ((b.size - a.size) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const low = Math.min(a.size, b.size);
  const width = Math.abs(b.size - a.size);
  return size > low + 0.1 * width && size < low + 0.9 * width ? size : middle;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function addScaled(target: Float64Array, other: Float64Array, scale: number): void {
  for (let k = 0; k < target.length; k++) target[k]! += scale * other[k]!;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(product(vector, vector));
}

function largest(vector: Float64Array): number {
  let found = 0;
  for (let k = 0; k < vector.length; k++) found = Math.max(found, Math.abs(vector[k]!));
  return found;
}
