import * as tf from "@tensorflow/tfjs";
import { DataFrame, Series } from "danfojs-node";
import { JSDOM } from "jsdom";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { formatValue } from "../../../../kernel/display/format-value.ts";

const RED = { create: { width: 20, height: 10, channels: 3, background: "red" } } as const;

async function show(value: unknown): Promise<Record<string, unknown>> {
  const faults: unknown[] = [];
  const bundle = await formatValue(value, { onFault: (fault) => faults.push(fault) });
  expect(faults).toEqual([]);
  return bundle;
}

async function sizeOf(base64: unknown): Promise<unknown[]> {
  const { format, width, height } = await sharp(Buffer.from(String(base64), "base64")).metadata();
  return [format, width, height];
}

describe("a tensor", () => {
  it("shows shape, type and numbers", async () => {
    const shown = await show(tf.tensor2d([[1, 2]]));
    expect(Object.keys(shown)).toEqual(["text/plain"]);
    expect(shown["text/plain"]).toContain("shape: [1,2]");
    expect((await show(tf.scalar(3)))["text/plain"]).toContain("rank: 0");
  });

  it("that is gone says so", async () => {
    const tensor = tf.zeros([2, 3]);
    tensor.dispose();
    expect(await show(tensor)).toEqual({ "text/plain": "Tensor [2, 3] float32 (disposed)" });
  });

  it("is read only in part when it is huge", async () => {
    const shown = await show({
      shape: [5000, 5000],
      dtype: "float32",
      size: 25_000_000,
      isDisposed: false,
      dataSync: () => expect.unreachable(),
    });
    expect(shown["text/plain"]).toContain("25,000,000 elements");
  });

  it.each([
    ["bytes in three channels", tf.fill([16, 24, 3], 200, "int32"), ["png", 120, 80]],
    ["floats in one channel", tf.fill([130, 130, 1], 0.5), ["png", 130, 130]],
    ["a batch", tf.fill([4, 10, 10, 3], 0.5), ["png", 242, 242]],
  ])("is a picture too when it holds %s", async (_, tensor, size) => {
    const shown = await show(tensor);
    expect(await sizeOf(shown["image/png"])).toEqual(size);
    expect(shown["text/plain"]).toContain("dtype");
  });

  it.each([
    ["numbers below 0", tf.fill([16, 16, 3], -0.1)],
    ["numbers above 1", tf.fill([16, 16, 3], 1.5)],
    ["what is no number", tf.fill([16, 16, 3], Number.NaN)],
    ["many channels", tf.fill([16, 16, 64], 0.5)],
    ["a small map", tf.fill([7, 7, 3], 0.5)],
  ])("is no picture when it holds %s", async (_, tensor) => {
    expect(Object.keys(await show(tensor))).toEqual(["text/plain"]);
  });
});

describe("a model", () => {
  const model = tf.sequential({
    name: "small",
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], name: "one", trainable: false }),
      tf.layers.batchNormalization({ name: "two" }),
      tf.layers.dense({ units: 2, name: "three" }),
    ],
  });

  it("shows its layers, shapes, parameters, and what trains", async () => {
    const shown = await show(model);
    const lines = String(shown["text/plain"])
      .split("\n")
      .map((line) => line.split(/\s{2,}/));
    expect(lines[3]).toEqual(["one", "Dense", "4", "16", "frozen"]);
    expect(lines[4]).toEqual(["two", "BatchNormalization", "4", "16", "8 trainable"]);
    expect(lines[5]).toEqual(["three", "Dense", "2", "10", "trainable"]);
    expect(lines[6]).toEqual(["42 parameters: 18 trainable, 24 frozen"]);
    expect(shown["text/html"]).toContain('Model "small"'.replaceAll('"', "&quot;"));
  });

  it("that is not built shows too", async () => {
    expect((await show(tf.sequential({ name: "empty" })))["text/plain"]).toContain("0 parameters");
  });
});

describe("a training history", () => {
  it("shows a row an epoch", async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const history = await model.fit(tf.ones([4, 1]), tf.ones([4, 1]), { epochs: 3, verbose: 0 });
    const shown = await show(history);
    expect(String(shown["text/plain"]).split("\n")).toHaveLength(5);
    expect(shown["text/html"]).toContain(">loss</th>");
  });

  it("shows plain curves, long ones by their ends", async () => {
    const shown = await show({ loss: Array.from({ length: 100 }, (_, epoch) => epoch / 8), valLoss: [] });
    const lines = String(shown["text/plain"]).split("\n");
    expect(lines).toHaveLength(43);
    expect(lines.at(-1)?.trim()).toMatch(/^100 +12\.375$/);
  });

  it("is no list of other things under the name loss", async () => {
    expect(Object.keys(await show({ loss: ["a"] }))).toEqual(["text/plain"]);
    expect(Object.keys(await show({ loss: 3 }))).toEqual(["text/plain"]);
  });
});

