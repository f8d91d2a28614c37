import { ArgumentError, ShapeError } from "../errors/argument-error.ts";

/**
 * Checks that a list of labels is not empty and holds integers only (within [0, `classCount`) when that is given).
 *
 * @throws {@link ArgumentError} naming the first row that is wrong.
 */
export function requireLabels(argument: string, labels: ArrayLike<number>, classCount?: number): void {
  if (labels.length === 0) throw new ArgumentError(argument, "at least one label", "an empty list");
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row];
    if (!Number.isInteger(label)) throw new ArgumentError(`${argument}[${row}]`, "an integer label", label);
    if (classCount !== undefined && (label! < 0 || label! >= classCount)) {
      throw new ArgumentError(`${argument}[${row}]`, `a label in [0, ${classCount})`, label);
    }
  }
}

/** @throws {@link ShapeError} when two lists that describe the same rows differ in length. */
export function requireSameLength(
  argument: string,
  list: ArrayLike<number>,
  otherArgument: string,
  other: ArrayLike<number>,
): void {
  if (list.length !== other.length) {
    throw new ShapeError(argument, `[${other.length}] (one entry a row, as many as ${otherArgument} has)`, [
      list.length,
    ]);
  }
}
