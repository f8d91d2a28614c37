import { describe, expect, it } from "vitest";
import { imagesPerClassCurves } from "../../../../lib/charts/accuracy/images-per-class.ts";

const rows = [
  { label: "SVM", images: 10, accuracy: 0.75, low: 0.5, high: 0.875 },
  { label: "SVM", images: 1, accuracy: 0.5, low: 0.25, high: 0.625 },
  { label: "as is", images: 1, accuracy: 0.5 },
];

describe("imagesPerClassCurves", () => {
  it("draws a line for each mode in the order of the images, and its intervals as a band", () => {
    const { data, layout } = imagesPerClassCurves({ rows });
    const lines = data.filter(({ fill }) => fill === undefined);
    expect(lines.map(({ name, x, y }) => [name, x, y])).toEqual([
      ["SVM", [1, 10], [50, 75]],
      ["as is", [1], [50]],
    ]);
    const bands = data.filter(({ fill }) => fill === "toself");
    expect(bands.map(({ x, y }) => [x, y])).toEqual([
      [
        [1, 10, 10, 1],
        [62.5, 87.5, 50, 25],
      ],
    ]);
    expect(layout.xaxis).toMatchObject({ type: "log", tickvals: [1, 10] });
  });

  it("draws the interval of a single point as a whisker", () => {
    const { data } = imagesPerClassCurves({ rows: [rows[1]!] });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ error_y: { array: [12.5], arrayminus: [25] } });
  });

  it("says in words how far each mode comes", () => {
    expect(imagesPerClassCurves({ rows }).summary).toContain("SVM: 50.0 % at 1 to 75.0 % at 10.");
  });

  it("refuses what it cannot draw", () => {
    const draw = (row: object) => () => imagesPerClassCurves({ rows: [rows[0]!, { ...rows[0]!, ...row }] });
    expect(() => imagesPerClassCurves({ rows: [] })).toThrow("rows: expected at least one row");
    expect(draw({})).toThrow("rows[1]: expected one row for SVM at 10 images");
    expect(draw({ images: 0 })).toThrow("rows[1].images: expected a number of 1 or more, received 0");
    expect(draw({ accuracy: 75 })).toThrow("rows[1].accuracy: expected a share in [0, 1]");
    expect(draw({ low: 0.8 })).toThrow("rows[1]: expected low ≤ value ≤ high");
    expect(draw({ low: undefined })).toThrow(
      "rows[1]: expected both low and high, or neither, received only high",
    );
  });
});
