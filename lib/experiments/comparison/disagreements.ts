import { ArgumentError } from "../../errors/argument-error.ts";

/** A row that one classifier gets right and another wrong. */
export interface Disagreement {
  /** Row in the lists. */
  readonly row: number;
  readonly truth: number;
  readonly first: number;
  readonly second: number;
  /** File of the row, where paths were given. */
  readonly path?: string;
}

/** Rows by who is right. */
export interface Disagreements {
  readonly onlyFirst: readonly Disagreement[];
  readonly onlySecond: readonly Disagreement[];
  readonly bothWrong: readonly Disagreement[];
  readonly bothRight: number;
}

/**
 * Sorts rows by which of two classifiers is right: what McNemar's test counts, as rows to look at.
 *
 * @param truth - one label a row.
 * @param first - labels predicted by one classifier, in the same order.
 * @param second - labels predicted by the other.
 * @param paths - file of each row, if there are files.
 * @throws {@link ArgumentError} when lengths differ.
 * @example
 * const { onlyFirst } = disagreements(truth, predictedByVgg, predictedByResNet, paths);
 * onlyFirst.map(({ path }) => path); // VGG is right and ResNet wrong
 */
export function disagreements(
  truth: readonly number[],
  first: readonly number[],
  second: readonly number[],
  paths?: readonly string[],
): Disagreements {
  for (const [name, list] of Object.entries({ first, second, ...(paths && { paths }) })) {
    if (list.length !== truth.length) {
      throw new ArgumentError(name, `${truth.length} values, one for each of truth`, `${list.length}`);
    }
  }
  const rows = truth.map((label, row): Disagreement => {
    const path = paths?.[row];
    return {
      row,
      truth: label,
      first: first[row]!,
      second: second[row]!,
      ...(path !== undefined && { path }),
    };
  });
  const pick = (firstRight: boolean, secondRight: boolean) =>
    rows.filter(
      (row) => (row.first === row.truth) === firstRight && (row.second === row.truth) === secondRight,
    );
  return {
    onlyFirst: pick(true, false),
    onlySecond: pick(false, true),
    bothWrong: pick(false, false),
    bothRight: pick(true, true).length,
  };
}
