import { describe, expect, it } from "vitest";
import { tf } from "../../../../lib/tensors/tf.ts";
import { createHead } from "../../../../lib/training/heads/head.ts";
import { planLayers } from "../../../../lib/training/layer-plan.ts";
import { findLearningRate, type SweepStep } from "../../../../lib/training/loop/find-learning-rate.ts";
import { suggestSteepest, suggestValley } from "../../../../lib/training/loop/suggest-rate.ts";
import { brightChannelRows } from "../tiny-model.ts";
import { smallTraining } from "./small-training.ts";

describe("findLearningRate", () => {
  it("sweeps up to where the loss explodes, and suggests a rate below that", async () => {
    const rows = brightChannelRows(60, [6]);
    const head = createHead(rows);
    const sweep = await findLearningRate(planLayers(head), rows, {
      optimizer: "sgd",
      momentum: 0,
      highest: 1e6,
    });
    expect(sweep.diverged).toBe(true);
    expect(sweep.steps.length).toBeLessThan(100);
    expect(sweep.steps[0]!.learningRate).toBe(1e-7);
    const ratio = sweep.steps[1]!.learningRate / sweep.steps[0]!.learningRate;
    expect(ratio).toBeCloseTo(1e13 ** (1 / 99), 6);
    const last = sweep.steps.at(-1)!.learningRate;
    for (const rate of [sweep.valley!, sweep.steepest!]) {
      expect(rate).toBeGreaterThan(1e-4);
      expect(rate).toBeLessThan(last);
    }
  });

  it("puts weights and statistics back exactly, also after an abort, and leaves no tensor", async () => {
    const { plan, rows, weights } = smallTraining();
    const before = weights();
    const tensors = tf.memory().numTensors;
    const sweep = await findLearningRate(plan, rows, { steps: 20, batchSize: 8 });
    expect(sweep.steps.length).toBeGreaterThan(10);
    expect(weights()).toEqual(before);
    await expect(
      findLearningRate(plan, rows, { signal: AbortSignal.abort(new Error("no")) }),
    ).rejects.toThrow("no");
    expect(weights()).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("refuses options out of range", async () => {
    const { plan, rows } = smallTraining();
    await expect(findLearningRate(plan, rows, { lowest: 1, highest: 0.1 })).rejects.toThrow("highest");
    await expect(findLearningRate(plan, rows, { steps: 5 })).rejects.toThrow("steps");
  });
});

/** A sweep with these losses at rates 1, 10, 100... */
const sweepOf = (losses: readonly number[]): SweepStep[] =>
  losses.map((loss, index) => ({ learningRate: 10 ** index, loss, smoothedLoss: loss }));

describe("suggestValley", () => {
  it("lies half-way through the middle third of the longest fall", () => {
    // fastai's valley, run on these losses, names index 4
    expect(suggestValley(sweepOf([5, 5.5, 5, 4.9, 4.5, 4, 3, 2.5, 2.2, 2.1, 2.05, 3, 9]))).toBe(1e4);
  });

  it("is none where the loss never falls", () => {
    expect(suggestValley(sweepOf([1, 2, 3]))).toBeUndefined();
    expect(suggestValley([])).toBeUndefined();
  });
});

describe("suggestSteepest", () => {
  it("is the rate from which the loss falls fastest", () => {
    expect(suggestSteepest(sweepOf([5, 4.9, 4, 1, 0.9, 8]))).toBe(100);
    expect(suggestSteepest(sweepOf([1, 2]))).toBeUndefined();
  });
});
