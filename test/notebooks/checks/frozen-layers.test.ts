import { describe, expect, it } from "vitest";
import { freezeAll, freezeLayers, type tf } from "../../../lib/index.ts";
import {
  type ConvParameters,
  type CountedLayer,
  type CountTrainable,
  checkConvParameters,
  checkCountTrainable,
  checkFreeze,
  checkHeadParameters,
  type HeadParameters,
} from "../../../notebooks/exercises/checks/frozen-layers.ts";

describe("checkConvParameters", () => {
  it("takes what is right", () => {
    const finding = checkConvParameters((k, c, f) => (k * k * c + 1) * f);
    expect(finding).toMatchObject({ status: "right", message: expect.stringContaining("1,792") });
    expect(checkConvParameters(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, ConvParameters, RegExp]>([
    ["no biases", (k, c, f) => k * k * c * f, /biases are missing/],
    ["a side instead of a square", (k, c, f) => (k * c + 1) * f, /k \* k places/],
    ["no channels", (k, _, f) => (k * k + 1) * f, /all channels that come in/],
    ["a bias a channel", (k, c, f) => k * k * c * f + c, /not one a channel/],
    ["one bias", (k, c, f) => k * k * c * f + 1, /not one for all/],
    ["a bias a channel and filter", (k, c, f) => (k * k + 1) * c * f, /each channel of each filter/],
  ])("recognises %s", (_, answer, message) => {
    expect(checkConvParameters(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkHeadParameters", () => {
  it("takes what is right, and gives the chapter's own number", () => {
    const finding = checkHeadParameters((h, w, c, n, k) => (h * w * c + 1) * n + (n + 1) * k);
    expect(finding).toMatchObject({ status: "right", message: expect.stringContaining("42,478,602") });
    expect(checkHeadParameters(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, HeadParameters, RegExp]>([
    ["no biases", (h, w, c, n, k) => h * w * c * n + n * k, /biases are missing/],
    ["a pooled map", (_h, _w, c, n, k) => (c + 1) * n + (n + 1) * k, /as if the map was pooled/],
    ["one layer", (h, w, c, n) => (h * w * c + 1) * n, /first dense layer alone/],
    ["the map into the last layer", (h, w, c, n, k) => (h * w * c + 1) * (n + k), /sees the hidden units/],
    [
      "parameters of flatten",
      (h, w, c, n, k) => h * w * c + (h * w * c + 1) * n + (n + 1) * k,
      /flatten has no parameters/,
    ],
  ])("recognises %s", (_, answer, message) => {
    expect(checkHeadParameters(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkFreeze", () => {
  const set = (model: tf.LayersModel, trains: (name: string, index: number) => boolean) => {
    model.layers.forEach((layer, index) => {
      layer.trainable = trains(layer.name, index);
    });
  };

  it("takes what is right, with or without the pooling layers", async () => {
    expect((await checkFreeze((model) => void freezeLayers(model, ["block1", "block2"]))).status).toBe(
      "right",
    );
    expect((await checkFreeze((model) => set(model, (name) => !/^block[12]_conv/.test(name)))).status).toBe(
      "right",
    );
    expect((await checkFreeze(() => undefined)).status).toBe("not tried yet");
  });

  it.each<[string, (model: tf.LayersModel) => void, RegExp]>([
    ["everything", freezeAll, /whole network is frozen/],
    [
      "the others",
      (model) => set(model, (name) => /^block[12]_/.test(name)),
      /other way round: block3_conv1/,
    ],
    [
      "the first four layers",
      (model) => set(model, (_, index) => index >= 4),
      /still trains: block2_conv1, block2_conv2/,
    ],
    ["one block", (model) => set(model, (name) => !name.startsWith("block1")), /still trains: block2_conv1/],
    ["too many", (model) => set(model, (_, index) => index >= 8), /later block: block3_conv1/],
  ])("recognises %s frozen", async (_, freeze, message) => {
    expect(await checkFreeze(freeze)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkCountTrainable", () => {
  const size = (shapes: CountedLayer["otherShapes"]) =>
    shapes.reduce((total, shape) => total + shape.reduce((a, b) => a * b, 1), 0);
  const sum = (layers: readonly CountedLayer[], one: (layer: CountedLayer) => number) =>
    layers.reduce((total, layer) => total + one(layer), 0);
  const trained = (layers: readonly CountedLayer[]) => layers.filter(({ trainable }) => trainable);

  it("takes what is right", async () => {
    expect(
      (await checkCountTrainable((all) => sum(trained(all), (l) => size(l.trainableShapes)))).status,
    ).toBe("right");
    expect((await checkCountTrainable(() => undefined)).status).toBe("not tried yet");
  });

  it.each<[string, CountTrainable, RegExp]>([
    ["all", (all) => sum(all, (l) => size(l.trainableShapes) + size(l.otherShapes)), /all parameters/],
    ["frozen layers", (all) => sum(all, (l) => size(l.trainableShapes)), /frozen layers are counted too/],
    [
      "moving statistics",
      (all) => sum(trained(all), (l) => size(l.trainableShapes) + size(l.otherShapes)),
      /moving statistics \(otherShapes\)/,
    ],
    [
      "the frozen ones",
      (all) => sum(all, (l) => (l.trainable ? 0 : size(l.trainableShapes))),
      /these are the frozen ones/,
    ],
    [
      "sums of sides",
      (all) => sum(trained(all), (l) => l.trainableShapes.flat().reduce((a, b) => a + b, 0)),
      /holds their product/,
    ],
    [
      "first weights",
      (all) => sum(trained(all), (l) => size(l.trainableShapes.slice(0, 1))),
      /biases are missing/,
    ],
    ["weights", (all) => sum(trained(all), (l) => l.trainableShapes.length), /how many weights there are/],
  ])("recognises %s", async (_, answer, message) => {
    expect(await checkCountTrainable(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});
