import { ArgumentError } from "../errors/argument-error.ts";
import { type Matrix, matrix } from "../matrix/matrix.ts";
import { storeRows } from "../matrix/row-store.ts";
import { squaredNorms } from "../metrics/squared-norms.ts";
import { type Random, seededRandom } from "../random/generator.ts";
import { type ClassWeight, resolveClassWeights } from "./class-weights.ts";
import { type LinearSvc, makeLinearSvc } from "./linear-svc.ts";
import { type LinearLoss, solveLinear } from "./solver/dual-coordinate-descent.ts";
import { fitStandardScaler } from "./standard-scaler.ts";
import { requireCount, requirePositive, requireTrainingSet } from "./training-set.ts";

export interface LinearSvcOptions {
  /** Weight of errors against a wide margin, positive. @defaultValue 1 */
  readonly C?: number;
  /** @defaultValue "squaredHinge" */
  readonly loss?: LinearLoss;
  /** Spread of the projected gradients over one pass at which to stop. @defaultValue 1e-4 */
  readonly tolerance?: number;
  /** Factors of C by label, or "balanced"; the rest of a class against the rest counts 1. @defaultValue every class counts 1 */
  readonly classWeight?: ClassWeight;
  /** Passes over the rows after which to give up; see `converged`. @defaultValue 1,000 */
  readonly maxIterations?: number;
  /** Whether to scale columns to mean 0 and deviation 1 first. @defaultValue true */
  readonly standardize?: boolean;
  /** Seed of the order of rows, which decides the last digits of the result only. @defaultValue 0 */
  readonly seed?: number;
  /** Source of chance, in place of `seed`. */
  readonly random?: Random;
  /** Called after each class. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
    readonly iterations: number;
  }) => void;
}

/**
 * Fits linear support vector machines with LIBLINEAR's dual algorithm, each class against the rest.
 *
 * Gives scikit-learn's `make_pipeline(StandardScaler(), LinearSVC(…))` within the tolerance; the intercept is
 * regularised as there. A fit that hits `maxIterations` is returned with `converged: false` and a sentence
 * in `warnings`, not thrown.
 *
 * @param X - `[rows, features]`, not scaled; copied, not kept.
 * @param labels - one integer a row.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there is one class only, or an
 * option is out of its range; {@link ShapeError} when there is not one label a row.
 * @example const machine = fitLinearSvc(train, trainLabels, { C: 0.01 }); machine.predict(test);
 * @see Fan, Chang, Hsieh, Wang and Lin 2008, "LIBLINEAR: a library for large linear classification", JMLR 9
 */
export function fitLinearSvc(
  X: Matrix,
  labels: ArrayLike<number>,
  options: LinearSvcOptions = {},
): LinearSvc {
  const { C = 1, loss = "squaredHinge", tolerance = 1e-4, maxIterations = 1000 } = options;
  const { classWeight, standardize = true, seed = 0, random = seededRandom(seed), onProgress } = options;
  requirePositive({ C, tolerance });
  requireCount("maxIterations", maxIterations, 1);
  if (loss !== "hinge" && loss !== "squaredHinge") {
    throw new ArgumentError("loss", '"hinge" or "squaredHinge"', `"${String(loss)}"`);
  }
  const groups = requireTrainingSet(X, labels);
  const classWeights = resolveClassWeights(classWeight, groups);
  const scaler = standardize ? fitStandardScaler(X) : null;
  const scaled = scaler ? scaler.transform(X) : X;

  // Two classes need one machine: the higher label against the lower.
  const binary = groups.length === 2;
  const positives = binary ? [1] : groups.map((_, index) => index);
  const store = storeRows(scaled);
  const norms = squaredNorms(scaled);
  const coef = matrix(positives.length, X.columns);
  const solutions = positives.map((positive, index) => {
    const signs = new Int8Array(X.rows).fill(-1);
    for (const row of groups[positive]!.rows) signs[row] = 1;
    const solution = solveLinear(
      {
        store,
        squaredNorms: norms,
        signs,
        positiveC: C * classWeights[positive]!,
        negativeC: binary ? C * classWeights[0]! : C,
        loss,
      },
      { tolerance, maxIterations, random },
    );
    coef.values.set(solution.weights, index * X.columns);
    onProgress?.({ done: index + 1, total: positives.length, iterations: solution.iterations });
    return solution;
  });
  const stopped = solutions.filter(({ converged }) => !converged).length;
  return makeLinearSvc({
    type: "linearSvc",
    classes: groups.map((group) => group.label),
    loss,
    coef,
    intercept: solutions.map((solution) => solution.intercept),
    iterations: solutions.map((solution) => solution.iterations),
    converged: stopped === 0,
    warnings:
      stopped === 0
        ? []
        : [
            `${stopped} of ${solutions.length} classes stopped at maxIterations (${maxIterations}) before the tolerance was reached: raise it, scale the features or lower C`,
          ],
    scaler,
  });
}
