import { describe, expect, it } from "vitest";
import { timeErrorCurves } from "../../../../lib/charts/accuracy/time-error.ts";

const rows = [
  { label: "frozen", seconds: 0.5, accuracy: 0.75, low: 0.5, high: 0.875, note: "10 images" },
  { label: "scratch", seconds: 40, accuracy: 0.5, low: 0.375, high: 0.625 },
  { label: "frozen", seconds: 2, accuracy: 0.875, low: 0.75, high: 1, note: "20 images" },
];

describe("timeErrorCurves", () => {
  it("draws a line for each label: errors over times, with the intervals turned round", () => {
    const { data, layout } = timeErrorCurves({ rows });
    expect(data.map(({ name, x, y }) => [name, x, y])).toEqual([
      ["frozen", [0.5, 2], [25, 12.5]],
      ["scratch", [40], [50]],
    ]);
    expect(data[0]).toMatchObject({ error_y: { array: [25, 12.5], arrayminus: [12.5, 12.5] } });
    expect(data[0]!.text).toEqual(["10 images", "20 images"]);
    expect(layout.xaxis).toMatchObject({
      type: "log",
      tickvals: [1, 10],
      range: [expect.any(Number), expect.any(Number)],
    });
  });

  it("marks the error of guessing", () => {
    const { layout } = timeErrorCurves({ rows, chance: 0.25 });
    expect(layout.annotations).toMatchObject([{ y: 75, text: "guessing: 75.0 %" }]);
  });

  it("has ticks between powers of ten where the times are near", () => {
    const near = [2, 4].map((seconds) => ({ label: "a", seconds, accuracy: 0.5 }));
    expect(timeErrorCurves({ rows: near }).layout.xaxis).toMatchObject({ tickvals: [2, 5] });
  });

  it("says in words what each way costs", () => {
    expect(timeErrorCurves({ rows }).summary).toBe(
      "Error against time. frozen: 25.0 % wrong in 0.5 s (10 images), 12.5 % wrong in 2 s (20 images). scratch: 50.0 % wrong in 40 s.",
    );
  });

  it("refuses what it cannot draw", () => {
    const draw = (row: object) => () => timeErrorCurves({ rows: [{ ...rows[0]!, ...row }] });
    expect(() => timeErrorCurves({ rows: [] })).toThrow("rows: expected at least one row");
    expect(draw({ seconds: 0 })).toThrow("rows[0].seconds: expected a time above 0, received 0");
    expect(draw({ accuracy: 75 })).toThrow("rows[0].accuracy: expected a share in [0, 1]");
    expect(draw({ low: 0.8 })).toThrow("rows[0]: expected low ≤ value ≤ high");
  });
});
