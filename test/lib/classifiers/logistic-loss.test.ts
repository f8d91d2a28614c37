import { describe, expect, it } from "vitest";
import { logisticLoss, probabilitiesOf } from "../../../lib/classifiers/logistic-loss.ts";
import { storeRows } from "../../../lib/matrix/row-store.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";
import { drawnClasses } from "./drawn-classes.ts";

describe("logisticLoss", () => {
  it.each([2, 3, 4])("has the gradient that differences show, for %i classes", (classCount) => {
    const { X, y } = drawnClasses([0, 1, 2, 3].slice(0, classCount), 20, 3);
    const loss = logisticLoss({
      store: storeRows(X),
      positions: Uint32Array.from(y),
      classCount,
      classWeights: [1, 2, 0.5, 3].slice(0, classCount),
      C: 0.3,
    });
    const random = seededRandom(3);
    const size = (classCount === 2 ? 1 : classCount) * 4;
    const point = Float64Array.from({ length: size }, () => 0.3 * randomNormal(random));
    const gradient = new Float64Array(size);
    loss(point, gradient);
    const scratch = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      const [above, below] = [point.slice(), point.slice()];
      above[k]! += 1e-5;
      below[k]! -= 1e-5;
      expect((loss(above, scratch) - loss(below, scratch)) / 2e-5).toBeCloseTo(gradient[k]!, 7);
    }
  });
});

describe("probabilitiesOf", () => {
  it("is finite and sums to 1 however large the decisions are", () => {
    const out = new Float64Array(3);
    const loss = probabilitiesOf(
      [Float64Array.of(900), Float64Array.of(-900), Float64Array.of(0)],
      0,
      out,
      1,
    );
    expect(Array.from(out)).toEqual([1, 0, 0]);
    expect(loss).toBeCloseTo(1800, 9);
    const two = new Float64Array(2);
    expect(probabilitiesOf([Float64Array.of(-800)], 0, two, 1)).toBeCloseTo(800, 9);
    expect(Array.from(two)).toEqual([1, 0]);
    expect(probabilitiesOf([Float64Array.of(Math.log(3))], 0, two, 1)).toBeCloseTo(-Math.log(0.75), 12);
    expect(two[1]).toBeCloseTo(0.75, 12);
  });
});
