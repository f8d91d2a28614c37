import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageDataset } from "../../../lib/datasets/image-dataset.ts";
import { imageFolder } from "../../../lib/datasets/image-folder.ts";
import { loadSamples } from "../../../lib/datasets/load-images.ts";
import { type ExtractProgress, extractFeatures } from "../../../lib/features/extract.ts";
import { extractLayers } from "../../../lib/features/extract-layers.ts";
import type { FeatureSet } from "../../../lib/features/feature-set.ts";
import { createTrunk } from "../../../lib/features/trunk.ts";
import { decodeImage } from "../../../lib/images/decode.ts";
import { resizeImage } from "../../../lib/images/resize.ts";
import { rowOf } from "../../../lib/matrix/matrix.ts";
import { type Backbone, exportOnnx, loadBackbone } from "../../../lib/models/index.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import { removeFolder, writePhotoFolder } from "../datasets/photo-folder.ts";

let cache: string;
let dataset: ImageDataset;
let vgg: Backbone;
let resnet: Backbone;
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), "transferlab-layers-"));
  const samples = await loadSamples();
  dataset = { ...samples, items: samples.items.filter((_, index) => index % 40 === 0) };
  vgg = await loadBackbone("vgg16");
  resnet = await loadBackbone("resnet50", { includeTop: false });
});
afterAll(() => {
  vgg.dispose();
  resnet.dispose();
  rmSync(cache, { recursive: true, force: true });
});

/** Largest difference between two sets' features, as a share of the largest value. */
function difference(a: FeatureSet, b: FeatureSet): number {
  expect(a.features).toMatchObject({ rows: b.features.rows, columns: b.features.columns });
  const [first, second] = [a.features.values, b.features.values];
  const largest = second.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0);
  return first.reduce((most, value, at) => Math.max(most, Math.abs(value - second[at]!)), 0) / largest;
}

function softmax(logits: Float32Array): number[] {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (value) => Math.exp(value - most));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

