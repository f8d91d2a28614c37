import { describe, expect, it } from "vitest";
import { embeddingScatter } from "../../../../lib/charts/maps/embedding-scatter.ts";
import { matrix, matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { pixel } from "../sample-figures.ts";

const points = matrixFromRows([
  [0, 0],
  [10, 0],
  [0, 10],
]);

describe("embeddingScatter", () => {
  it("draws a trace for each class that has images", () => {
    const { data } = embeddingScatter({ points, labels: [2, 0, 2], classNames: ["a", "b", "c"] });
    expect(data.map(({ name, x, y }) => [name, x, y])).toEqual([
      ["a", [10], [0]],
      ["c", [0, 0], [0, 10]],
    ]);
  });

  it("gives each point its thumbnail and plain text, and plotly escaped text", () => {
    const { data } = embeddingScatter({
      points,
      labels: [0, 0, 0],
      classNames: ["<cat>"],
      names: ["a&b.jpg", "c.jpg", "d.jpg"],
      thumbnails: [pixel, undefined, pixel],
    });
    expect(data[0]).toMatchObject({
      customdata: [
        { image: pixel, caption: ["<cat>", "a&b.jpg"] },
        { caption: ["<cat>", "c.jpg"] },
        { image: pixel, caption: ["<cat>", "d.jpg"] },
      ],
      text: ["<b>&lt;cat&gt;</b><br>a&amp;b.jpg", expect.any(String), expect.any(String)],
    });
  });

  it("has a button that shows the thumbnails without any script, and shows them in the static picture", () => {
    const { layout, staticLayout } = embeddingScatter({ points, thumbnails: [pixel, pixel, pixel] });
    const [menu] = layout.updatemenus as [{ buttons: Array<{ args: unknown[] }> }];
    expect(menu.buttons[1]?.args).toEqual([
      Object.fromEntries(
        [0, 1, 2].flatMap((index) => [
          [`images[${index}].visible`, true],
          [`shapes[${index}].visible`, true],
        ]),
      ),
    ]);
    expect((layout.images as Array<{ visible: boolean }>).some(({ visible }) => visible)).toBe(false);
    expect((staticLayout.images as Array<{ visible: boolean }>).every(({ visible }) => visible)).toBe(true);
    expect(staticLayout.updatemenus).toEqual([]);
  });

  it("puts no thumbnail over another", () => {
    const random = seededRandom(1);
    const crowd = matrix(
      500,
      2,
      new Float32Array(1000).map(() => random() * 100),
    );
    const { layout } = embeddingScatter({ points: crowd, thumbnails: new Array<string>(500).fill(pixel) });
    const pictures = layout.images as Array<{ x: number; y: number; sizex: number }>;
    expect(pictures.length).toBeGreaterThan(20);
    const covering = pictures.flatMap((a, at) =>
      pictures.slice(at + 1).filter((b) => Math.abs(a.x - b.x) < a.sizex && Math.abs(a.y - b.y) < a.sizex),
    );
    expect(covering).toEqual([]);
  });

  it("draws points without classes as one, and leaves out a legend that would not fit", () => {
    expect(embeddingScatter({ points }).layout.showlegend).toBe(false);
    const many = matrix(30, 2);
    const labels = Array.from({ length: 30 }, (_, index) => index);
    expect(embeddingScatter({ points: many, labels }).layout.showlegend).toBe(false);
  });

  it("refuses points of another shape, missing coordinates and lists of another length", () => {
    expect(() => embeddingScatter({ points: matrix(3, 3) })).toThrow("points: expected shape [n, 2]");
    expect(() => embeddingScatter({ points: matrixFromRows([[0, Number.NaN]]) })).toThrow(
      "points[0]: expected finite coordinates",
    );
    expect(() => embeddingScatter({ points, labels: [0, 1] })).toThrow("labels: expected 3 items");
    expect(() => embeddingScatter({ points, labels: [0, 1, 2], classNames: ["a"] })).toThrow("labels[1]");
    expect(() => embeddingScatter({ points, thumbnails: ["http://a/b.png", pixel, pixel] })).toThrow(
      "thumbnails[0]",
    );
  });
});
