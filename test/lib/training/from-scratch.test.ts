import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ImageDataset } from "../../../lib/datasets/image-dataset.ts";
import { loadSamples } from "../../../lib/datasets/load-images.ts";
import { fingerprintWeights, loadBackbone } from "../../../lib/models/index.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import { trainFromScratch } from "../../../lib/training/from-scratch.ts";
import { imageRows } from "../../../lib/training/image-rows.ts";

const small = { width: 0.125, inputSize: 32 };

let samples: ImageDataset;
let train: ImageDataset;
let test: ImageDataset;
/** The pictures of two classes whose place within their class is in a range. */
function pick(from: number, to: number): ImageDataset {
  const items = samples.items.filter(
    ({ label }, index) => label < 2 && index % 60 >= from && index % 60 < to,
  );
  return { ...samples, classNames: samples.classNames.slice(0, 2), items };
}
beforeAll(async () => {
  samples = await loadSamples();
  train = pick(0, 16);
  test = pick(40, 50);
});

describe("trainFromScratch", () => {
  it("learns with every layer, and leaves no tensor behind", { timeout: 60_000 }, async () => {
    const before = tf.memory().numTensors;
    const scratch = await trainFromScratch("vgg16", {}, train, {
      ...small,
      validation: test,
      epochs: 8,
      learningRate: 1e-3,
      batchSize: 8,
    });
    const { history, ledger, after, classNames, backbone } = scratch;
    expect(history).toHaveLength(9);
    expect(history.at(-1)!.loss).toBeLessThan(0.8 * history[1]!.loss);
    expect(history.at(-1)!.accuracy).toBeGreaterThan(0.8);
    expect(after.total).toBe(20);
    expect(ledger.filter(({ moved }) => !moved)).toEqual([]);
    expect(ledger.every(({ role }) => role === "trained")).toBe(true);
    expect(classNames).toEqual(["bicycle", "bus"]);
    expect(backbone.config).toMatchObject({ pretrained: false, width: 0.125 });
    scratch.dispose();
    scratch.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("updates moving statistics with those of the batches, as Keras does", { timeout: 60_000 }, async () => {
    const short = { ...small, width: 0.0625, epochs: 1, batchSize: 16, shuffle: false } as const;
    using scratch = await trainFromScratch("resnet50", { recipe: "gap-batchnorm-dropout" }, train, short);
    const statistics = scratch.ledger.filter(({ role }) => role === "statistic");
    expect(statistics.length).toBeGreaterThan(100);
    expect(statistics.every(({ moved }) => moved)).toBe(true);
    // Two steps of 16: what is left of the variance 1 that it began with is 0.99 twice
    const layer = scratch.backbone.model.getLayer("conv1_bn");
    const [, , mean, variance] = layer.getWeights().map((weight) => weight.dataSync());
    expect(Math.max(...variance!)).toBeGreaterThan(0.9801);
    expect(Math.max(...mean!.map(Math.abs))).toBeGreaterThan(0);
  });

  it("gives equal losses for equal seeds, and draws other views in every epoch", async () => {
    const losses = async (options: object) => {
      using scratch = await trainFromScratch("vgg16", {}, train, { ...small, epochs: 2, ...options });
      return scratch.history.map(({ loss }) => loss);
    };
    const first = await losses({ seed: 1 });
    expect(await losses({ seed: 1 })).toEqual(first);
    expect(await losses({ seed: 2 })).not.toEqual(first);
    const augmented = await losses({ seed: 1, augment: "light" });
    expect(augmented[0]).toBe(first[0]);
    expect(augmented.slice(1)).not.toEqual(first.slice(1));
    expect(await losses({ seed: 1, augment: "light" })).toEqual(augmented);
  });

  it("takes the shape of a backbone and none of its weights", async () => {
    const pretrained = await loadBackbone("vgg16", { includeTop: false, pooling: "avg" });
    const before = fingerprintWeights(pretrained.model);
    using scratch = await trainFromScratch(pretrained, {}, pick(0, 2), { epochs: 1 });
    expect(scratch.backbone.config).toMatchObject({
      inputSize: { width: 64, height: 64 },
      width: 0.25,
      pooling: "avg",
      pretrained: false,
    });
    expect(fingerprintWeights(pretrained.model)).toBe(before);
    expect(fingerprintWeights(scratch.backbone.model)).not.toBe(before);
    await expect(trainFromScratch(pretrained, {}, train, { width: 1 })).rejects.toThrow(
      "width: expected nothing",
    );
    pretrained.dispose();
  });

  it("refuses what cannot be, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const run = (head: object, options: object) =>
      trainFromScratch("vgg16", head, train, { ...small, ...options });
    await expect(run({ standardize: true }, {})).rejects.toThrow("head.standardize: expected false");
    await expect(run({ recipe: "none" }, {})).rejects.toThrow("recipe");
    await expect(run({}, { epochs: 0 })).rejects.toThrow("epochs");
    await expect(run({}, { augment: { flip: 3 } })).rejects.toThrow("augment.flip");
    await expect(trainFromScratch("vgg99", {}, train)).rejects.toThrow("vgg99");
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("imageRows", () => {
  it("preprocesses each readable picture and names the others", async () => {
    const folder = mkdtempSync(join(tmpdir(), "transferlab-rows-"));
    mkdirSync(join(folder, "a"));
    copyFileSync(train.items[0]!.path, join(folder, "a", "0.jpg"));
    writeFileSync(join(folder, "a", "1.jpg"), "no picture");
    const items = ["1.jpg", "0.jpg"].map((name) => ({ path: join(folder, "a", name), label: 1 }));
    const backbone = await loadBackbone("vgg16", { ...small, weights: null, includeTop: false });
    const dataset = { classNames: ["x", "y"], items, skipped: [] };
    const rows = await imageRows(backbone, dataset);
    expect(rows).toMatchObject({ shape: [32, 32, 3], labels: [1], paths: [items[1]!.path] });
    expect(rows.features).toMatchObject({ rows: 1, columns: 3072 });
    expect(rows.features.values).toHaveLength(3072);
    // Preprocessed as VGG was: blue first, mean subtracted
    expect(Math.min(...rows.features.values)).toBeLessThan(0);
    expect(rows.skipped.map(({ path }) => path)).toEqual([items[0]!.path]);
    await expect(imageRows(backbone, dataset, { strict: true })).rejects.toThrow("1.jpg");
    const none = { ...dataset, items: items.slice(0, 1) };
    await expect(imageRows(backbone, none)).rejects.toThrow("at least one image that can be read");
    backbone.dispose();
    rmSync(folder, { recursive: true });
  });
});