describe("extractLayers", () => {
  it("gives in one pass what one by one gives, rows aligned", async () => {
    const layers = ["block1_pool", "block3_conv3", "block5_pool", "fc2", "predictions"] as const;
    const together = await extractLayers(vgg, dataset, { layers, cache: false });
    expect(Object.keys(together)).toEqual([...layers]);
    for (const layer of layers) {
      const alone = await extractFeatures(vgg, dataset, { layer, pooling: "avg", cache: false });
      expect(difference(together[layer], alone)).toBeLessThan(1e-5);
      expect(together[layer].paths).toEqual(alone.paths);
      expect(together[layer].provenance).toEqual(alone.provenance);
      expect(together[layer].shape).toEqual(alone.shape);
    }
    expect(together.block1_pool.shape).toEqual([16]);
    expect(together.fc2.shape).toEqual([512]);
  });

  it("gives convolutions and what normalises them at once, though one folds into the other", async () => {
    const layers = ["conv2_block1_1_conv", "conv2_block1_1_bn", "conv5_block3_out"] as const;
    const pooling = { conv2_block1_1_conv: "max", conv2_block1_1_bn: "none" } as const;
    const together = await extractLayers(resnet, dataset, { layers, pooling, cache: false });
    const alone = await extractFeatures(resnet, dataset, { layer: "conv2_block1_1_bn", cache: false });
    expect(together.conv2_block1_1_bn.shape).toEqual([16, 16, 16]);
    expect(difference(together.conv2_block1_1_bn, alone)).toBeLessThan(1e-5);
    expect(together.conv2_block1_1_conv.provenance.pooling).toBe("max");
    expect(together.conv5_block3_out).toMatchObject({ shape: [512], provenance: { pooling: "avg" } });
  });

  it("shares its cache with extractFeatures, both ways, and computes what is missing alone", async () => {
    const own = mkdtempSync(join(cache, "own-"));
    const cached: number[] = [];
    const onProgress = (now: ExtractProgress) => cached.push(now.cached);
    const options = { cache: own, onProgress };
    const alone = await extractFeatures(vgg, dataset, { ...options, layer: "block4_pool", pooling: "avg" });
    const first = await extractLayers(vgg, dataset, { ...options, layers: ["block4_pool", "fc1"] });
    expect(first.block4_pool).toEqual(alone);
    expect(readdirSync(own)).toHaveLength(2);
    cached.length = 0;
    await extractFeatures(vgg, dataset, { ...options, layer: "fc1" });
    await extractLayers(vgg, dataset, { ...options, layers: ["fc1", "block4_pool"] });
    expect(new Set(cached)).toEqual(new Set([dataset.items.length]));
    expect(readdirSync(own)).toHaveLength(2);
    // Four more pictures: rows of both layers
    const more = { ...dataset, items: [...dataset.items, ...(await loadSamples()).items.slice(1, 5)] };
    const grown = await extractLayers(vgg, more, { ...options, layers: ["block4_pool", "fc1"] });
    expect(grown.fc1.features.rows).toBe(dataset.items.length + 4);
    expect(cached.at(-1)).toBe(dataset.items.length);
  });

  it("leaves out unreadable pictures in every set, and says so", async () => {
    const folder = await writePhotoFolder({ "a/0.png": 10, "a/bad.png": "no", "b/1.png": 200 });
    const photos = await imageFolder(folder);
    for (const own of [false, mkdtempSync(join(cache, "own-"))] as const) {
      for (let run = 0; run < 2; run++) {
        const { fc1, fc2 } = await extractLayers(vgg, photos, { layers: ["fc1", "fc2"], cache: own });
        expect(fc1.labels).toEqual([0, 1]);
        expect(fc2.paths).toEqual(fc1.paths);
        expect(fc2.skipped.map(({ path }) => path)).toEqual([join(folder, "a", "bad.png")]);
      }
    }
    await expect(extractLayers(vgg, photos, { layers: ["fc1"], strict: true, cache: false })).rejects.toThrow(
      "bad.png",
    );
    removeFolder(folder);
  });

  it("gives the logits beside the probabilities that the softmax makes of them", async () => {
    const { logits, predictions } = await extractLayers(vgg, dataset, {
      layers: ["logits", "predictions"],
      cache: false,
    });
    expect(logits.shape).toEqual([200]);
    expect(Math.max(...logits.features.values)).toBeGreaterThan(1);
    for (let row = 0; row < dataset.items.length; row++) {
      const expected = softmax(rowOf(logits.features, row));
      const actual = rowOf(predictions.features, row);
      const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - actual[at]!)), 0);
      expect(worst).toBeLessThan(1e-5);
    }
  });

  it("refuses layers that are not there, named twice or none, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const extract = (layers: readonly string[]) => extractLayers(vgg, dataset, { layers, cache: false });
    await expect(extract(["fc1", "fc9"])).rejects.toThrow("fc9");
    await expect(extract(["fc1", "fc1"])).rejects.toThrow(
      'layers: expected each layer once, received "fc1" twice',
    );
    await expect(extract([])).rejects.toThrow("layers: expected at least one layer, received none");
    await expect(extractLayers(resnet, dataset, { layers: ["logits"], cache: false })).rejects.toThrow(
      'a network that ends in a softmax for "logits"',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("createTrunk with several layers", () => {
  it("runs them at once, each with the digest of a trunk of its own", async () => {
    const image = resizeImage(await decodeImage(dataset.items[0]!.path), vgg.config.inputSize);
    await using trunk = await createTrunk(vgg, { layers: ["block2_pool", "fc1"] });
    await using first = await createTrunk(vgg, { layer: "block2_pool" });
    await using second = await createTrunk(vgg, { layer: "fc1" });
    expect(trunk.outputs.map(({ layer, shape, sha256 }) => [layer, shape, sha256])).toEqual([
      ["block2_pool", [16, 16, 32], first.sha256],
      ["fc1", [512], second.sha256],
    ]);
    expect(trunk).toMatchObject({ layer: "block2_pool", outputShape: [16, 16, 32], sha256: first.sha256 });
    const [map, vector] = await trunk.runAll([image, image]);
    expect(map).toHaveLength(2 * 16 * 16 * 32);
    expect(vector).toHaveLength(2 * 512);
    expect(await trunk.run([image, image])).toEqual(map);
    await expect(createTrunk(vgg, { layer: "fc1", layers: ["fc2"] })).rejects.toThrow("nothing beside layer");
  });
});

describe("exportOnnx of logits", () => {
  const classifier = (last: tf.layers.Layer[]) =>
    tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4], name: "scores" }), ...last] });

  it.each([
    ["a softmax layer", [tf.layers.softmax({ name: "end" })]],
    ["an activation layer", [tf.layers.activation({ activation: "softmax", name: "end" })]],
    ["no activation at all", []],
  ])("finds them before %s", (_name, last) => {
    const model = classifier(last);
    expect(exportOnnx(model, { outputs: ["scores", "logits"] }).outputs.map(({ name }) => name)).toEqual([
      "scores",
      "logits",
    ]);
    model.dispose();
  });

  it("prefers a layer of that name", () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, inputShape: [4], name: "logits" }),
        tf.layers.dense({ units: 2, activation: "softmax" }),
      ],
    });
    expect(exportOnnx(model, { outputs: "logits" }).outputs[0]!.shape).toEqual([null, 5]);
    model.dispose();
  });
});
