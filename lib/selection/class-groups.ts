import { ArgumentError } from "../errors/argument-error.ts";
import { requireLabels } from "../metrics/require-labels.ts";

/** The rows of one class, in the order in which they came. */
export interface ClassGroup {
  readonly label: number;
  readonly rows: readonly number[];
}

/**
 * Groups row numbers by label, in ascending order of the labels.
 *
 * @throws {@link ArgumentError} when there is no label or one is not an integer.
 * @example groupByClass([5, 2, 5]) // [{ label: 2, rows: [1] }, { label: 5, rows: [0, 2] }]
 */
export function groupByClass(labels: ArrayLike<number>): ClassGroup[] {
  requireLabels("labels", labels);
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const rows = rowsOf.get(labels[row]!);
    if (rows) rows.push(row);
    else rowsOf.set(labels[row]!, [row]);
  }
  return [...rowsOf].map(([label, rows]) => ({ label, rows })).sort((a, b) => a.label - b.label);
}

/** Groups rows as {@link groupByClass} does, and checks that each class can be divided. */
export function requireClassSizes(
  labels: ArrayLike<number>,
  least: number,
  purpose: string,
  classNames?: readonly string[],
): ClassGroup[] {
  const groups = groupByClass(labels);
  const nameOf = (label: number) => {
    const name = classNames?.[label];
    return name === undefined ? `class ${label}` : `class ${label} (${name})`;
  };
  for (let label = 0; label < (classNames?.length ?? 0); label++) {
    if (!groups.some((group) => group.label === label)) {
      throw new ArgumentError(
        "labels",
        `at least ${least} rows of ${nameOf(label)} ${purpose}`,
        `none: add ${least} or leave the class out`,
      );
    }
  }
  const only = groups[0]!;
  if (groups.length === 1) {
    throw new ArgumentError(
      "labels",
      "at least two classes",
      `${only.rows.length} rows, all of ${nameOf(only.label)}: add rows of another class`,
    );
  }
  for (const { label, rows } of groups) {
    if (rows.length < least) {
      throw new ArgumentError(
        "labels",
        `at least ${least} rows of ${nameOf(label)} ${purpose}`,
        `${rows.length}: add ${least - rows.length} or leave the class out`,
      );
    }
  }
  return groups;
}
