import { ArgumentError } from "../errors/argument-error.ts";
import { type Matrix, takeRows } from "../matrix/matrix.ts";
import { type Random, seededRandom } from "../random/generator.ts";
import { type ClassWeight, resolveClassWeights } from "./class-weights.ts";
import { fitMlSvm, type MlSvmOptions } from "./ml-svm/fit-ml-svm.ts";
import type { MlSvm } from "./ml-svm/ml-svm.ts";
import { joinPairs, pairsOf, type RowRange, rowsOfPair, sizeOf } from "./one-vs-one.ts";
import { dealFolds, fitPairSigmoid, type Pair } from "./probability/pair-sigmoid.ts";
import type { Sigmoid } from "./probability/sigmoid.ts";
import { type Kernel, type KernelName, resolveGamma } from "./solver/kernel.ts";
import { cacheRows } from "./solver/kernel-cache.ts";
import { lazyKernel, precomputedKernel } from "./solver/kernel-values.ts";
import { solveBinary } from "./solver/smo.ts";
import { fitStandardScaler } from "./standard-scaler.ts";
import { makeSvc, type Svc } from "./svc.ts";
import { requireCount, requirePositive, requireTrainingSet } from "./training-set.ts";

/** How far {@link fitSvc} is. */
export interface SvcProgress {
  /** Pairs of classes solved. */
  readonly done: number;
  /** Pairs of classes to solve. */
  readonly total: number;
  /** Solver steps taken on the pair in hand, or on the last one solved. */
  readonly iterations: number;
}

/** How the data for the sigmoids of {@link SvcOptions.probability} is divided. */
export interface ProbabilityOptions {
  /** Folds of the rows of a pair, at least 2. @defaultValue 5 */
  readonly folds?: number;
  /** Seed of the folds. @defaultValue 0 */
  readonly seed?: number;
  /** Source of chance, in place of `seed`. */
  readonly random?: Random;
}

export interface SvcOptions {
  /** Our own solver; "ml-svm" takes {@link MlSvmOptions} in place of these. @defaultValue "libsvm" */
  readonly engine?: "libsvm";
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
  /** Whether rows that look settled are left out until the rest is solved; changes the time, not the result. @defaultValue true */
  readonly shrinking?: boolean;
  /**
   * Whether to learn probabilities (Platt scaling), which takes as many more fits as there are folds. They come from
   * fits of their own: the class of the highest one is not always the one predicted. @defaultValue false
   */
  readonly probability?: boolean | ProbabilityOptions;
  /** Whether to scale columns to mean 0 and deviation 1 first. @defaultValue true */
  readonly standardize?: boolean;
  /** Bytes that kernel values may take. @defaultValue 200 MiB */
  readonly cacheBytes?: number;
  /** Called after each pair of classes and every 1,000 steps. */
  readonly onProgress?: (progress: SvcProgress) => void;
}

/**
 * Fits with the package ml-svm instead, for comparison: see {@link MlSvmOptions}. It is loaded when it is asked for.
 *
 * @example const slow = fitSvc(train, trainLabels, { engine: "ml-svm", C: 0.1 }); slow.warnings;
 */
export function fitSvc(
  X: Matrix,
  labels: ArrayLike<number>,
  options: MlSvmOptions & { readonly engine: "ml-svm" },
): MlSvm;
/**
 * Fits a support vector machine with LIBSVM's algorithm, one machine a pair of classes.
 *
 * Gives scikit-learn's `make_pipeline(StandardScaler(), SVC(…))` within the tolerance. Constant columns do no harm. A
 * fit that hits `maxIterations` is returned with `converged: false` and a sentence in `warnings`, not thrown.
 *
 * @param X - `[rows, features]`, not scaled; copied, not kept.
 * @param labels - one integer a row.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there is one class only, or an
 * option is out of its range; {@link ShapeError} when there is not one label a row.
 * @example const svc = fitSvc(train, trainLabels, { C: 0.1 }); accuracy(testLabels, svc.predict(test));
 * @see Chang and Lin 2011, "LIBSVM: a library for support vector machines", https://doi.org/10.1145/1961189.1961199
 */
export function fitSvc(X: Matrix, labels: ArrayLike<number>, options?: SvcOptions): Svc;
export function fitSvc(
  X: Matrix,
  labels: ArrayLike<number>,
  options: SvcOptions | (MlSvmOptions & { readonly engine: "ml-svm" }) = {},
): Svc | MlSvm {
  if (options.engine === "ml-svm") return fitMlSvm(X, labels, options);
  if (options.engine !== undefined && options.engine !== "libsvm") {
    throw new ArgumentError("engine", '"libsvm" or "ml-svm"', `"${String(options.engine)}"`);
  }
  return fitLibsvm(X, labels, options);
}