describe("a frame of danfojs", () => {
  it("shows its index and columns, escaped", async () => {
    const shown = await show(new DataFrame([{ a: 1, b: "<x>" }]));
    expect(shown["text/html"]).toContain("&lt;x&gt;");
    expect(shown["text/plain"]).toContain("1 row × 2 columns");
    expect((await show(new Series([1, 2, 3])))["text/plain"]).toContain("3 rows");
  });

  it("shows the first of many rows", async () => {
    const rows = Array.from({ length: 60 }, (_, a) => ({ a }));
    expect((await show(new DataFrame(rows)))["text/plain"]).toContain("… 10 more rows");
  });
});

describe("a picture", () => {
  it("of sharp shows what the pipeline gives, and can still be used", async () => {
    const pipeline = sharp(RED).resize(8, 4);
    expect(await sizeOf((await show(pipeline))["image/png"])).toEqual(["png", 8, 4]);
    expect((await pipeline.png().toBuffer()).length).toBeGreaterThan(0);
    const jpeg = await show(sharp(await sharp(RED).jpeg().toBuffer()));
    expect(await sizeOf(jpeg["image/jpeg"])).toEqual(["jpeg", 20, 10]);
  });

  it("of sharp that waits for its stream is not read", async () => {
    expect(Object.keys(await show(sharp()))).toEqual(["text/plain"]);
  });

  it("as raw pixels with their size is encoded", async () => {
    const raw = await sharp(RED).raw().toBuffer({ resolveWithObject: true });
    expect(await sizeOf((await show(raw))["image/png"])).toEqual(["png", 20, 10]);
    const image = { data: new Uint8ClampedArray(4 * 6), width: 2, height: 3 };
    expect(await sizeOf((await show(image))["image/png"])).toEqual(["png", 2, 3]);
    expect(Object.keys(await show({ ...image, width: 5 }))).toEqual(["text/plain"]);
  });

  it("in a Blob or an ArrayBuffer shows", async () => {
    const bytes = Uint8Array.from(await sharp(RED).webp().toBuffer());
    expect(await sizeOf((await show(new Blob([bytes])))["image/webp"])).toEqual(["webp", 20, 10]);
    expect(await sizeOf((await show(bytes.buffer))["image/webp"])).toEqual(["webp", 20, 10]);
    expect(Object.keys(await show(new Blob(["text"])))).toEqual(["text/plain"]);
  });

  it("on a canvas shows, whichever way it is got", async () => {
    const png = await sharp(RED).png().toBuffer();
    const url = `data:image/png;base64,${png.toString("base64")}`;
    expect(await sizeOf((await show({ toDataURL: () => url }))["image/png"])).toEqual(["png", 20, 10]);
    expect(await sizeOf((await show({ toDataURL: async () => url }))["image/png"])).toEqual(["png", 20, 10]);
    const offscreen = { convertToBlob: async () => new Blob([Uint8Array.from(png)]) };
    expect(await sizeOf((await show(offscreen))["image/png"])).toEqual(["png", 20, 10]);
  });
});

describe("an element", () => {
  const { document } = new JSDOM("<p>Hi <b>you</b></p><svg width='3'></svg><canvas></canvas>").window;

  it("shows its markup", async () => {
    expect((await show(document.querySelector("p")))["text/html"]).toBe("<p>Hi <b>you</b></p>");
  });

  it("that is a drawing shows as a picture that stands alone", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="3"></svg>';
    expect((await show(document.querySelector("svg")))["image/svg+xml"]).toBe(svg);
  });
});

describe("a chart", () => {
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v5.json", mark: "bar" };

  it("of Vega shows by its specification or builder", async () => {
    for (const value of [spec, { toSpec: () => spec }]) {
      expect((await show(value))["application/vnd.vegalite.v5+json"]).toEqual(spec);
    }
    expect(Object.keys(await show({ $schema: "https://json-schema.org" }))).toEqual(["text/plain"]);
  });

  it("of plotly shows as its data and layout", async () => {
    const shown = await show({
      data: [{ type: "bar", x: ["a"], y: new Float64Array([1]) }],
      layout: { title: { text: "T" } },
    });
    expect(shown["application/vnd.plotly.v1+json"]).toEqual({
      data: [{ type: "bar", x: ["a"], y: [1] }],
      layout: { title: { text: "T" } },
    });
    expect(shown["text/plain"]).toBe('Plotly figure "T" (1 trace: bar)');
    expect(Object.keys(await show({ data: [1], layout: {} }))).toEqual(["text/plain"]);
    expect(Object.keys(await show({ data: [{ name: "x" }], layout: {} }))).toEqual(["text/plain"]);
  });
});
