import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageDataset } from "../../../lib/datasets/image-dataset.ts";
import { loadSamples } from "../../../lib/datasets/load-images.ts";
import { type ExtractProgress, extractFeatures } from "../../../lib/features/extract.ts";
import { createTrunk } from "../../../lib/features/trunk.ts";
import { type ExtractViewsOptions, extractViews, freshViews } from "../../../lib/features/views.ts";
import { augmentedViews } from "../../../lib/images/augment/views.ts";
import { rowOf } from "../../../lib/matrix/matrix.ts";
import { type Backbone, loadBackbone } from "../../../lib/models/index.ts";
import { tf } from "../../../lib/tensors/tf.ts";

let cache: string;
let dataset: ImageDataset;
let backbone: Backbone;
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), "transferlab-views-"));
  const samples = await loadSamples();
  dataset = { ...samples, items: samples.items.filter((_, index) => index % 60 < 2) };
  backbone = await loadBackbone("vgg16", { weights: null, width: 0.125, includeTop: false, inputSize: 32 });
});
afterAll(() => {
  backbone.dispose();
  rmSync(cache, { recursive: true, force: true });
});

describe("extractViews", () => {
  it("puts the pictures of augmentedViews through the network, one set a view, rows as without views", async () => {
    const plain = await extractFeatures(backbone, dataset, { cache: false });
    const views = await extractViews(backbone, dataset, {
      augment: "light",
      views: 2,
      seed: 5,
      cache: false,
    });
    expect(views).toHaveLength(2);
    expect(views.map(({ paths }) => paths)).toEqual([plain.paths, plain.paths]);
    const path = plain.paths[3]!;
    const pictures = await augmentedViews(path, {
      augment: "light",
      views: 2,
      seed: 5,
      size: backbone.config.inputSize,
    });
    await using trunk = await createTrunk(backbone);
    for (const [view, picture] of pictures.entries()) {
      expect(rowOf(views[view]!.features, 3)).toEqual(await trunk.run([picture]));
    }
    expect(views[1]!.provenance.augmentation).toMatchObject({ seed: 5, view: 1, policy: "fixed" });
    expect(plain.provenance.augmentation).toBeUndefined();
  });

  it("keeps each view on disk: more views cost the new ones alone, another seed or recipe all", async () => {
    const own = mkdtempSync(join(cache, "own-"));
    const extract = async (options: Partial<ExtractViewsOptions>) => {
      const cached = new Set<number>();
      const onProgress = (now: ExtractProgress) => void cached.add(now.cached);
      const sets = await extractViews(backbone, dataset, {
        augment: "flip",
        views: 2,
        cache: own,
        onProgress,
        ...options,
      });
      return { sets, cached: [...cached] };
    };
    const first = await extract({});
    expect(first.cached).toEqual([0]);
    expect(readdirSync(own)).toHaveLength(2);
    expect((await extract({})).cached).toEqual([12]);
    const more = await extract({ views: 3 });
    expect(more.cached).toEqual([12, 0]);
    expect(more.sets.slice(0, 2)).toEqual(first.sets);
    expect(readdirSync(own)).toHaveLength(3);
    await extract({ seed: 1 });
    await extract({ augment: "shift" });
    expect(readdirSync(own)).toHaveLength(7);
  });

  it("refuses a number of views and a recipe that are none", async () => {
    await expect(extractViews(backbone, dataset, { augment: "flip", views: 1.5 })).rejects.toThrow(
      "views: expected a whole number of at least 1",
    );
    await expect(extractViews(backbone, dataset, { augment: "no" as never })).rejects.toThrow("augment");
  });
});

describe("freshViews", () => {
  it("draws others each epoch, the same for the same epoch, and keeps none", async () => {
    const before = tf.memory().numTensors;
    await using trunk = await createTrunk(backbone);
    const drawViews = freshViews(trunk, backbone, dataset, { augment: "light", seed: 1 });
    const first = await drawViews(1);
    expect((await drawViews(2)).features).not.toEqual(first.features);
    expect((await drawViews(1)).features).toEqual(first.features);
    expect(first.provenance.augmentation).toMatchObject({ view: 1, policy: "fresh" });
    expect(first.features.rows).toBe(dataset.items.length);
    expect(tf.memory().numTensors).toBe(before);
  });
});
