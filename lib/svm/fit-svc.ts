import { ArgumentError } from "../errors/argument-error.ts";
import { type Matrix, takeRows } from "../matrix/matrix.ts";
import { type ClassWeight, resolveClassWeights } from "./class-weights.ts";
import { type Kernel, type KernelName, kernelFunction, resolveGamma } from "./kernel.ts";
import { kernelRowsOfPair, lazyKernel, precomputedKernel, type RowRange } from "./kernel-rows.ts";
import { solveOneVsOne } from "./one-vs-one.ts";
import { fitStandardScaler } from "./standard-scaler.ts";
import { makeSvc, type Svc } from "./svc.ts";
import { requirePositive, requireTrainingSet } from "./training-set.ts";

/** How far {@link fitSvc} is. */
export interface SvcProgress {
  /** Pairs of classes solved. */
  readonly done: number;
  /** Pairs of classes to solve. */
  readonly total: number;
  /** Solver steps taken on the pair in hand, or on the last one solved. */
  readonly iterations: number;
}

export interface SvcOptions {
  /** Weight of errors against a wide margin, positive. @defaultValue 1 */
  readonly C?: number;
  /** @defaultValue "linear" (scikit-learn: rbf): features of a network are many and nearly linearly separable */
  readonly kernel?: KernelName;
  /** Of rbf and poly: positive, 1 / (features × variance) for "scale", 1 / features for "auto". @defaultValue "scale" */
  readonly gamma?: "scale" | "auto" | number;
  /** Of poly: an integer of at least 1. @defaultValue 3 */
  readonly degree?: number;
  /** Of poly. @defaultValue 0 */
  readonly coef0?: number;
  /** Largest violation of the optimality conditions at which to stop. @defaultValue 1e-3 */
  readonly tolerance?: number;
  /** Factors of C by label, or "balanced". @defaultValue every class counts 1 */
  readonly classWeight?: ClassWeight;
  /** Solver steps on one pair of classes after which to give up; see `converged`. @defaultValue 10,000,000 */
  readonly maxIterations?: number;
  /** Whether to scale columns to mean 0 and deviation 1 first. @defaultValue true */
  readonly standardize?: boolean;
  /** Bytes that kernel values may take. @defaultValue 200 MiB */
  readonly cacheBytes?: number;
  /** Called after each pair of classes and every 1,000 steps. */
  readonly onProgress?: (progress: SvcProgress) => void;
}

/**
 * Fits a support vector machine with LIBSVM's algorithm, one machine a pair of classes.
 *
 * Gives scikit-learn's `make_pipeline(StandardScaler(), SVC(…))` within the tolerance. Constant columns do no harm. A
 * fit that hits `maxIterations` is returned with `converged: false`, not thrown.
 *
 * @param X - `[rows, features]`, not scaled; copied, not kept.
 * @param labels - one integer a row.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there is one class only, or an
 * option is out of its range; {@link ShapeError} when there is not one label a row.
 * @example const svc = fitSvc(train, trainLabels, { C: 0.1 }); accuracy(testLabels, svc.predict(test));
 * @see Chang and Lin 2011, "LIBSVM: a library for support vector machines", https://doi.org/10.1145/1961189.1961199
 */
export function fitSvc(X: Matrix, labels: ArrayLike<number>, options: SvcOptions = {}): Svc {
  const { kernel: name = "linear", gamma = "scale", degree = 3, coef0 = 0 } = options;
  const { C = 1, tolerance = 1e-3, maxIterations = 1e7, cacheBytes = 200 * 2 ** 20 } = options;
  const { classWeight, standardize = true, onProgress } = options;
  requirePositive({ C, tolerance, cacheBytes });
  if (!Number.isInteger(maxIterations) || maxIterations < 1) {
    throw new ArgumentError("maxIterations", "an integer of at least 1", maxIterations);
  }
  requireKernelOptions(name, degree, coef0);
  const groups = requireTrainingSet(X, labels);
  const weights = resolveClassWeights(classWeight, groups);

  const scaler = standardize ? fitStandardScaler(X) : null;
  const scaled = scaler ? scaler.transform(X) : X;
  const kernel: Kernel = { name, gamma: resolveGamma(gamma, scaled), degree, coef0 };
  const order = groups.flatMap((group) => group.rows);
  const grouped = takeRows(scaled, order);
  const ranges: RowRange[] = [];
  for (const { rows } of groups) {
    const start = ranges.at(-1)?.end ?? 0;
    ranges.push({ start, end: start + rows.length });
  }

  // With two classes rows that never enter a working set need no kernel values; half the bound is for the row cache.
  const precompute = groups.length > 2 && grouped.rows ** 2 * 8 <= cacheBytes / 2;
  const source = (precompute ? precomputedKernel : lazyKernel)(grouped, kernelFunction(kernel));
  const total = (groups.length * (groups.length - 1)) / 2;
  const solution = solveOneVsOne(
    ranges,
    weights.map((weight) => C * weight),
    (first, second) => kernelRowsOfPair(source, first, second, cacheBytes - source.bytes),
    {
      tolerance,
      maxIterations,
      onProgress: (pair, iterations, solved) =>
        onProgress?.({ done: solved ? pair + 1 : pair, total, iterations }),
    },
  );
  return makeSvc({
    type: "svc",
    classes: groups.map((group) => group.label),
    kernel,
    supportIndices: solution.supportRows.map((row) => order[row]!),
    supportCounts: solution.supportCounts,
    supportVectors: takeRows(grouped, solution.supportRows),
    dualCoefficients: solution.dualCoefficients,
    intercepts: solution.intercepts,
    iterations: solution.iterations,
    converged: solution.converged,
    scaler,
  });
}

function requireKernelOptions(name: KernelName, degree: number, coef0: number): void {
  if (name !== "linear" && name !== "rbf" && name !== "poly") {
    throw new ArgumentError("kernel", '"linear", "rbf" or "poly"', `"${String(name)}"`);
  }
  if (!Number.isInteger(degree) || degree < 1) {
    throw new ArgumentError("degree", "an integer of at least 1", degree);
  }
  if (!Number.isFinite(coef0)) throw new ArgumentError("coef0", "a finite number", coef0);
}
