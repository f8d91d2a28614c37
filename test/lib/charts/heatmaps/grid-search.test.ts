import { describe, expect, it } from "vitest";
import { gridSearchHeatmap, gridSearchLines } from "../../../../lib/charts/heatmaps/grid-search.ts";

const rows = [
  { C: 10, gamma: 0.1, accuracy: 0.5 },
  { C: 1, gamma: 0.1, accuracy: 0.75 },
  { C: 1, gamma: 0.01, accuracy: 0.25 },
];

describe("gridSearchHeatmap", () => {
  it("puts C across and gamma down, ascending, leaves empty what was not tried, and frames the best", () => {
    const { data, layout, summary } = gridSearchHeatmap({ rows });
    expect(data[0]).toMatchObject({
      z: [
        [25, null],
        [75, 50],
      ],
      zmin: 25,
      zmax: 75,
    });
    expect(layout.xaxis).toMatchObject({ ticktext: ["1", "10"] });
    expect(layout.yaxis).toMatchObject({ ticktext: ["0.01", "0.1"] });
    expect(layout.shapes).toMatchObject([{ x0: -0.5, x1: 0.5, y0: 0.5, y1: 1.5 }]);
    expect(summary).toContain("best C 1, gamma 0.1, accuracy 75.0 %; worst C 1, gamma 0.01, 25.0 %");
  });

  it("refuses a grid without gamma, a point twice and numbers out of range", () => {
    expect(() => gridSearchHeatmap({ rows: [{ C: 1, accuracy: 0.5 }] })).toThrow(
      "draw a grid without gamma by gridSearchLines",
    );
    expect(() => gridSearchHeatmap({ rows: [...rows, rows[0]!] })).toThrow(
      "rows[3]: expected each point of the grid once",
    );
    expect(() => gridSearchHeatmap({ rows: [{ ...rows[0]!, C: 0 }] })).toThrow(
      "rows[0].C: expected a positive number",
    );
  });
});

describe("gridSearchLines", () => {
  it("draws a line over C for each gamma", () => {
    const { data } = gridSearchLines({ rows });
    expect(data.map(({ name, x, y }) => [name, x, y])).toEqual([
      ["gamma 0.01", [1], [25]],
      ["gamma 0.1", [1, 10], [75, 50]],
    ]);
  });

  it("draws a single line for a linear kernel", () => {
    expect(
      gridSearchLines({
        rows: [
          { C: 1, accuracy: 0.5 },
          { C: 0.1, accuracy: 0.25 },
        ],
      }).data,
    ).toMatchObject([{ x: [0.1, 1], y: [25, 50] }]);
    expect(() => gridSearchLines({ rows: [] })).toThrow("rows: expected at least one row");
  });
});
