import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { requireFinite } from "../metrics/require-finite.ts";
import { type ClassGroup, requireClassSizes } from "../selection/class-groups.ts";

/**
 * Checks features and labels before a fit and groups the rows by class.
 *
 * @throws {@link ArgumentError} when a value is not finite, a label is not an integer or there is one class only;
 * {@link ShapeError} when there is not one label a row.
 */
export function requireTrainingSet(X: Matrix, labels: ArrayLike<number>): ClassGroup[] {
  requireFinite("X", X);
  if (labels.length !== X.rows) throw new ShapeError("labels", `[${X.rows}]`, [labels.length]);
  return requireClassSizes(labels, 1, "to fit");
}

/** @throws {@link ArgumentError} naming the first option that is not a positive, finite number. */
export function requirePositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(Number.isFinite(value) && value > 0)) throw new ArgumentError(name, "a positive number", value);
  }
}

/** @throws {@link ArgumentError} when an option is not an integer of at least `least`. */
export function requireCount(option: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new ArgumentError(option, `an integer of at least ${least}`, value);
  }
}
