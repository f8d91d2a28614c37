import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageDataset } from "../../../lib/datasets/image-dataset.ts";
import { imageFolder } from "../../../lib/datasets/image-folder.ts";
import { type ExtractProgress, extractFeatures } from "../../../lib/features/extract.ts";
import { pixelFeatures } from "../../../lib/features/pixel-features.ts";
import { createTrunk } from "../../../lib/features/trunk.ts";
import { decodeImage } from "../../../lib/images/decode.ts";
import { DecodeError } from "../../../lib/images/decode-error.ts";
import { resizeImage } from "../../../lib/images/resize.ts";
import { rowOf } from "../../../lib/matrix/matrix.ts";
import { type Backbone, loadBackbone } from "../../../lib/models/index.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import { removeFolder, writePhotoFolder } from "../datasets/photo-folder.ts";

let folder: string;
let cache: string;
let dataset: ImageDataset;
let backbone: Backbone;
beforeAll(async () => {
  folder = await writePhotoFolder({
    "a/0.png": 0,
    "a/1.png": 90,
    "a/bad.png": "no",
    "b/2.png": 150,
    "b/3.png": 250,
  });
  cache = mkdtempSync(join(tmpdir(), "transferlab-features-"));
  dataset = await imageFolder(folder);
  backbone = await loadBackbone("vgg16", { weights: null, width: 0.125, includeTop: false, inputSize: 32 });
});
afterAll(() => {
  backbone.dispose();
  removeFolder(folder);
  rmSync(cache, { recursive: true, force: true });
});

describe("extractFeatures", () => {
  it("gives one row a readable picture, in order, equal to the trunk's output", async () => {
    const set = await extractFeatures(backbone, dataset, { cache: false, batchSize: 2, pooling: "avg" });
    expect(set.features).toMatchObject({ rows: 4, columns: 64 });
    expect(set.labels).toEqual([0, 0, 1, 1]);
    expect(set.paths.map((path) => path.slice(-5))).toEqual(["0.png", "1.png", "2.png", "3.png"]);
    expect(set.skipped).toMatchObject([{ path: join(folder, "a", "bad.png") }]);
    await using trunk = await createTrunk(backbone);
    const image = resizeImage(await decodeImage(set.paths[2]!), { width: 32, height: 32 });
    const map = await trunk.run([image]); // [1, 1, 1, 64]
    expect(Array.from(rowOf(set.features, 2))).toEqual(Array.from(map));
  });

  it("keeps a feature map flattened where it is not pooled", async () => {
    const set = await extractFeatures(backbone, dataset, { cache: false, layer: "block3_pool" });
    expect(set.shape).toEqual([4, 4, 32]);
    expect(set.features.columns).toBe(512);
  });

  it("computes nothing the second time, and the same", async () => {
    const runs: ExtractProgress[][] = [[], []];
    const sets = [];
    for (const progress of runs) {
      sets.push(await extractFeatures(backbone, dataset, { cache, onProgress: (now) => progress.push(now) }));
    }
    expect(runs[0]!.at(0)!.cached).toBe(0);
    expect(runs[1]!.at(0)!.cached).toBe(4);
    expect(runs[1]!.at(-1)).toMatchObject({ done: 5, total: 5 });
    expect(sets[1]).toEqual(sets[0]);
  });

  it("computes again what the cache has lost, and a picture that has changed", async () => {
    const own = mkdtempSync(join(cache, "own-"));
    const good = await extractFeatures(backbone, dataset, { cache: own });
    const file = join(own, readdirSync(own)[0]!);
    writeFileSync(file, readFileSync(file).subarray(0, 150));
    expect((await extractFeatures(backbone, dataset, { cache: own })).features).toEqual(good.features);
    const path = dataset.items[0]!.path;
    const before = readFileSync(path);
    writeFileSync(path, readFileSync(dataset.items[1]!.path));
    const changed = await extractFeatures(backbone, dataset, { cache: own });
    writeFileSync(path, before);
    expect(rowOf(changed.features, 0)).toEqual(rowOf(good.features, 1));
  });

  it("tells backbones with other weights apart", async () => {
    const own = mkdtempSync(join(cache, "own-"));
    const good = await extractFeatures(backbone, dataset, { cache: own });
    const layer = backbone.model.getLayer("block1_conv1");
    const weights = layer.getWeights().map((weight) => weight.clone());
    layer.setWeights(weights.map((weight) => weight.mul(0.5)));
    const other = await extractFeatures(backbone, dataset, { cache: own });
    layer.setWeights(weights);
    tf.dispose(weights);
    expect(other.features).not.toEqual(good.features);
  });

  it("stops at the first unreadable picture when strict", async () => {
    await expect(extractFeatures(backbone, dataset, { cache: false, strict: true })).rejects.toThrow(
      DecodeError,
    );
  });

  it("says that no picture could be read, and why the first could not", async () => {
    const none = { ...dataset, items: dataset.items.filter(({ path }) => path.endsWith("bad.png")) };
    await expect(extractFeatures(backbone, none, { cache: false })).rejects.toThrow(
      /received 1 that cannot; the first: .*bad\.png/,
    );
  });

  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    await extractFeatures(backbone, dataset, { cache: false });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("pixelFeatures", () => {
  it("gives the pixels of each readable picture in [0, 1]", async () => {
    const { features, skipped } = await pixelFeatures(dataset, { side: 2 });
    expect(features).toMatchObject({ rows: 4, columns: 12 });
    expect(rowOf(features, 1)[0]).toBeCloseTo(90 / 255);
    expect(skipped).toHaveLength(1);
  });
});
