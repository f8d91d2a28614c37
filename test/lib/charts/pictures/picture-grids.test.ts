import { describe, expect, it } from "vitest";
import { disagreementPictures } from "../../../../lib/charts/pictures/disagreement-pictures.ts";
import { duplicatePairs } from "../../../../lib/charts/pictures/duplicate-pairs.ts";
import { gradCamGrid } from "../../../../lib/charts/pictures/grad-cam-grid.ts";
import { labelErrors } from "../../../../lib/charts/pictures/label-errors.ts";
import { labelledPictures } from "../../../../lib/charts/pictures/labelled-pictures.ts";
import { neighborGrid } from "../../../../lib/charts/pictures/neighbor-grid.ts";
import { predictionPictures } from "../../../../lib/charts/pictures/prediction-pictures.ts";
import type { PlotlyJson } from "../../../../lib/charts/theme/plotly-json.ts";
import { colorOf } from "../../../../lib/charts/theme/theme.ts";
import { pixel } from "../sample-figures.ts";

const imagesOf = ({ layout }: { layout: PlotlyJson }) =>
  layout.images as Array<{ x: number; y: number; source: string; sizex: number }>;
const framesOf = ({ layout }: { layout: PlotlyJson }) =>
  layout.shapes as Array<{ line: { color: string; dash: string } }>;
const wordsOf = ({ layout }: { layout: PlotlyJson }) =>
  (layout.annotations as Array<{ text: string }>).map(({ text }) => text);

describe("neighborGrid", () => {
  const queries = [
    {
      query: { image: pixel, label: "cat" },
      neighbors: [
        { image: pixel, label: "cat", distance: 0.125, name: "b.jpg" },
        { image: pixel, label: "dog", distance: 0.25 },
      ],
    },
  ];

  it("frames neighbours by whether they are of the same class, and counts them", () => {
    const figure = neighborGrid({ queries });
    expect(
      framesOf(figure)
        .map(({ line }) => [line.color, line.dash])
        .slice(1),
    ).toEqual([
      [colorOf(2), "solid"],
      [colorOf(1), "dot"],
    ]);
    expect(wordsOf(figure)).toContain("<b>cat</b><br>0.125");
    expect(figure.summary).toContain("Of the same class: 1 (50.0 %)");
  });

  it("shows pictures in a row, each with its words for hover", () => {
    const figure = neighborGrid({ queries });
    const [first, second] = imagesOf(figure);
    expect(second!.x - first!.x).toBeGreaterThan(first!.sizex);
    expect(figure.data[0]).toMatchObject({
      customdata: [
        { image: pixel, caption: ["cat"] },
        { image: pixel, caption: ["cat", "b.jpg", "cosine distance (0 to 2): 0.1250"] },
        { image: pixel, caption: ["dog", "cosine distance (0 to 2): 0.2500"] },
      ],
    });
  });

  it("refuses pictures from elsewhere and negative distances", () => {
    const [{ query, neighbors }] = queries as [(typeof queries)[0]];
    expect(() => neighborGrid({ queries: [] })).toThrow("at least one image");
    expect(() => neighborGrid({ queries: [{ query: { image: "http://a/b.png" }, neighbors }] })).toThrow(
      "expected a data:image/… URI",
    );
    expect(() =>
      neighborGrid({ queries: [{ query, neighbors: [{ ...neighbors[0]!, distance: -1 }] }] }),
    ).toThrow("queries[0].neighbors[0].distance");
  });
});

describe("duplicatePairs", () => {
  const picture = { image: pixel, name: "a.jpg", label: "cat", split: "train" };

  it("marks pairs across splits and with two labels", () => {
    const figure = duplicatePairs({
      pairs: [
        { first: picture, second: picture, similarity: 0.99 },
        { first: picture, second: { ...picture, split: "test" }, similarity: 0.98 },
        { first: picture, second: { ...picture, label: "dog" }, similarity: 0.97 },
      ],
    });
    expect(framesOf(figure)).toHaveLength(4);
    expect(figure.summary).toBe("Near-duplicates. 3 pairs, 1 across splits, 1 with two labels.");
  });

  it("refuses no pair and a similarity that is no cosine", () => {
    expect(() => duplicatePairs({ pairs: [] })).toThrow("at least one pair");
    expect(() => duplicatePairs({ pairs: [{ first: picture, second: picture, similarity: 97 }] })).toThrow(
      "pairs[0].similarity",
    );
  });
});

describe("labelErrors", () => {
  it("shows the label given and the one suggested", () => {
    const figure = labelErrors({ images: [{ image: pixel, given: "<cat>", suggested: "dog", score: 0.5 }] });
    expect(wordsOf(figure)).toEqual(["<b>dog?</b><br>labelled &lt;cat&gt;<br>50.0 %"]);
    expect(figure.summary).toContain("<cat> → dog");
  });

  it("refuses no image and a score beyond 1", () => {
    expect(() => labelErrors({ images: [] })).toThrow("at least one image");
    expect(() => labelErrors({ images: [{ image: pixel, given: "a", suggested: "b", score: 50 }] })).toThrow(
      "images[0].score",
    );
  });
});

