import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSamples } from "../../../lib/datasets/load-images.ts";
import { splitDataset } from "../../../lib/datasets/split-dataset.ts";
import { classify } from "../../../lib/features/classify.ts";
import { extractFeatures } from "../../../lib/features/extract.ts";
import { type Backbone, loadBackbone } from "../../../lib/models/index.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import { fineTune } from "../../../lib/training/fine-tune.ts";
import { freezeAll } from "../../../lib/training/freeze.ts";
import { type TrainedHead, trainHead } from "../../../lib/training/train-head.ts";

const samples = await loadSamples();
// Ten pictures of each of three classes
const items = samples.items.filter(({ label }, index) => label < 3 && index % 60 < 10);
const few = { ...samples, classNames: samples.classNames.slice(0, 3), items };
const { train, test } = splitDataset(few, { testFraction: 0.4, seed: 1 });

let cache: string;
let backbone: Backbone;
let trained: TrainedHead;
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), "transferlab-fine-tune-"));
  backbone = await loadBackbone("resnet50", { includeTop: false, pooling: "avg" });
  freezeAll(backbone.model);
  const [rows, validation] = [
    await extractFeatures(backbone, train, { cache }),
    await extractFeatures(backbone, test, { cache }),
  ];
  trained = await trainHead(rows, { validation, epochs: 15, learningRate: 1e-2 });
});
afterAll(() => {
  trained.dispose();
  backbone.dispose();
  rmSync(cache, { recursive: true, force: true });
});

describe("fineTune", () => {
  it("starts where the frozen network stood, and moves the named layers and the head alone", {
    timeout: 60_000,
  }, async () => {
    const tensors = tf.memory().numTensors;
    const tuned = await fineTune(backbone, trained.head, train, {
      validation: test,
      unfreezeFrom: "conv5_block3_1_conv",
      epochs: 2,
      learningRate: 1e-5,
      extract: { cache },
    });
    expect(tuned.cut).toBe("conv5_block2_out");
    expect(tuned.trainableLayers[0]).toBe("conv5_block3_1_conv");
    // The trunk runs through ONNX Runtime, the layers through the engine: equal but for rounding
    expect(tuned.history[0]!.valLoss!).toBeCloseTo(trained.history.at(-1)!.valLoss!, 3);
    expect(tuned.before.accuracy).toBe(trained.evaluation.accuracy);
    const moved = new Set(tuned.ledger.filter((entry) => entry.moved).map(({ layer }) => layer));
    expect(moved.has("conv5_block3_3_conv")).toBe(true);
    expect(moved.has("predictions")).toBe(true);
    expect(moved.has("standardize")).toBe(false);
    expect([...moved].filter((layer) => !tuned.trainableLayers.includes(layer))).toEqual(["predictions"]);
    expect(tuned.ledger.filter(({ role }) => role === "statistic").every((entry) => !entry.moved)).toBe(true);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("refuses a layer that is not the backbone's, and a head of another width", async () => {
    await expect(fineTune(backbone, trained.head, train, { unfreezeFrom: "block5_conv1" })).rejects.toThrow(
      '"block5_conv1"',
    );
    const narrow = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [7] })] });
    await expect(fineTune(backbone, narrow, train)).rejects.toThrow(
      "head: expected a head for resnet50's output [512], received one for [7]",
    );
  });
});

describe("classify", () => {
  it("names the most probable classes of photos, in files and decoded", async () => {
    const whole = await loadBackbone("vgg16");
    const paths = items.slice(0, 2).map(({ path }) => path);
    const seen = await classify(whole, paths, { top: 3 });
    expect(seen.map(({ name }) => name)).toEqual(["000.jpg", "001.jpg"]);
    for (const { predictions, pretrained } of seen) {
      expect(pretrained).toBe(true);
      expect(predictions).toHaveLength(3);
      expect(predictions[0]!.probability).toBeGreaterThanOrEqual(predictions[1]!.probability);
    }
    whole.dispose();
  });

  it("asks for a top with named classes", async () => {
    await expect(classify(backbone, [])).rejects.toThrow("one with its top (includeTop: true)");
    const random = await loadBackbone("vgg16", { weights: null, width: 0.125, inputSize: 32 });
    await expect(classify(random, [])).rejects.toThrow("weights whose classes have names");
    random.dispose();
  });
});
