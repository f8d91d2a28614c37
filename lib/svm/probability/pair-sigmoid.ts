import { permutation, type Random } from "../../random/generator.ts";
import { cacheRows } from "../solver/kernel-cache.ts";
import type { KernelSource } from "../solver/kernel-values.ts";
import { type BinaryProblem, type SmoOptions, solveBinary } from "../solver/smo.ts";
import { fitSigmoid, type Sigmoid } from "./sigmoid.ts";

/** A pair of classes: rows of the first class, then those of the second. */
export interface Pair extends Omit<BinaryProblem, "kernel"> {
  readonly rows: Uint32Array;
}

/**
 * Deals the rows of each class of a pair to folds at random.
 *
 * LIBSVM draws its folds without regard to the classes, so that a small class may miss from some.
 */
export function dealFolds({ rows, positiveCount }: Pair, folds: number, random: Random): Uint32Array {
  const foldOfRow = new Uint32Array(rows.length);
  let dealt = 0;
  for (const [start, count] of [
    [0, positiveCount],
    [positiveCount, rows.length - positiveCount],
  ] as const) {
    for (const at of permutation(random, count)) foldOfRow[start + at] = dealt++ % folds;
  }
  return foldOfRow;
}

/**
 * Fits the sigmoid of a pair to decision values that come from machines fitted without the rows that they decide on.
 *
 * @param foldOfRow - fold of each row of the pair.
 * @returns the probability of the first class from the pair's decision value.
 * @see LIBSVM `svm_binary_svc_probability`
 */
export function fitPairSigmoid(
  source: KernelSource,
  pair: Pair,
  foldOfRow: Uint32Array,
  { cacheBytes, ...options }: SmoOptions & { readonly cacheBytes: number },
): Sigmoid {
  const { rows, positiveCount, positiveC, negativeC } = pair;
  const decisions = new Float64Array(rows.length);
  for (const fold of new Set(foldOfRow)) {
    const train: number[] = [];
    const test: number[] = [];
    foldOfRow.forEach((own, at) => {
      (own === fold ? test : train).push(at);
    });
    const positives = train.filter((at) => at < positiveCount).length;
    let values: Float64Array;
    if (positives === 0 || positives === train.length) {
      // Nothing to tell apart: a firm vote for the class that is there, or none.
      const vote = train.length === 0 ? 0 : positives > 0 ? 1 : -1;
      values = new Float64Array(test.length).fill(vote);
    } else {
      const trainRows = Uint32Array.from(train, (at) => rows[at]!);
      const kernel = cacheRows(source.problem(trainRows), cacheBytes);
      const { alpha, intercept } = solveBinary(
        { kernel, positiveCount: positives, positiveC, negativeC },
        options,
      );
      const support = Uint32Array.from(trainRows.keys()).filter((at) => alpha[at]! > 0);
      const weights = Float64Array.from(support, (at) => (at < positives ? alpha[at]! : -alpha[at]!));
      values = source
        .weightedSums(
          Uint32Array.from(test, (at) => rows[at]!),
          support.map((at) => trainRows[at]!),
          weights,
        )
        .map((sum) => sum + intercept);
    }
    test.forEach((at, index) => {
      decisions[at] = values[index]!;
    });
  }
  return fitSigmoid(
    decisions,
    Uint8Array.from(rows, (_, at) => (at < positiveCount ? 1 : 0)),
  );
}
