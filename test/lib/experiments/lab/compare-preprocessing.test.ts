import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageFolder } from "../../../../lib/datasets/image-folder.ts";
import { loadSamples } from "../../../../lib/datasets/load-images.ts";
import { type DatasetSplit, splitDataset } from "../../../../lib/datasets/split-dataset.ts";
import { comparePreprocessing } from "../../../../lib/experiments/lab/compare-preprocessing.ts";
import { preprocessingMistakes, resizeWays } from "../../../../lib/experiments/lab/preprocessing-mistakes.ts";
import { extractFeatures } from "../../../../lib/features/extract.ts";
import { accuracy } from "../../../../lib/metrics/accuracy.ts";
import { type Backbone, loadBackbone } from "../../../../lib/models/index.ts";
import { fitSvc } from "../../../../lib/svm/fit-svc.ts";
import { removeFolder, writePhotoFolder } from "../../datasets/photo-folder.ts";

let resnet: Backbone;
let split: DatasetSplit;
beforeAll(async () => {
  resnet = await loadBackbone("resnet50", { includeTop: false, pooling: "avg" });
  const all = await loadSamples();
  // The first pictures of three classes: enough to tell right from wrong, in little time.
  const items = [0, 1, 2].flatMap((label) => all.items.filter((item) => item.label === label).slice(0, 20));
  split = splitDataset(
    { ...all, classNames: all.classNames.slice(0, 3), items },
    { testFraction: 0.4, seed: 0 },
  );
});
afterAll(() => resnet.dispose());

describe("comparePreprocessing", () => {
  it("gives for the right way what extractFeatures and an SVM give, and measures the others against it", async () => {
    const ways = preprocessingMistakes("caffe").filter(({ name }) => /trained|divided|tf/.test(name));
    const done: number[] = [];
    const comparison = await comparePreprocessing(resnet, split, {
      ways,
      onProgress: (count) => done.push(count),
    });
    const { results, trainLabels, testLabels } = comparison;
    const [train, test] = [
      await extractFeatures(resnet, split.train),
      await extractFeatures(resnet, split.test),
    ];
    const svc = fitSvc(train.features, train.labels, { kernel: "linear", C: 0.01 });
    expect(results[0]!.trainedSo.accuracy).toBe(accuracy(test.labels, svc.predict(test.features)));
    expect(results[0]!.usedSo).toEqual(results[0]!.trainedSo);
    expect(results[0]!.similarity).toBeCloseTo(1, 5);
    expect(results[0]!.trainedSo.pValue).toBe(1);
    expect([trainLabels, testLabels]).toEqual(
      [split.train, split.test].map(({ items }) => items.map(({ label }) => label)),
    );
    expect(results[0]!.features.train.values).toEqual(train.features.values);
    expect(done.at(-1)).toBe(trainLabels.length + testLabels.length);
    // Divided by 255 beforehand, every picture is the mean less next to nothing: a classifier in use can only guess.
    const divided = results.find(({ way }) => way.name.startsWith("divided"))!;
    expect(divided.usedSo.accuracy).toBeLessThan(results[0]!.usedSo.accuracy - 0.2);
    expect(divided.usedSo.accuracy).toBeLessThanOrEqual(divided.trainedSo.accuracy);
    expect(divided.similarity).toBeLessThan(0.99);
  });

  it("tries ways to resize with the right values", async () => {
    const ways = resizeWays().slice(0, 3);
    const { results } = await comparePreprocessing(resnet, split, { ways });
    expect(results.map(({ way }) => way.name)).toEqual(ways.map(({ name }) => name));
    for (const { similarity } of results.slice(1)) {
      expect(similarity).toBeLessThan(0.99999);
      expect(similarity).toBeGreaterThan(0.7);
    }
  });

  it("names pictures that cannot be read, or stops at them", async () => {
    const folder = await writePhotoFolder({
      "a/1.png": 10,
      "a/2.png": 20,
      "a/3.png": "not a picture",
      "b/1.png": 200,
      "b/2.png": 220,
    });
    try {
      const dataset = await imageFolder(folder);
      const part = { train: dataset, test: { ...dataset, skipped: [] } };
      const ways = preprocessingMistakes("caffe").slice(0, 1);
      const { skipped, testLabels } = await comparePreprocessing(resnet, part, { ways });
      expect(testLabels).toEqual([0, 0, 1, 1]);
      expect(skipped.map(({ reason }) => reason)).toEqual([
        expect.stringContaining("not an image"),
        expect.stringContaining("not an image"),
      ]);
      await expect(comparePreprocessing(resnet, part, { ways, strict: true })).rejects.toThrow(
        "not an image",
      );
    } finally {
      removeFolder(folder);
    }
  });

  it("refuses no way, and two of one name", async () => {
    await expect(comparePreprocessing(resnet, split, { ways: [] })).rejects.toThrow("at least one way");
    const ways = [{ name: "a" }, { name: "a" }];
    await expect(comparePreprocessing(resnet, split, { ways })).rejects.toThrow('"a" twice');
  });
});

describe("preprocessingMistakes", () => {
  it("begins with the right way, and lists for caffe the mean without the swap", () => {
    const [right, unswapped] = preprocessingMistakes("caffe");
    expect(right!.recipe).toMatchObject({ source: [2, 1, 0], mean: [103.939, 116.779, 123.68] });
    expect(unswapped!.recipe).toMatchObject({ source: [0, 1, 2], mean: [123.68, 116.779, 103.939] });
  });

  it("has none of the same effect twice, for any mode", () => {
    for (const mode of ["caffe", "tf", "torch"] as const) {
      const recipes = preprocessingMistakes(mode).map(({ recipe }) => JSON.stringify(recipe));
      expect(new Set(recipes).size).toBe(recipes.length);
      expect(recipes.length).toBeGreaterThanOrEqual(7);
    }
  });
});
