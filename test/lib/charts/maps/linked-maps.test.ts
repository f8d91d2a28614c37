import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { createHtmlTidier } from "../../../../kernel/report/tidy-html.ts";
import { jupyterDisplay } from "../../../../lib/charts/figure.ts";
import { linkedMaps } from "../../../../lib/charts/maps/linked-maps.ts";
import { matrix, matrixFromRows } from "../../../../lib/matrix/matrix.ts";
import { hostileName, pixel } from "../sample-figures.ts";

const left = {
  name: "VGG16",
  points: matrixFromRows([
    [0, 0],
    [10, 0],
    [10, 10],
  ]),
};
const right = {
  name: "ResNet50",
  points: matrixFromRows([
    [5, 5],
    [5, 6],
    [6, 5],
  ]),
};
const options = {
  left,
  right,
  labels: [0, 1, 1],
  classNames: ["cat", "dog"],
  names: ["a.jpg", "b.jpg", "c.jpg"],
};

const open = (html: string, scripts = false) =>
  new JSDOM(html, scripts ? { runScripts: "dangerously", pretendToBeVisual: true } : {}).window;

describe("linkedMaps", () => {
  it("makes one shape of an image's two places, so that pointing at one marks both", () => {
    const { document } = open(linkedMaps(options).html!);
    const images = [...document.querySelectorAll(".image")];
    expect(images).toHaveLength(3);
    const moves = images.map((image) =>
      image
        .querySelector(".mark")!
        .getAttribute("d")!
        .match(/M[\d.]+ [\d.]+/g),
    );
    const places = images.map((image) => image.getAttribute("data-at")!.split(" "));
    expect(moves).toEqual(places.map(([a, b, c, d]) => [`M${a} ${b}`, `M${c} ${d}`]));
    // Up in the data is up in the picture, and the same image is at the left edge of one map.
    const [first, , third] = places.map((place) => place.map(Number));
    expect(third![1]).toBeLessThan(first![1]!);
    expect(first![0]).toBeLessThan(third![0]!);
  });

  it("shows picture and words of an image, and a name for each class", () => {
    const { document } = open(linkedMaps({ ...options, thumbnails: [pixel, undefined, pixel] }).html!);
    const cards = [...document.querySelectorAll(".card")];
    expect(cards.map((card) => card.querySelector("image")?.getAttribute("href"))).toEqual([
      pixel,
      undefined,
      pixel,
    ]);
    expect(cards[1]!.querySelector("[data-words]")!.getAttribute("data-words")).toBe("dog\nb.jpg");
    expect([...document.querySelectorAll(".key text")].map(({ textContent }) => textContent)).toEqual([
      "cat",
      "dog",
    ]);
  });

  it("takes the HTML before plotly's JSON, which cannot link, with the static picture beside it", async () => {
    const bundle = await linkedMaps(options)[jupyterDisplay]();
    expect(Object.keys(bundle)).toEqual(["text/html", "image/svg+xml", "text/plain"]);
  });

  it("selects the images of a box in both maps, and none once the box is gone", () => {
    const window = open(linkedMaps(options).html!, true);
    const svg = window.document.querySelector("svg")! as unknown as SVGSVGElement & {
      setPointerCapture: () => void;
    };
    // What jsdom has no layout for: one unit of the drawing is one pixel.
    Object.assign(svg, {
      setPointerCapture: () => undefined,
      getScreenCTM: () => ({ inverse: () => undefined }),
    });
    const [frame] = svg.querySelectorAll(".frame");
    Object.assign(frame!, { getBBox: () => ({ x: 22, y: 24, width: 384, height: 384 }) });
    Object.assign(window, {
      DOMPoint: class {
        point: object;
        constructor(x: number, y: number) {
          this.point = { x, y };
        }
        matrixTransform() {
          return this.point;
        }
      },
    });
    const send = (type: string, target: Element, clientX: number, clientY: number) =>
      target.dispatchEvent(new window.MouseEvent(type, { bubbles: true, clientX, clientY, button: 0 }));
    send("pointerdown", frame!, 300, 30);
    send("pointermove", svg, 500, 500);
    send("pointerup", svg, 500, 500);
    const selected = [...svg.querySelectorAll(".selected [data-words]")].map((one) =>
      one.getAttribute("data-words"),
    );
    expect(selected).toEqual(["dog\nb.jpg", "dog\nc.jpg"]);
    expect(svg.querySelector(".count")!.textContent).toBe("2 images selected: dog 2");
    expect(svg.classList.contains("selecting")).toBe(true);
    send("pointerdown", frame!, 30, 200);
    expect(svg.querySelectorAll(".selected")).toHaveLength(0);
    expect(svg.classList.contains("selecting")).toBe(false);
  });

  it("keeps the link in a report, which takes scripts away and confines styles to what is beside them", async () => {
    const tidyHtml = await createHtmlTidier();
    const { document } = open(tidyHtml(linkedMaps({ ...options, thumbnails: [pixel, pixel, pixel] }).html!));
    expect(document.querySelector("script")).toBeNull();
    const style = document.querySelector("style")!;
    expect(style.textContent).toMatch(/^@scope \{/);
    expect(
      style.parentElement!.querySelectorAll(".linked-maps .image:has(.mark):has(.card image)"),
    ).toHaveLength(3);
  });

  it("leaves few words where the drawing is taken away, as in a notebook that is not trusted", () => {
    const { document } = open(linkedMaps(options).html!);
    for (const element of document.querySelectorAll("style, script")) element.remove();
    const words = document.body.textContent!;
    expect(words).toContain("3 images in 2 classes under VGG16 and ResNet50");
    expect(words).toContain("Trust this notebook");
    expect(words).not.toContain("b.jpg");
  });

  it("lets no name out of its place", () => {
    const named = {
      ...options,
      classNames: [hostileName, "dog"],
      left: { ...left, name: hostileName },
      title: hostileName,
    };
    const { document } = open(linkedMaps(named).html!);
    expect(document.querySelectorAll("script")).toHaveLength(1);
    expect(document.querySelectorAll("b")).toHaveLength(0);
    expect(document.querySelector(".title")!.textContent).toContain("<b>a</b>");
  });

  it("draws the same images in both plots for the static picture, a class's entry in the legend for both", () => {
    const { data } = linkedMaps(options);
    expect(
      data.map(({ xaxis, legendgroup, showlegend, x }) => [
        xaxis,
        legendgroup,
        showlegend,
        (x as number[]).length,
      ]),
    ).toEqual([
      ["x", "0", true, 1],
      ["x", "1", true, 2],
      ["x2", "0", false, 1],
      ["x2", "1", false, 2],
    ]);
  });

  it("refuses maps of different images, coordinates that are missing and lists of another length", () => {
    expect(() => linkedMaps({ left, right: { name: "b", points: matrix(2, 2) } })).toThrow(
      "right.points: expected shape [3, 2]",
    );
    expect(() => linkedMaps({ left: { name: "a", points: matrix(3, 3) }, right })).toThrow("left.points");
    const gap = matrixFromRows([
      [0, 0],
      [0, Number.NaN],
      [1, 1],
    ]);
    expect(() => linkedMaps({ left, right: { name: "b", points: gap } })).toThrow(
      "right.points[1]: expected finite coordinates",
    );
    expect(() => linkedMaps({ ...options, labels: [0, 1] })).toThrow("labels: expected 3 items");
    expect(() => linkedMaps({ ...options, labels: [0, 1, 7] })).toThrow("labels[2]");
    expect(() => linkedMaps({ ...options, thumbnails: ["a.png", pixel, pixel] })).toThrow("thumbnails[0]");
  });
});