describe("gradCamGrid", () => {
  const map = { heat: [[0, 1]], label: "cat", probability: 0.75 };

  it("lays each model's heat over the picture, in a place of its own, and frames a wrong class", () => {
    const figure = gradCamGrid({
      models: ["VGG16", "ResNet50"],
      images: [{ image: pixel, label: "cat", maps: [map, { ...map, label: "dog" }] }],
    });
    const pictures = imagesOf(figure);
    expect(pictures.map(({ source }) => source.slice(0, 15))).toEqual([
      "data:image/gif;",
      "data:image/gif;",
      "data:image/png;",
      "data:image/gif;",
      "data:image/png;",
    ]);
    expect(pictures[1]!.x).toBe(pictures[2]!.x);
    const places = pictures.map(({ x, y, sizex }) => `${x} ${y} ${sizex}`);
    expect(new Set(places).size).toBe(places.length);
    expect(framesOf(figure)).toHaveLength(1);
    expect(figure.summary).toContain("cat: VGG16 cat 75.0 %, ResNet50 dog 75.0 %.");
  });

  it("refuses another number of maps, and heat that is not in [0, 1]", () => {
    const draw = (maps: Array<typeof map>) => () =>
      gradCamGrid({ models: ["VGG16"], images: [{ image: pixel, maps }] });
    expect(draw([])).toThrow("images[0].maps: expected 1 items, one for each of models");
    expect(draw([{ ...map, heat: [[3]] }])).toThrow(
      "images[0].maps[0].heat[0][0]: expected a number in [0, 1]",
    );
    expect(draw([{ ...map, heat: [[0, 1], [0]] }])).toThrow("images[0].maps[0].heat[1]: expected shape [2]");
    expect(draw([{ ...map, heat: [] }])).toThrow("at least one value");
    expect(draw([{ ...map, probability: 3 }])).toThrow("images[0].maps[0].probability");
  });
});

describe("disagreementPictures", () => {
  const draw = (images: { truth: string; saysFirst: string; saysSecond: string }[]) =>
    disagreementPictures({
      first: "VGG16",
      second: "ResNet50",
      images: images.map((image) => ({ image: pixel, ...image })),
    });

  it("frames a picture by the model that is right, and none where nobody is", () => {
    const figure = draw([
      { truth: "bus", saysFirst: "bus", saysSecond: "fish" },
      { truth: "bus", saysFirst: "fish", saysSecond: "bus" },
      { truth: "bus", saysFirst: "fish", saysSecond: "cat" },
    ]);
    expect(framesOf(figure).map(({ line }) => [line.color, line.dash])).toEqual([
      [colorOf(0), "solid"],
      [colorOf(1), "dot"],
    ]);
    expect(wordsOf(figure)).toContain("<b>bus</b><br>VGG16: bus<br>ResNet50: fish");
    expect(figure.summary).toContain("right / VGG16 / ResNet50: bus / bus / fish, bus / fish / bus");
  });

  it("refuses an empty list", () => {
    expect(() => draw([])).toThrow("at least one image");
  });
});

describe("predictionPictures", () => {
  const cat = { name: "cat", probability: 0.934 };
  const dog = { name: "<dog>", probability: 0.002 };

  it("writes the most probable classes below each picture, and the file and its class for hover", () => {
    const figure = predictionPictures({
      images: [{ image: pixel, name: "a.jpg", label: "kitten", predictions: [cat, dog] }],
    });
    expect(wordsOf(figure)).toEqual(["<b>93 % cat</b><br>&lt;1 % &lt;dog&gt;"]);
    expect(figure.data[0]).toMatchObject({
      customdata: [{ caption: ["its class: kitten", "cat: 93.4 %", "<dog>: 0.2 %", "a.jpg"] }],
    });
    expect(figure.summary).toContain("1 picture, most probable class of each: cat 93.4 %.");
  });

  it("writes a caption above the classes", () => {
    const figure = predictionPictures({
      images: [{ image: pixel, caption: "as trained", predictions: [cat] }],
    });
    expect(wordsOf(figure)).toEqual(["<b>as trained</b><br>93 % cat"]);
    expect(figure.summary).toContain("as trained: cat 93.4 %");
  });

  it("frames those that it is unsure of, and counts them", () => {
    const figure = predictionPictures({
      images: [
        { image: pixel, predictions: [cat] },
        { image: pixel, predictions: [dog] },
      ],
      unsureBelow: 0.5,
    });
    expect(framesOf(figure).map(({ line }) => [line.color, line.dash])).toEqual([[colorOf(1), "dot"]]);
    expect(figure.summary).toContain("Unsure: 1.");
  });

  it("refuses no picture, a picture of which nothing is said, and what is no probability", () => {
    expect(() => predictionPictures({ images: [] })).toThrow("at least one picture");
    expect(() => predictionPictures({ images: [{ image: pixel, predictions: [] }] })).toThrow(
      "images[0].predictions: expected at least one class",
    );
    const wrong = [{ image: pixel, predictions: [{ name: "cat", probability: 93 }] }];
    expect(() => predictionPictures({ images: wrong })).toThrow("images[0].predictions[0].probability");
  });
});

describe("labelledPictures", () => {
  it("puts pictures in rows, each with its label and note", () => {
    const pictures = ["a", "b", "c"].map((label, index) => ({
      image: pixel,
      label,
      ...(index === 0 && { note: "first" }),
    }));
    const figure = labelledPictures({ pictures, columns: 2, title: "Three" });
    const [a, b, c] = imagesOf(figure) as unknown as Array<{ x: number; y: number }>;
    expect([a!.y === b!.y, a!.x === c!.x, c!.y > a!.y]).toEqual([true, true, true]);
    expect(wordsOf(figure)).toContain("<b>a</b><br>first");
    expect(figure.summary).toBe("Three. 3 pictures: a (first), b, c.");
  });

  it("refuses no picture, pictures from elsewhere, and too many columns", () => {
    const one = { image: pixel, label: "a" };
    expect(() => labelledPictures({ pictures: [] })).toThrow("at least one picture");
    expect(() => labelledPictures({ pictures: [{ ...one, image: "a.png" }] })).toThrow("data:image");
    expect(() => labelledPictures({ pictures: [one], columns: 40 })).toThrow(
      "columns: expected an integer of 1 to 16",
    );
  });
});
