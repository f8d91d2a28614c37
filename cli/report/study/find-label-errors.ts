import { fitLogisticRegression } from "../../../lib/classifiers/logistic-regression.ts";
import {
  type LikelyLabelError,
  likelyLabelErrors,
} from "../../../lib/embedding/cleaning/likely-label-errors.ts";
import type { Matrix } from "../../../lib/matrix/matrix.ts";
import { outOfFoldProbabilities } from "../../../lib/selection/out-of-fold.ts";

/** Fits must not take longer than the rest of the page. */
const MOST_VALUES = 20_000_000;

/**
 * Finds photos whose label is likely wrong, by logistic regressions on the features, each asked for photos that it was
 * not fitted to.
 *
 * @returns the errors, surest first; or why they were not looked for.
 */
export function findLabelErrors(
  features: Matrix,
  labels: readonly number[],
  options: { readonly classCount: number; readonly seed: number },
): { readonly errors: readonly LikelyLabelError[] } | { readonly reason: string } {
  const sizes = Array.from({ length: options.classCount }, () => 0);
  for (const label of labels) sizes[label]! += 1;
  const folds = Math.min(5, ...sizes);
  if (folds < 3) return { reason: "a class has fewer than three photos" };
  if (features.rows * features.columns * options.classCount > MOST_VALUES) {
    return { reason: "there are too many photos for it to be quick; cap them with --images-per-class" };
  }
  const probabilities = outOfFoldProbabilities(
    features,
    labels,
    (X, given) => fitLogisticRegression(X, given, { C: 0.01 }),
    { folds, shuffle: true, seed: options.seed },
  );
  return { errors: likelyLabelErrors(probabilities, labels).errors };
}
