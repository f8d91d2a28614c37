import { ArgumentError } from "../errors/argument-error.ts";
import { permutation, type Random, seededRandom } from "../random/generator.ts";
import { requireClassSizes } from "./class-groups.ts";

/** Row numbers of the two parts of a split, each in ascending order. */
export interface Split {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

export interface StratifiedSplitOptions {
  /** Share of the rows to set aside, in (0, 1). @defaultValue 0.25 */
  readonly testFraction?: number;
  /** Seed of the draw; equal seeds give equal splits. @defaultValue 0 */
  readonly seed?: number;
  /** Source of chance, in place of `seed`. */
  readonly random?: Random;
  /** Names by label, for messages; every named class must then have rows. */
  readonly classNames?: readonly string[];
}

/**
 * Sets a share of every class aside for testing, drawn at random.
 *
 * Each class keeps at least one row in both parts; the total is `testFraction` of all rows, rounded up as in
 * scikit-learn, as far as that allows, and leftover rows go to the classes with the largest remainders.
 *
 * @param labels - one integer label a row.
 * @throws {@link ArgumentError} when there is one class only, a class has one row (or, with `classNames`, none), or
 * `testFraction` is not in (0, 1).
 * @example const { train, test } = stratifiedSplit(labels, { testFraction: 0.2, seed: 1 });
 */
export function stratifiedSplit(labels: ArrayLike<number>, options: StratifiedSplitOptions = {}): Split {
  const { testFraction = 0.25, seed = 0, random = seededRandom(seed), classNames } = options;
  if (!(testFraction > 0 && testFraction < 1)) {
    throw new ArgumentError("testFraction", "a number in (0, 1)", testFraction);
  }
  const groups = requireClassSizes(labels, 2, "to have one in each part", classNames);
  const counts = allocate(
    groups.map((group) => group.rows.length),
    testFraction,
  );
  const train: number[] = [];
  const test: number[] = [];
  groups.forEach(({ rows }, index) => {
    permutation(random, rows.length).forEach((at, drawn) => {
      (drawn < counts[index]! ? test : train).push(rows[at]!);
    });
  });
  return { train: train.sort((a, b) => a - b), test: test.sort((a, b) => a - b) };
}

/** Test rows of each class: the largest-remainder method, kept within [1, size - 1]. */
function allocate(sizes: readonly number[], fraction: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  // The small amount keeps 0.2 * 15 = 3.0000000000000004 from being rounded up to 4.
  const wanted = Math.ceil(total * fraction - 1e-9);
  const counts = sizes.map((size) => Math.min(Math.max(1, Math.floor(size * fraction + 1e-9)), size - 1));
  const byRemainder = sizes
    .map((size, index) => ({ index, remainder: size * fraction - counts[index]! }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let missing = wanted - counts.reduce((sum, count) => sum + count, 0);
  for (const { index } of byRemainder) {
    if (missing <= 0) break;
    if (counts[index]! < sizes[index]! - 1) {
      counts[index]!++;
      missing--;
    }
  }
  return counts;
}
