import { describe, expect, it } from "vitest";
import {
  fitNearestClassMean,
  nearestClassMeanFromRecord,
} from "../../../lib/classifiers/nearest-class-mean.ts";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";

const X = matrixFromRows([
  [0, 1],
  [0, 3],
  [6, 1],
  [8, 1],
]);
const y = [2, 2, 0, 0];

describe("fitNearestClassMean", () => {
  it("learns the means and gives rows the nearest one's label", () => {
    const nearest = fitNearestClassMean(X, y);
    expect(nearest.classes).toEqual([0, 2]);
    expect(Array.from(nearest.means.values)).toEqual([7, 1, 0, 2]);
    expect(
      nearest.predict(
        matrixFromRows([
          [3, 2],
          [4, 2],
        ]),
      ),
    ).toEqual([2, 0]);
  });

  it("measures angles when told", () => {
    const nearest = fitNearestClassMean(X, y, { metric: "cosine" });
    expect(
      nearest.predict(
        matrixFromRows([
          [1, 2],
          [2, 100],
        ]),
      ),
    ).toEqual([2, 2]);
    expect(nearest.predict(matrixFromRows([[100, 30]]))).toEqual([0]);
  });

  it("comes back from JSON", () => {
    const nearest = fitNearestClassMean(X, y, { metric: "cosine" });
    const again = nearestClassMeanFromRecord(JSON.parse(JSON.stringify(nearest)));
    expect(again.predict(X)).toEqual(nearest.predict(X));
    expect(again.toJSON()).toEqual(nearest.toJSON());
    expect(() => nearestClassMeanFromRecord({ ...nearest.toJSON(), classes: [1] })).toThrow(
      /1 classes, 2 means/,
    );
  });

  it("refuses what it cannot learn from", () => {
    expect(() => fitNearestClassMean(X, [1, 1, 1, 1])).toThrow(/at least two classes/);
    expect(() => fitNearestClassMean(X, [1])).toThrow(ShapeError);
    expect(() => fitNearestClassMean(X, y, { metric: "l1" as "cosine" })).toThrow(ArgumentError);
    const opposite = matrixFromRows([[1], [-1], [2]]);
    expect(() => fitNearestClassMean(opposite, [0, 0, 1], { metric: "cosine" })).toThrow(/zeros only/);
  });
});
