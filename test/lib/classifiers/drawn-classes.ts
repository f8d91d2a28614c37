import { type Matrix, matrix } from "../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";

/** Rows around one random centre a class, in turn; the last column is dead. */
export function drawnClasses(
  labels: readonly number[],
  rows: number,
  columns: number,
  spread = 0.5,
): { X: Matrix; y: number[] } {
  const random = seededRandom(17);
  const centres = labels.map(() => Array.from({ length: columns }, () => 4 * randomNormal(random)));
  const X = matrix(rows, columns);
  const y = Array.from({ length: rows }, (_, row) => labels[row % labels.length]!);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns - 1; k++) {
      X.values[row * columns + k] = centres[row % labels.length]![k]! + spread * randomNormal(random);
    }
  }
  return { X, y };
}
