import { ArgumentError } from "../errors/argument-error.ts";
import { permutation, type Random, seededRandom } from "../random/generator.ts";
import { requireClassSizes } from "./class-groups.ts";
import type { Split } from "./stratified-split.ts";

export interface StratifiedKFoldOptions {
  /** Whether rows of a class go to folds at random instead of in order. @defaultValue false */
  readonly shuffle?: boolean;
  /** Seed of the shuffle. @defaultValue 0 */
  readonly seed?: number;
  /** Source of chance for the shuffle, in place of `seed`. */
  readonly random?: Random;
  /** Names by label, for messages; every named class must then have rows. */
  readonly classNames?: readonly string[];
}

/**
 * Assigns every row to one of `k` folds so that each fold has the classes in nearly the same proportions.
 *
 * Without shuffling, the folds are those of scikit-learn's `StratifiedKFold`.
 *
 * @param labels - one integer label a row.
 * @param k - number of folds, at least 2.
 * @returns the fold of each row, in [0, `k`).
 * @throws {@link ArgumentError} when a class has fewer rows than folds, there is one class only, or `k` is not an
 * integer of at least 2.
 * @example stratifiedKFold([0, 0, 1, 1], 2) // [0, 1, 0, 1]
 * @see scikit-learn `model_selection/_split.py`, StratifiedKFold._make_test_folds
 */
export function stratifiedKFold(
  labels: ArrayLike<number>,
  k: number,
  options: StratifiedKFoldOptions = {},
): number[] {
  const { shuffle = false, seed = 0, random = seededRandom(seed), classNames } = options;
  if (!Number.isInteger(k) || k < 2) throw new ArgumentError("k", "an integer of at least 2", k);
  const groups = requireClassSizes(labels, k, `for ${k} folds`, classNames);
  // scikit-learn deals the sorted labels out to folds in turn, with classes in order of first appearance.
  groups.sort((a, b) => a.rows[0]! - b.rows[0]!);
  const foldOfRow = new Array<number>(labels.length);
  let dealt = 0;
  for (const { rows } of groups) {
    const folds: number[] = [];
    for (let fold = 0; fold < k; fold++) {
      for (let card = (((fold - dealt) % k) + k) % k; card < rows.length; card += k) folds.push(fold);
    }
    const order = shuffle ? permutation(random, rows.length) : undefined;
    rows.forEach((row, index) => {
      foldOfRow[row] = folds[order?.[index] ?? index]!;
    });
    dealt += rows.length;
  }
  return foldOfRow;
}

/**
 * Returns the rows to train and to test on when one fold is left out, in ascending order.
 *
 * @param foldOfRow - as {@link stratifiedKFold} returns it.
 * @throws {@link ArgumentError} when no row is in the fold.
 * @example const { train, test } = splitOfFold(stratifiedKFold(labels, 5), 0);
 */
export function splitOfFold(foldOfRow: readonly number[], fold: number): Split {
  const train: number[] = [];
  const test: number[] = [];
  foldOfRow.forEach((own, row) => {
    (own === fold ? test : train).push(row);
  });
  if (test.length === 0) throw new ArgumentError("fold", "a fold with rows", fold);
  return { train, test };
}
