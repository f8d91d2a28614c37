import { describe, expect, it } from "vitest";
import { featureVectors } from "../../../../lib/charts/features/feature-vector.ts";

const vectors = [
  { name: "dog", values: Float32Array.of(0, 2, 0, 1) },
  { name: "cat", values: [0.5, 0, -1, 4] },
];

describe("featureVectors", () => {
  it("draws a bar a value, a row a vector, on one scale", () => {
    const { data, layout } = featureVectors({ vectors });
    expect(data.map(({ x, y, yaxis }) => [x, y, yaxis])).toEqual([
      [[0, 1, 2, 3], [0, 2, 0, 1], "y"],
      [[0, 1, 2, 3], [0.5, 0, -1, 4], "y2"],
    ]);
    const ranges = [layout.yaxis, layout.yaxis2].map((axis) => (axis as { range: unknown }).range);
    expect(ranges[0]).toEqual(ranges[1]);
    expect((layout.annotations as Array<{ text: string }>).map(({ text }) => text)).toEqual([
      "<b>dog</b>, 50.0 % zeros",
      "<b>cat</b>, 25.0 % zeros",
    ]);
  });

  it("says in words how large and how sparse they are", () => {
    expect(featureVectors({ vectors }).summary).toBe(
      "Feature vectors. 2 of 4 values each. dog: largest 2.00, 50.0 % zeros. cat: largest 4.00, 25.0 % zeros.",
    );
  });

  it("draws a vector of zeros", () => {
    expect(featureVectors({ vectors: [{ name: "dead", values: [0, 0] }] }).data).toHaveLength(1);
  });

  it("refuses no vector, another length and values that are no numbers", () => {
    expect(() => featureVectors({ vectors: [] })).toThrow("at least one vector");
    expect(() => featureVectors({ vectors: [{ name: "a", values: [] }] })).toThrow("vectors[0].values");
    expect(() => featureVectors({ vectors: [...vectors, { name: "c", values: [1] }] })).toThrow(
      "vectors[2].values: expected 4 values, received 1 values",
    );
    expect(() => featureVectors({ vectors: [{ name: "a", values: [1, Number.NaN] }] })).toThrow(
      "vectors[0].values[1]: expected a finite number",
    );
  });
});
