import { matrixFromRows } from "../../../lib/matrix/matrix.ts";

/** Eight points of two classes in a plane, which a line nearly parts. */
export const twoClassPoints = matrixFromRows([
  [0, 0],
  [1, 0.5],
  [2, 1],
  [0.5, 1.5],
  [3, 3],
  [4, 2.5],
  [2.2, 3.1],
  [5, 4],
]);

export const twoClassLabels = [-1, -1, -1, -1, 1, 1, 1, 1];

/** Six points in three far corners of a plane. */
export const cornerPoints = matrixFromRows([
  [0, 0.1],
  [0.3, 0],
  [4, 0],
  [5, 0.7],
  [0, 6],
  [1, 7],
]);
