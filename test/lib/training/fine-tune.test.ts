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
import { type FineTuneOptions, fineTune } from "../../../lib/training/fine-tune.ts";
import { freezeAll } from "../../../lib/training/freezing/freeze.ts";
import { createHead } from "../../../lib/training/heads/head.ts";
import { snapshotWeights } from "../../../lib/training/ledger.ts";
import { findLearningRate } from "../../../lib/training/loop/find-learning-rate.ts";
import type { EpochRecord } from "../../../lib/training/loop/fit-options.ts";
import { openTail } from "../../../lib/training/open-tail.ts";
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

  it("refuses options before it computes anything", async () => {
    const refused: [FineTuneOptions, string][] = [
      [{ learningRate: -1 }, "learningRate"],
      [{ optimizer: "lion" as never }, "optimizer"],
      [{ earlyStopping: { patience: 1, monitor: "valLoss" } }, "validation data"],
      [{ layerDecay: 0.5, rateSpan: 10 }, "either layerDecay or rateSpan"],
      [{ unfreeze: "conv5", unfreezeFrom: "conv5_block1" }, "either unfreeze or unfreezeFrom"],
    ];
    for (const [options, message] of refused) {
      const onProgress = () => {
        throw new Error("computed");
      };
      const run = fineTune(backbone, trained.head, train, { ...options, extract: { cache, onProgress } });
      await expect(run).rejects.toThrow(message);
    }
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

describe("fineTune with a warm-up", () => {
  /** A backbone afresh and an untrained head for it. */
  async function untrained() {
    const fresh = await loadBackbone("resnet50", { includeTop: false, pooling: "avg" });
    const head = createHead(await extractFeatures(fresh, train, { cache }), { seed: 1 });
    const dispose = () => {
      head.dispose();
      fresh.dispose();
    };
    return { fresh, head, dispose };
  }
  const options = {
    validation: test,
    unfreezeFrom: "conv5_block2_1_conv",
    warmUp: { epochs: 4 },
    epochs: 3,
    get extract() {
      return { cache };
    },
  };

  it("trains the head first, then all, lower layers less", { timeout: 60_000 }, async () => {
    const { fresh, head, dispose } = await untrained();
    const tensors = tf.memory().numTensors;
    const seen: string[] = [];
    const tuned = await fineTune(fresh, head, train, {
      ...options,
      weightDecay: 0.01,
      warmUp: { epochs: 4, learningRate: 0.02, onEpoch: ({ epoch }) => void seen.push(`head ${epoch}`) },
      onEpoch: ({ epoch }) => void seen.push(`all ${epoch}`),
    });
    expect(seen.join()).toBe("head 0,head 1,head 2,head 3,head 4,all 0,all 1,all 2,all 3");
    expect(tuned.warmUp).toHaveLength(5);
    // What the warm-up ended with is what the rest begins with: the frozen layers are the same both ways
    expect(tuned.history[0]!.valLoss!).toBeCloseTo(tuned.warmUp.at(-1)!.valLoss!, 3);
    expect(tuned.before.loss).toBe(tuned.warmUp[0]!.valLoss);
    expect(tuned.warmUp.at(-1)!.loss).toBeLessThan(tuned.warmUp[0]!.loss);
    const change = (layer: string) =>
      tuned.ledger.find((entry) => entry.layer === layer && entry.weight === "kernel")!.relativeChange;
    expect(change("predictions")).toBeGreaterThan(change("conv5_block3_2_conv"));
    expect(change("conv5_block3_2_conv")).toBeGreaterThan(2 * change("conv5_block2_2_conv"));
    expect(tuned.ledger.filter(({ role, moved }) => role !== "trained" && moved)).toEqual([]);
    expect(tf.memory().numTensors).toBe(tensors);
    dispose();
  });

  it("gives the same figures when it was cut in the warm-up and in the rest", {
    timeout: 120_000,
  }, async () => {
    const figures = (records: readonly EpochRecord[]) => records.map(({ loss, valLoss }) => [loss, valLoss]);
    const whole = await untrained();
    const uncut = await fineTune(whole.fresh, whole.head, train, options);
    whole.dispose();
    const checkpoint = { path: join(cache, "run", "fine-tune.checkpoint"), resume: true };
    const cut = async (phase: "head" | "all", epoch: number) => {
      const { fresh, head, dispose } = await untrained();
      const controller = new AbortController();
      const stopAfter = (name: string) => (record: EpochRecord) => {
        if (name === phase && record.epoch === epoch) controller.abort(new Error("cut"));
      };
      const run = fineTune(fresh, head, train, {
        ...options,
        checkpoint,
        signal: controller.signal,
        warmUp: { epochs: 4, onEpoch: stopAfter("head") },
        onEpoch: stopAfter("all"),
      });
      await expect(run).rejects.toThrow("cut");
      return { fresh, head, dispose };
    };
    (await cut("head", 2)).dispose();
    // Goes on in the same process too, with layers that have moved already
    const { fresh, head, dispose } = await cut("all", 1);
    const rest = await fineTune(fresh, head, train, { ...options, checkpoint });
    expect(figures(rest.warmUp)).toEqual(figures(uncut.warmUp));
    expect(figures(rest.history)).toEqual(figures(uncut.history));
    expect(rest.before).toEqual(uncut.before);
    expect(rest.after).toEqual(uncut.after);
    dispose();
  });
});

describe("fineTune with augmented images", () => {
  const options = { unfreezeFrom: "conv5_block3_1_conv", epochs: 2, learningRate: 1e-5, seed: 3 };

  it.each([2, "fresh"] as const)(
    "trains on views (%s) and evaluates the plain images",
    { timeout: 60_000 },
    async (augmentViews) => {
      const tune = async (augment?: "light") => {
        const { history, before } = await fineTune(backbone, trained.head, train, {
          ...options,
          learningRate: 1e-9,
          validation: test,
          augment,
          augmentViews,
          extract: { cache },
        });
        return { loss: history[2]!.loss, first: history[0]!, before };
      };
      const [plain, augmented] = [await tune(), await tune("light")];
      expect(augmented.before.loss).toBeCloseTo(plain.before.loss, 3);
      expect(augmented.first.loss).toBeCloseTo(plain.first.loss, 3);
      expect(Math.abs(augmented.loss - plain.loss)).toBeGreaterThan(1e-3);
      expect((await tune("light")).loss).toBeCloseTo(augmented.loss, 3);
    },
  );
});

describe("openTail", () => {
  it("gives what a learning rate is found on", { timeout: 60_000 }, async () => {
    await using tail = await openTail(backbone, trained.head, train, {
      unfreeze: { last: 4 },
      extract: { cache },
    });
    expect(tail.trainableLayers).toEqual(["conv5_block3_3_bn"]);
    const before = snapshotWeights([backbone.model, trained.head]);
    const sweep = await findLearningRate(tail.plan, tail.rows, { freezeStatistics: true, steps: 20 });
    expect(sweep.steps.length).toBeGreaterThan(5);
    expect(before.compare().filter(({ moved }) => moved)).toEqual([]);
  });

  it("refuses two ways of naming layers", async () => {
    const both = { unfreeze: "conv5", unfreezeFrom: "conv5_block3_1_conv" };
    await expect(openTail(backbone, trained.head, train, both)).rejects.toThrow(
      "either unfreeze or unfreezeFrom",
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
