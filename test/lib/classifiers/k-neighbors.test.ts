import { describe, expect, it } from "vitest";
import { fitKNeighbors, kNeighborsFromRecord } from "../../../lib/classifiers/k-neighbors.ts";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";

const X = matrixFromRows([
  [1, 0],
  [2, 0],
  [0, 3],
  [0, 5],
  [0, 9],
]);
const y = [1, 1, 8, 8, 8];

describe("fitKNeighbors", () => {
  it("counts the votes of the nearest rows", () => {
    const neighbors = fitKNeighbors(X, y, { k: 3 });
    const query = matrixFromRows([
      [1.5, 0],
      [0, 6],
    ]);
    expect(neighbors.predict(query)).toEqual([1, 8]);
    // Of (1.5, 0): rows 0, 1 and 2.
    expect(Array.from(neighbors.predictProbability(query).values)).toEqual([
      expect.closeTo(2 / 3, 6),
      expect.closeTo(1 / 3, 6),
      0,
      1,
    ]);
  });

  it("weighs votes by 1 / distance, and lets rows at distance 0 vote alone", () => {
    const neighbors = fitKNeighbors(X, y, { k: 3, weights: "distance" });
    // Distances 1 and 2 to class 1, 3 to class 8.
    const shares = neighbors.predictProbability(matrixFromRows([[0, 0]])).values;
    expect(shares[0]).toBeCloseTo(1.5 / (1.5 + 1 / 3), 6);
    expect(Array.from(neighbors.predictProbability(matrixFromRows([[0, 3]])).values)).toEqual([0, 1]);
  });

  it("weighs votes by exp(similarity / temperature) of the cosine", () => {
    const neighbors = fitKNeighbors(X, y, { k: 5, weights: { temperature: 0.5 } });
    expect(neighbors.metric).toBe("cosine");
    // 60 degrees from the first axis, 30 from the second.
    const query = matrixFromRows([[0.5, Math.sqrt(3) / 2]]);
    const [first, second] = [2 * Math.exp(0.5 / 0.5), 3 * Math.exp(Math.sqrt(3) / 2 / 0.5)];
    expect(neighbors.predictProbability(query).values[0]).toBeCloseTo(first / (first + second), 5);
    const sharp = fitKNeighbors(X, y, { k: 5, weights: { temperature: 1e-6 } });
    expect(Array.from(sharp.predictProbability(query).values)).toEqual([0, 1]);
  });

  it("gives equal votes to the lower label", () => {
    const pair = matrixFromRows([[0], [2]]);
    expect(fitKNeighbors(pair, [9, 4], { k: 2 }).predict(matrixFromRows([[0]]))).toEqual([4]);
  });

  it("keeps its own copy of the rows", () => {
    const own = matrixFromRows([[0], [2]]);
    const neighbors = fitKNeighbors(own, [0, 1], { k: 1 });
    own.values.fill(7);
    expect(neighbors.predict(matrixFromRows([[0.1], [1.9]]))).toEqual([0, 1]);
  });

  it("refuses bad rows, labels and options by name", () => {
    expect(() => fitKNeighbors(X, y, { k: 6 })).toThrow(/k: expected an integer in \[1, 5\] for 5 rows/);
    expect(() => fitKNeighbors(X, y, { weights: { temperature: 0 } })).toThrow(/temperature of 0/);
    expect(() => fitKNeighbors(X, y, { weights: { temperature: 1 }, metric: "euclidean" })).toThrow(
      /metric: expected "cosine"/,
    );
    expect(() => fitKNeighbors(X, y, { weights: "near" as "uniform" })).toThrow(ArgumentError);
    expect(() => fitKNeighbors(X, y, { metric: "manhattan" as "cosine" })).toThrow(ArgumentError);
    expect(() => fitKNeighbors(matrixFromRows([[0], [1]]), [0, 1], { metric: "cosine" })).toThrow(
      /zeros only/,
    );
    expect(() => fitKNeighbors(X, [1])).toThrow(ShapeError);
    expect(() => fitKNeighbors(X, y).predict(matrixFromRows([[1]]))).toThrow(ShapeError);
    expect(fitKNeighbors(matrixFromRows([[0], [1]]), [0, 1]).k).toBe(2);
  });
});

describe("kNeighborsFromRecord", () => {
  it("decides as before", () => {
    const neighbors = fitKNeighbors(X, y, { k: 4, weights: { temperature: 0.07 } });
    const again = kNeighborsFromRecord(JSON.parse(JSON.stringify(neighbors)));
    const query = matrixFromRows([[3, 1]]);
    expect(again.predictProbability(query)).toEqual(neighbors.predictProbability(query));
  });

  it("refuses records whose parts do not fit together", () => {
    const record = fitKNeighbors(X, y).toJSON();
    expect(() => kNeighborsFromRecord({ ...record, labels: [1] })).toThrow(ShapeError);
    expect(() => kNeighborsFromRecord({ ...record, classes: [1] })).toThrow(/classes 1, 8/);
    expect(() => kNeighborsFromRecord({ ...record, type: "svc" as "kNeighbors" })).toThrow(ArgumentError);
  });
});
