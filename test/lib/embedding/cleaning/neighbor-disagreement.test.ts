import { describe, expect, it } from "vitest";
import { neighborDisagreement } from "../../../../lib/embedding/cleaning/neighbor-disagreement.ts";
import { matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { plantErrors } from "./planted-errors.ts";

describe("neighborDisagreement", () => {
  it("finds planted errors and suggests the true class", () => {
    const { X, truth, labels, wrong } = plantErrors();
    const { errors } = neighborDisagreement(X, labels);
    const found = errors.filter(({ row }) => wrong.includes(row));
    expect(found.length).toBeGreaterThanOrEqual(0.9 * wrong.length);
    expect(found.length).toBeGreaterThanOrEqual(0.8 * errors.length);
    expect(found.every(({ row, suggested }) => suggested === truth[row])).toBe(true);
  });

  it("gives each image the share of neighbours with another label, and a tie to the nearest", () => {
    const X = matrixFromRows([[0], [1], [2.5], [10], [11], [13]]);
    const { disagreementOfRow, errors } = neighborDisagreement(X, [0, 1, 2, 3, 3, 3], {
      neighbors: 2,
      metric: "euclidean",
    });
    expect([...disagreementOfRow]).toEqual([1, 1, 1, 0, 0, 0]);
    expect(errors.map(({ row, suggested }) => [row, suggested])).toEqual([
      [0, 1],
      [1, 0],
      [2, 1],
    ]);
  });

  it("refuses labels of another number and neighbours that are not there", () => {
    const X = matrixFromRows([[1], [2], [3]]);
    expect(() => neighborDisagreement(X, [0, 1])).toThrow("labels: expected shape [3]");
    expect(() => neighborDisagreement(X, [0, 1, 1], { neighbors: 3 })).toThrow(
      "k: expected an integer in [1, 2]",
    );
  });
});
