import { ArgumentError } from "../errors/argument-error.ts";
import type { Matrix } from "../matrix/matrix.ts";

/**
 * Checks that a matrix has rows and columns and no NaN or infinite value.
 *
 * @throws {@link ArgumentError} naming the first bad value's row and column.
 */
export function requireFinite(argument: string, X: Matrix): void {
  if (X.rows === 0 || X.columns === 0) {
    throw new ArgumentError(argument, "at least one row and one column", `[${X.rows}, ${X.columns}]`);
  }
  const { values } = X;
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(values[at])) {
      const row = Math.floor(at / X.columns);
      throw new ArgumentError(
        `${argument}[row ${row}, column ${at % X.columns}]`,
        "a finite number (remove or replace the row)",
        values[at],
      );
    }
  }
}
