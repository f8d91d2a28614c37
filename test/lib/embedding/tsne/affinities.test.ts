import { describe, expect, it } from "vitest";
import { nearestNeighbors } from "../../../../lib/embedding/nearest-neighbors.ts";
import { jointProbabilities } from "../../../../lib/embedding/tsne/affinities.ts";
import { matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { drawClusters } from "../clusters.ts";

const { X } = drawClusters({ rows: 40, columns: 5, classes: 2, apart: 2, seed: 1 });

function dense(X_: typeof X, k: number, perplexity: number): number[][] {
  const { starts, columns, values } = jointProbabilities(nearestNeighbors(X_, k), perplexity);
  return Array.from({ length: X_.rows }, (_, row) => {
    const line = new Array<number>(X_.rows).fill(0);
    for (let at = starts[row]!; at < starts[row + 1]!; at++) line[columns[at]!] = values[at]!;
    return line;
  });
}

describe("jointProbabilities", () => {
  it("is symmetric and sums to 1", () => {
    const P = dense(X, 15, 5);
    expect(P.flat().reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
    P.forEach((line, row) => {
      line.forEach((value, column) => {
        expect(value).toBeCloseTo(P[column]![row]!, 15);
      });
    });
  });

  it("does not depend on the unit of the features", () => {
    const scaled = { ...X, values: X.values.map((value) => value * 1024) };
    const P = dense(X, 15, 5);
    dense(scaled, 15, 5).forEach((line, row) => {
      line.forEach((value, column) => {
        expect(value).toBeCloseTo(P[row]![column]!, 6);
      });
    });
  });

  it("has the perplexity asked for, where both directions are alike", () => {
    // Four corners of a square: each row has two near and one far neighbour.
    const square = matrixFromRows([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const conditional = dense(square, 3, 2.5)[0]!.map((value) => value * 4);
    const entropy = -conditional.filter(Boolean).reduce((sum, p) => sum + p * Math.log(p), 0);
    expect(Math.exp(entropy)).toBeCloseTo(2.5, 3);
  });
});
