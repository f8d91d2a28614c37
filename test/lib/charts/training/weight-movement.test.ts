import { describe, expect, it } from "vitest";
import { weightMovement } from "../../../../lib/charts/training/weight-movement.ts";

describe("weightMovement", () => {
  it("puts a change on a logarithmic scale and exactly zero outside it", () => {
    const { data, layout } = weightMovement({ layers: ["a", "b", "c"], relativeChange: [0, 0.01, 0.1] });
    expect(data.map(({ name, x, y }) => [name, x, y])).toEqual([
      ["moved", [-2, -1], [1, 2]],
      ["exactly 0", [-3], [0]],
    ]);
    expect(layout.xaxis).toMatchObject({ tickvals: [-3, -2, -1], ticktext: ["0", "1 %", "10 %"] });
  });

  it("sets apart a frozen layer that moved all the same", () => {
    const { data, summary } = weightMovement({
      layers: ["a", "b"],
      relativeChange: [1e-9, 0.5],
      frozen: [true, false],
    });
    expect(data.map(({ name, y }) => [name, y])).toEqual([
      ["moved", [1]],
      ["frozen, but moved", [0]],
    ]);
    expect(summary).toContain("1 frozen layer moved, which must not be.");
  });

  it("says how many moved, and which most", () => {
    expect(weightMovement({ layers: ["a", "b"], relativeChange: [0, 0.12] }).summary).toBe(
      "Which weights moved. Of 2 layers, 1 moved and 1 did not. Most: b, by 12 %.",
    );
    expect(weightMovement({ layers: ["a"], relativeChange: [0] }).summary).not.toContain("Most");
  });

  it("refuses what is no change", () => {
    expect(() => weightMovement({ layers: [], relativeChange: [] })).toThrow(
      "layers: expected at least one layer",
    );
    expect(() => weightMovement({ layers: ["a"], relativeChange: [Number.NaN] })).toThrow(
      "relativeChange[0]",
    );
    expect(() => weightMovement({ layers: ["a"], relativeChange: [0], frozen: [] })).toThrow(
      "frozen: expected 1",
    );
  });
});
