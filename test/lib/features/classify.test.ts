import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageFolder } from "../../../lib/datasets/image-folder.ts";
import { exampleImages, loadSamples } from "../../../lib/datasets/load-images.ts";
import { classify } from "../../../lib/features/classify.ts";
import { decodeImage } from "../../../lib/images/decode.ts";
import { DecodeError } from "../../../lib/images/decode-error.ts";
import { resizeImage } from "../../../lib/images/resize.ts";
import { attachHead, type Backbone, loadBackbone } from "../../../lib/models/index.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import { createHead } from "../../../lib/training/heads/head.ts";
import { removeFolder, writePhotoFolder } from "../datasets/photo-folder.ts";

let vgg: Backbone;
let paths: string[];
let folder: string;
beforeAll(async () => {
  vgg = await loadBackbone("vgg16");
  paths = await exampleImages(null, 6);
  folder = await writePhotoFolder({ "a/0.png": 10, "a/bad.png": "no", "b/1.png": 200 });
});
afterAll(() => {
  vgg.dispose();
  removeFolder(folder);
});

describe("classify", () => {
  it("gives the same for files, decoded images of any size, and a data set, whatever the batch", async () => {
    const images = await Promise.all(paths.map((path) => decodeImage(path)));
    const fromFiles = await classify(vgg, paths, { top: 3 });
    const mixed = await classify(vgg, [paths[0]!, ...images.slice(1)], { top: 3, batchSize: 5 });
    const samples = await loadSamples();
    const items = paths.map((path) => ({ path, label: 0 }));
    const fromDataset = await classify(vgg, { ...samples, items }, { top: 3, batchSize: 1 });
    expect(fromFiles.map(({ name, path }) => [name, path])).toEqual(
      paths.map((path) => [basename(path), path]),
    );
    expect(mixed[5]).toMatchObject({ name: "photo 6" });
    expect(mixed[5]).not.toHaveProperty("path");
    for (const [index, { predictions }] of fromFiles.entries()) {
      for (const other of [mixed[index]!, fromDataset[index]!]) {
        expect(other.predictions.map(({ id }) => id)).toEqual(predictions.map(({ id }) => id));
        expect(other.predictions[0]!.probability).toBeCloseTo(predictions[0]!.probability, 5);
      }
      expect(predictions[0]!.id).toMatch(/^n\d{8}$/);
    }
  });

  it("takes one photo without a list", async () => {
    const image = resizeImage(await decodeImage(paths[0]!), { width: 90, height: 33 });
    expect(await classify(vgg, image, { top: 1 })).toHaveLength(1);
    const [one] = await classify(vgg, paths[0]!, { top: 200 });
    const total = one!.predictions.reduce((sum, { probability }) => sum + probability, 0);
    expect(total).toBeCloseTo(1, 4);
  });

  it("names the classes of a head of one's own", async () => {
    const before = tf.memory().numTensors;
    const bare = await loadBackbone("vgg16", { includeTop: false, pooling: "avg" });
    const classNames = ["cat", "dog"];
    const head = createHead({ shape: [128], classNames }, { recipe: "gap-dense" });
    const network = attachHead(bare, head, { classNames });
    const [result] = await classify(network, paths[0]!);
    expect(result!.predictions.map(({ name }) => name).sort()).toEqual(classNames);
    for (const owned of [bare, head, network]) owned.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("stops at a file that cannot be read, or leaves it out and says so", async () => {
    const dataset = await imageFolder(folder);
    await expect(classify(vgg, dataset)).rejects.toThrow(DecodeError);
    const skipped: string[] = [];
    const seen: number[] = [];
    const results = await classify(vgg, dataset, {
      strict: false,
      batchSize: 1,
      onSkip: ({ path }) => skipped.push(path),
      onProgress: (done, total) => seen.push(done, total),
    });
    expect(results.map(({ name }) => name)).toEqual(["0.png", "1.png"]);
    expect(skipped).toEqual([join(folder, "a", "bad.png")]);
    expect(seen).toEqual([1, 3, 2, 3, 3, 3]);
  });

  it("stops between batches when aborted", async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error("enough"));
    await expect(
      classify(vgg, paths, { batchSize: 2, onProgress, signal: controller.signal }),
    ).rejects.toThrow("enough");
  });

  it("gives nothing for no photos", async () => {
    expect(await classify(vgg, [])).toEqual([]);
  });

  it("refuses networks without named classes or probabilities, and a top that is no count", async () => {
    const refused = async (message: string, options: Parameters<typeof loadBackbone>[1]) => {
      const network = await loadBackbone("vgg16", { weights: null, width: 0.125, inputSize: 32, ...options });
      await expect(classify(network, [])).rejects.toThrow(message);
      network.dispose();
    };
    await refused("one with its top (includeTop: true)", { includeTop: false });
    await refused("weights whose classes have names", {});
    const linear = await loadBackbone("vgg16", { classifierActivation: "linear" });
    await expect(classify(linear, paths[0]!)).rejects.toThrow("a network that ends in a softmax");
    linear.dispose();
    await expect(classify(vgg, paths, { top: 0 })).rejects.toThrow("top: expected a whole number");
  });
});
