import { describe, expect, it } from "vitest";
import { accuracyCost } from "../../../../lib/charts/accuracy/accuracy-cost.ts";

const rows = [
  { label: "A, frozen", group: "A", accuracy: 0.8, low: 0.7, high: 0.9, cost: 2 },
  { label: "B, frozen", group: "B", accuracy: 0.7, cost: 20 },
  { label: "A, <tuned>", group: "A", accuracy: 0.9, cost: 30 },
];

describe("accuracyCost", () => {
  it("gives networks their colours and ways of using them their shapes", () => {
    const { data } = accuracyCost({ rows });
    const markers = data.map(({ marker }) => marker as { color: string; symbol: string });
    expect(markers[0]!.color).toBe(markers[2]!.color);
    expect(markers[0]!.color).not.toBe(markers[1]!.color);
    expect(markers.map(({ symbol }) => symbol)).toEqual(["circle", "circle", "square"]);
  });

  it("draws intervals as whiskers, over costs on a logarithmic scale", () => {
    const { data, layout } = accuracyCost({ rows });
    expect((data[0]!.error_y as { array: number[] }).array[0]).toBeCloseTo(10);
    expect((data[1]!.error_y as { array: number[] }).array).toEqual([0]);
    expect(layout.xaxis).toMatchObject({ type: "log" });
  });

  it("says in words what it shows", () => {
    const figure = accuracyCost({ rows, costTitle: "seconds" });
    expect(figure.summary).toBe(
      "Accuracy and what it costs. seconds, accuracy: A, frozen 2, 80.0 %; B, frozen 20, 70.0 %; A, <tuned> 30, 90.0 %.",
    );
  });

  it("refuses costs that no logarithm has, and no rows", () => {
    expect(() => accuracyCost({ rows: [{ ...rows[0]!, cost: 0 }] })).toThrow(
      "rows[0].cost: expected a positive",
    );
    expect(() => accuracyCost({ rows: [] })).toThrow("at least one row");
    expect(() => accuracyCost({ rows: [{ ...rows[0]!, low: 0.85 }] })).toThrow("low ≤ value ≤ high");
  });
});