function fitLibsvm(X: Matrix, labels: ArrayLike<number>, options: SvcOptions): Svc {
  const { kernel: name = "linear", gamma = "scale", degree = 3, coef0 = 0 } = options;
  const { C = 1, tolerance = 1e-3, maxIterations = 1e7, cacheBytes = 200 * 2 ** 20 } = options;
  const { classWeight, shrinking = true, probability = false, standardize = true, onProgress } = options;
  requirePositive({ C, tolerance, cacheBytes });
  requireCount("maxIterations", maxIterations, 1);
  requireKernelOptions(name, degree, coef0);
  const groups = requireTrainingSet(X, labels);
  const weights = resolveClassWeights(classWeight, groups);

  const scaler = standardize ? fitStandardScaler(X) : null;
  const scaled = scaler ? scaler.transform(X) : X;
  const settledKernel: Kernel = { name, gamma: resolveGamma(gamma, scaled), degree, coef0 };
  const order = groups.flatMap((group) => group.rows);
  const grouped = takeRows(scaled, order);
  const ranges: RowRange[] = [];
  for (const { rows } of groups) {
    const start = ranges.at(-1)?.end ?? 0;
    ranges.push({ start, end: start + rows.length });
  }

  const pairs = pairsOf(groups.length).map(([i, j]): Pair => {
    const [first, second] = [ranges[i]!, ranges[j]!];
    return {
      rows: rowsOfPair(first, second),
      positiveCount: sizeOf(first),
      positiveC: C * weights[i]!,
      negativeC: C * weights[j]!,
    };
  });
  // Of two classes, rows that never enter a working set need no kernel values, unless folds of them are fitted too;
  // half the bound is for the row cache.
  const reused = groups.length > 2 || probability !== false;
  const precompute = reused && grouped.rows ** 2 * Float64Array.BYTES_PER_ELEMENT <= cacheBytes / 2;
  const source = precompute
    ? precomputedKernel(grouped, settledKernel)
    : lazyKernel(grouped, settledKernel, Math.max(...pairs.map(({ rows }) => rows.length)));
  const limits = { tolerance, maxIterations, shrinking, cacheBytes: cacheBytes - source.bytes };
  const drawn = probability === false ? null : foldsOf(probability === true ? {} : probability);
  const total = pairs.length;
  const sigmoids: Sigmoid[] = [];
  const spare: Float64Array[] = [];
  const solutions = pairs.map((pair, done) => {
    const kernel = cacheRows(source.problem(pair.rows), limits.cacheBytes, spare);
    const solution = solveBinary(
      { ...pair, kernel },
      { ...limits, onProgress: (iterations) => onProgress?.({ done, total, iterations }) },
    );
    kernel.release();
    if (drawn) {
      const foldOfRow = dealFolds(pair, drawn.folds, drawn.random);
      sigmoids.push(fitPairSigmoid(source, pair, foldOfRow, limits));
    }
    onProgress?.({ done: done + 1, total, iterations: solution.iterations });
    return solution;
  });
  const solution = joinPairs(ranges, solutions);
  return makeSvc({
    type: "svc",
    classes: groups.map((group) => group.label),
    kernel: settledKernel,
    supportIndices: solution.supportRows.map((row) => order[row]!),
    supportCounts: solution.supportCounts,
    supportVectors: takeRows(grouped, solution.supportRows),
    dualCoefficients: solution.dualCoefficients,
    intercepts: solution.intercepts,
    iterations: solution.iterations,
    converged: solution.converged,
    warnings: warningsOf(solution.iterations, solution.converged, maxIterations),
    sigmoids: drawn ? sigmoids : null,
    scaler,
  });
}

function foldsOf({ folds = 5, seed = 0, random = seededRandom(seed) }: ProbabilityOptions) {
  requireCount("probability.folds", folds, 2);
  return { folds, random };
}

function warningsOf(iterations: readonly number[], converged: boolean, limit: number): string[] {
  if (converged) return [];
  const stopped = iterations.filter((count) => count >= limit).length;
  return [
    `${stopped} of ${iterations.length} pairs of classes stopped at maxIterations (${limit}) before the tolerance was reached: raise it, scale the features or lower C`,
  ];
}

function requireKernelOptions(name: KernelName, degree: number, coef0: number): void {
  if (name !== "linear" && name !== "rbf" && name !== "poly") {
    throw new ArgumentError("kernel", '"linear", "rbf" or "poly"', `"${String(name)}"`);
  }
  requireCount("degree", degree, 1);
  if (!Number.isFinite(coef0)) throw new ArgumentError("coef0", "a finite number", coef0);
}
