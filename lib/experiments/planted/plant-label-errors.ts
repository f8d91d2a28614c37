import { ArgumentError } from "../../errors/argument-error.ts";
import { permutation, type Random, randomInteger, seededRandom } from "../../random/generator.ts";

/** Labels of which some are known to be wrong. */
export interface PlantedLabels {
  readonly labels: number[];
  /** Rows whose label was changed, ascending. */
  readonly changed: readonly number[];
}

/**
 * Replaces some labels by those of other classes, drawn evenly: a test of whatever claims to find wrong labels.
 *
 * @param labels - one integer a row, in [0, `classCount`); not changed.
 * @param options.classCount - at least 2.
 * @param options.share - of the rows, in (0, 1); at least one label is changed. @defaultValue 0.05
 * @param options.seed - which, and into what. @defaultValue 0
 * @param options.random - source of chance, in place of `seed`.
 * @throws {@link ArgumentError} when a number is out of its range.
 * @example const { labels, changed } = plantLabelErrors(features.labels, { classCount: 6, share: 0.05, seed: 1 });
 */
export function plantLabelErrors(
  labels: readonly number[],
  options: {
    readonly classCount: number;
    readonly share?: number;
    readonly seed?: number;
    readonly random?: Random;
  },
): PlantedLabels {
  const { classCount, share = 0.05, seed = 0, random = seededRandom(seed) } = options;
  if (!(Number.isInteger(classCount) && classCount >= 2)) {
    throw new ArgumentError("classCount", "a whole number of at least 2", classCount);
  }
  if (!(share > 0 && share < 1)) throw new ArgumentError("share", "a share in (0, 1)", share);
  const bad = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classCount));
  if (bad >= 0) throw new ArgumentError(`labels[${bad}]`, `a label in [0, ${classCount})`, labels[bad]);
  const count = Math.max(1, Math.round(share * labels.length));
  const changed = Array.from(permutation(random, labels.length).subarray(0, count)).sort((a, b) => a - b);
  const result = [...labels];
  for (const row of changed) {
    result[row] = (labels[row]! + 1 + randomInteger(random, classCount - 1)) % classCount;
  }
  return { labels: result, changed };
}
