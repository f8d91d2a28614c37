import { describe, expect, it } from "vitest";
import { rateFinderCurve } from "../../../../lib/charts/training/rate-finder.ts";

const rates = [0.001, 0.01, 0.1, 1];

describe("rateFinderCurve", () => {
  it("leaves a gap where the loss has blown up and cuts the axis off at twice the first loss", () => {
    const { data, layout } = rateFinderCurve({ rates, losses: [2, 1, 500, Number.NaN], suggestion: 0.01 });
    expect(data[0]).toMatchObject({ x: rates, y: [2, 1, 500, null] });
    const [low, high] = (layout.yaxis as { range: [number, number] }).range;
    expect(low).toBeLessThan(1);
    expect(high).toBeCloseTo(4.24, 6);
    expect(layout.shapes).toMatchObject([{ x0: 0.01, x1: 0.01 }]);
    expect(layout.annotations).toMatchObject([{ x: -2 }]);
  });

  it("draws the smoothed loss over each batch's", () => {
    const { data } = rateFinderCurve({ rates, losses: [2, 1, 3, 4], smoothed: [2, 1.5, 2, 3] });
    expect(data.map(({ name, y }) => [name, y])).toEqual([
      ["each batch", [2, 1, 3, 4]],
      ["smoothed", [2, 1.5, 2, 3]],
    ]);
  });

  it("refuses lengths that differ, rates that do not grow and losses of which none is finite", () => {
    expect(() => rateFinderCurve({ rates, losses: [1] })).toThrow("losses: expected 4 items");
    expect(() => rateFinderCurve({ rates: [0.1, 0.1], losses: [1, 1] })).toThrow(
      "rates[1]: expected more than 0.1",
    );
    expect(() => rateFinderCurve({ rates: [0, 0.1], losses: [1, 1] })).toThrow(
      "rates[0]: expected a positive number",
    );
    expect(() => rateFinderCurve({ rates: [1], losses: [Number.NaN] })).toThrow("at least one finite loss");
    expect(() => rateFinderCurve({ rates: [], losses: [] })).toThrow("rates: expected at least one step");
  });
});
