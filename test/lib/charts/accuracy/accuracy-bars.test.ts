import { describe, expect, it } from "vitest";
import { accuracyBars } from "../../../../lib/charts/accuracy/accuracy-bars.ts";

describe("accuracyBars", () => {
  it("draws the interval as uneven whiskers", () => {
    const { data } = accuracyBars({ rows: [{ label: "a", accuracy: 0.5, low: 0.25, high: 0.625 }] });
    expect(data[0]).toMatchObject({ x: [50], error_x: { array: [12.5], arrayminus: [25] } });
  });

  it("keeps the rows' order over groups, a colour for each group", () => {
    const rows = ["x", "y", "x"].map((group, index) => ({ label: `row ${index}`, accuracy: 0.5, group }));
    const { data } = accuracyBars({ rows });
    const bars = data.filter(({ type }) => type === "bar");
    expect(bars.map(({ name, y }) => [name, y])).toEqual([
      ["x", [0, 2]],
      ["y", [1]],
    ]);
  });

  it("says in words what it shows", () => {
    const rows = [{ label: "VGG16", accuracy: 0.9, low: 0.8, high: 0.95 }];
    expect(accuracyBars({ rows, chance: 0.1, title: "Test" }).summary).toBe(
      "Test. With 95 % interval: VGG16 90.0 % (80.0 % to 95.0 %). Guessing: 10.0 %.",
    );
  });

  it("refuses an interval that leaves out its accuracy, half an interval, and percentages", () => {
    expect(() => accuracyBars({ rows: [] })).toThrow("rows: expected at least one row");
    expect(() => accuracyBars({ rows: [{ label: "a", accuracy: 0.5, low: 0.6, high: 0.7 }] })).toThrow(
      "rows[0]: expected low ≤ accuracy ≤ high",
    );
    expect(() => accuracyBars({ rows: [{ label: "a", accuracy: 0.5, low: 0.4 }] })).toThrow("only low");
    expect(() => accuracyBars({ rows: [{ label: "a", accuracy: 50 }] })).toThrow(
      "a share in [0, 1], received 50",
    );
  });
});
