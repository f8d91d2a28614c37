import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { evaluateLayers, predictLayers } from "../../../../lib/training/evaluate-layers.ts";
import { freezeAll, unfreezeFrom } from "../../../../lib/training/freezing/freeze.ts";
import { createHead } from "../../../../lib/training/heads/head.ts";
import { joinPlans, planLayers } from "../../../../lib/training/layer-plan.ts";
import {
  FrozenWeightMovedError,
  requireFrozenUnmoved,
  snapshotWeights,
} from "../../../../lib/training/ledger.ts";
import { DivergedError } from "../../../../lib/training/loop/diverged-error.ts";
import { drawEpoch } from "../../../../lib/training/loop/epoch-rows.ts";
import { fitLayers } from "../../../../lib/training/loop/fit-layers.ts";
import type { EpochRecord, FitOptions, StepProgress } from "../../../../lib/training/loop/fit-options.ts";
import { cosine } from "../../../../lib/training/schedules/cosine.ts";
import { trainHead } from "../../../../lib/training/train-head.ts";
import { selectRows } from "../../../../lib/training/training-rows.ts";
import { brightChannelRows, tinyResidualModel } from "../tiny-model.ts";

const pooledRows = brightChannelRows(60, [6]);

describe("trainHead", () => {
  it("learns classes that features tell apart, from near chance", async () => {
    const test = brightChannelRows(60, [6], 2);
    using trained = await trainHead(pooledRows, { validation: test, epochs: 20, learningRate: 0.05 });
    expect(trained.history).toHaveLength(21);
    expect(trained.history[0]!.valAccuracy).toBeLessThan(0.7);
    expect(trained.evaluation.accuracy).toBeGreaterThan(0.8);
    expect(trained.evaluation.low).toBeLessThan(trained.evaluation.accuracy);
    expect(trained.history.at(-1)!.valAccuracy).toBe(trained.evaluation.accuracy);
  });

  it("gives equal heads for equal seeds and others for other seeds", async () => {
    const losses = async (seed: number) => {
      using trained = await trainHead(pooledRows, { epochs: 3, dropout: 0.3, hiddenUnits: 5, seed });
      return trained.history.map(({ loss }) => loss);
    };
    expect(await losses(1)).toEqual(await losses(1));
    expect(await losses(1)).not.toEqual(await losses(2));
  });

  it("leaves no tensor behind, after success and after an error", async () => {
    const before = tf.memory().numTensors;
    (await trainHead(pooledRows, { epochs: 2 })).dispose();
    await expect(trainHead(pooledRows, { epochs: 2, learningRate: -1 })).rejects.toThrow("learningRate");
    expect(tf.memory().numTensors).toBe(before);
  });

  it("averages feature maps over space, and is not thrown off by a feature that never changes", async () => {
    const rows = brightChannelRows(60, [2, 2, 6]);
    for (let index = 5; index < rows.features.values.length; index += 6) rows.features.values[index] = 1000;
    using trained = await trainHead(rows, { epochs: 20, learningRate: 0.05 });
    expect(trained.evaluation.accuracy).toBeGreaterThan(0.8);
  });
});

/** A backbone whose second block trains, under an untrained head. */
function unfrozenFromBlock2() {
  const rows = brightChannelRows(30, [8, 8, 3]);
  const model = tinyResidualModel();
  const pooled = { ...rows, shape: [4], features: { rows: 1, columns: 4, values: new Float32Array(4) } };
  const head = createHead(pooled);
  unfreezeFrom(model, "block2_conv");
  const snapshot = snapshotWeights([model, head]);
  return { rows, snapshot, plan: joinPlans(planLayers(model), planLayers(head)) };
}

describe("fitLayers", () => {
  it("says that nothing trains when all is frozen", async () => {
    const head = createHead(pooledRows);
    freezeAll(head);
    await expect(fitLayers(planLayers(head), pooledRows, { epochs: 1, learningRate: 0.1 })).rejects.toThrow(
      "layers: expected at least one that trains",
    );
  });

  it("stops with the learning rate in the error when the loss is no longer a number", async () => {
    const head = createHead(pooledRows);
    const run = fitLayers(planLayers(head), pooledRows, { epochs: 50, learningRate: 1e38, optimizer: "sgd" });
    await expect(run).rejects.toThrow(DivergedError);
  });

  it("stops after the step under way when aborted", async () => {
    const head = createHead(pooledRows);
    const controller = new AbortController();
    const records: EpochRecord[] = [];
    const run = fitLayers(planLayers(head), pooledRows, {
      epochs: 100,
      learningRate: 0.01,
      signal: controller.signal,
      onEpoch: (record) => {
        records.push(record);
        if (record.epoch === 2) controller.abort(new Error("enough"));
      },
    });
    await expect(run).rejects.toThrow("enough");
    expect(records).toHaveLength(3);
  });

  it("says that an output of another width than the classes does not fit", async () => {
    const head = createHead({ ...pooledRows, classNames: ["a", "b"] });
    const run = fitLayers(planLayers(head), pooledRows, { epochs: 1, learningRate: 0.1 });
    await expect(run).rejects.toThrow("[batch, 3]");
  });

  it("shows in the ledger what moved and what did not", async () => {
    const { rows, plan, snapshot } = unfrozenFromBlock2();
    const { history } = await fitLayers(plan, rows, {
      epochs: 3,
      learningRate: 0.01,
      freezeStatistics: true,
    });
    const ledger = snapshot.compare();
    const moved = ledger.filter((entry) => entry.moved).map(({ layer, weight }) => `${layer}/${weight}`);
    expect(moved).toEqual([
      "block2_conv/kernel",
      "block2_conv/bias",
      "block2_bn/gamma",
      "block2_bn/beta",
      "predictions/kernel",
      "predictions/bias",
    ]);
    expect(
      ledger.find(({ layer, weight }) => layer === "block2_bn" && weight === "moving_mean"),
    ).toMatchObject({
      role: "statistic",
      moved: false,
    });
    expect(ledger.find(({ layer }) => layer === "stem")).toMatchObject({ role: "frozen", relativeChange: 0 });
    requireFrozenUnmoved(ledger);
    expect(evaluateLayers(plan, rows).loss).toBeLessThan(history[0]!.loss);
  });

  it("moves the statistics of BatchNormalization that trains, unless they are frozen", async () => {
    const { rows, plan, snapshot } = unfrozenFromBlock2();
    await fitLayers(plan, rows, { epochs: 1, learningRate: 0.01 });
    const statistics = snapshot.compare().filter(({ role }) => role === "statistic");
    expect(statistics.map(({ layer, moved }) => [layer, moved])).toEqual([
      ["block2_bn", true],
      ["block2_bn", true],
    ]);
  });
});

describe("fitLayers with its options", () => {
  /** Trains the small head for a few epochs and returns what `onStep` and the history said. */
  async function train(options: Partial<FitOptions>) {
    const head = createHead(pooledRows, { standardize: false, seed: 3 });
    const steps: StepProgress[] = [];
    const result = await fitLayers(planLayers(head), pooledRows, {
      epochs: 3,
      learningRate: 0.05,
      onStep: (progress) => void steps.push(progress),
      ...options,
    });
    return { ...result, steps, kernel: head.getLayer("predictions").getWeights()[0]!.dataSync() };
  }

  it("follows a schedule step by step", async () => {
    const learningRate = cosine({ peak: 0.1 });
    const { steps, history } = await train({ learningRate, batchSize: 25 });
    expect(steps.map((step) => step.learningRate)).toEqual(
      Array.from({ length: 9 }, (_, step) => learningRate(step, 9)),
    );
    expect(steps.map(({ epoch, step }) => [epoch, step]).at(-1)).toEqual([3, 9]);
    expect(history.at(-1)!.learningRate).toBe(learningRate(8, 9));
  });

  it("takes each row from the plain rows or a view of it, all equally often", async () => {
    const marked = [1, 2].map((mark) => ({
      ...pooledRows,
      features: { ...pooledRows.features, values: pooledRows.features.values.map(() => mark) },
    }));
    const options = { epochs: 1, learningRate: 1, views: marked, shuffle: false };
    const taken = await drawEpoch(1, pooledRows, options, seededRandom(1));
    const { values, labels } = taken.take(0, 60);
    expect(labels).toEqual(pooledRows.labels);
    const counts = [0, 0, 0];
    for (let row = 0; row < 60; row++) {
      const first = values[row * 6]!;
      const source = first === 1 || first === 2 ? first : 0;
      counts[source]!++;
      if (source === 0) expect(first).toBe(pooledRows.features.values[row * 6]);
    }
    for (const count of counts) expect(count).toBeGreaterThan(10);
    const other = await drawEpoch(2, pooledRows, options, seededRandom(2));
    expect(other.take(0, 60).values).not.toEqual(values);
  });

  it("evaluates on the plain rows, whatever the views", async () => {
    const zeros = { ...pooledRows, features: { rows: 60, columns: 6, values: new Float32Array(360) } };
    const plain = await train({ learningRate: 1e-9 });
    const viewed = await train({ learningRate: 1e-9, drawViews: async () => zeros });
    expect(viewed.after.loss).toBeCloseTo(plain.after.loss, 6);
    expect(viewed.history[1]!.loss).toBeCloseTo(Math.log(3), 6);
  });

  it("weighs rare classes more when balanced", async () => {
    const uneven = selectRows(pooledRows, [0, 3, 6, 9, 12, 15, 18, 21, 1, 2]);
    const head = createHead(uneven, { standardize: false, seed: 3 });
    const balanced: number[] = [];
    await fitLayers(planLayers(head), uneven, {
      epochs: 1,
      learningRate: 1e-9,
      classWeight: "balanced",
      onStep: ({ loss }) => void balanced.push(loss),
    });
    const probabilities = predictLayers(planLayers(head), uneven);
    const losses = uneven.labels.map((label, row) => -Math.log(probabilities.values[row * 3 + label]!));
    const weights = uneven.labels.map((label) => (label === 0 ? 10 / (3 * 8) : 10 / 3));
    const mean = losses.reduce((sum, loss, row) => sum + loss * weights[row]!, 0) / 10;
    expect(balanced[0]).toBeCloseTo(mean, 5);
  });

  it("puts the best epoch back when it stops early", async () => {
    const test = brightChannelRows(60, [6], 2);
    const options = { epochs: 40, learningRate: 2, validation: test, earlyStopping: { patience: 2 } };
    const { history, epoch, after, stoppedEarly } = await train(options);
    expect(stoppedEarly).toBe(true);
    expect(history.length).toBeLessThan(41);
    expect(epoch).toBe(history.length - 3);
    expect(after.loss).toBe(Math.min(...history.slice(1).map(({ valLoss }) => valLoss!)));
    const kept = await train({ ...options, earlyStopping: { patience: 2, restoreBest: false } });
    expect(kept.after.loss).toBe(history.at(-1)!.valLoss);
  });

  it("evaluates before the first step and after the last alone where no curve is wanted", async () => {
    const validation = brightChannelRows(60, [6], 2);
    const options = { epochs: 3, learningRate: 0.05, validation };
    const watched = await train(options);
    const { history, before, after } = await train({ ...options, validateEachEpoch: false });
    expect(history.map((record) => "valLoss" in record)).toEqual([true, false, false, false]);
    expect([before, after]).toEqual([watched.before, watched.after]);
    expect(history.map(({ loss }) => loss)).toEqual(watched.history.map(({ loss }) => loss));
    const earlyStopping = { patience: 1, monitor: "valLoss" as const };
    await expect(train({ ...options, validateEachEpoch: false, earlyStopping })).rejects.toThrow(
      "evaluated after each epoch",
    );
  });

  it("does not change what a callback read of the weights", async () => {
    const head = createHead(pooledRows);
    const read: Float32Array[] = [];
    const copies: Float32Array[] = [];
    await fitLayers(planLayers(head), pooledRows, {
      epochs: 3,
      learningRate: 0.05,
      onEpoch: () => {
        const values = head.getLayer("predictions").getWeights()[0]!.dataSync() as Float32Array;
        read.push(values);
        copies.push(values.slice());
      },
    });
    expect(read).toEqual(copies);
    expect(new Set(copies.map(([first]) => first)).size).toBe(4);
  });

  it("moves nothing frozen by weight decay, and nothing of rate 0", async () => {
    const { rows, plan, snapshot } = unfrozenFromBlock2();
    await fitLayers(plan, rows, {
      epochs: 2,
      learningRate: 0.05,
      weightDecay: 0.5,
      decayAll: true,
      clipNorm: 0.1,
      freezeStatistics: true,
      rateFactors: { block2_conv: 0, predictions: 0.5 },
    });
    const ledger = snapshot.compare();
    requireFrozenUnmoved(ledger);
    expect([...new Set(ledger.filter(({ moved }) => moved).map(({ layer }) => layer))]).toEqual([
      "block2_bn",
      "predictions",
    ]);
  });

  it("leaves no tensor behind", async () => {
    const { rows, plan } = unfrozenFromBlock2();
    const before = tf.memory().numTensors;
    const options = { epochs: 2, learningRate: 0.01, weightDecay: 0.1, earlyStopping: { patience: 1 } };
    await fitLayers(plan, rows, { ...options, validation: rows });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses views of other rows, both kinds of views, and options out of range", async () => {
    const fewer = selectRows(pooledRows, [0, 1]);
    const shifted = { ...pooledRows, labels: pooledRows.labels.map((label) => (label + 1) % 3) };
    await expect(train({ views: [fewer] })).rejects.toThrow("views[0]: expected 60 rows of shape [6]");
    await expect(train({ views: [shifted] })).rejects.toThrow("received another one in row 0");
    await expect(train({ drawViews: async () => fewer })).rejects.toThrow("drawViews: expected 60 rows");
    await expect(train({ views: [pooledRows], drawViews: async () => pooledRows })).rejects.toThrow("both");
    await expect(train({ labelSmoothing: 1 })).rejects.toThrow("labelSmoothing");
    await expect(train({ epochs: 0 })).rejects.toThrow("epochs");
    await expect(train({ classWeight: { 7: 1 } })).rejects.toThrow("classWeight");
    await expect(train({ checkpoint: { path: "x", everySteps: 0 } })).rejects.toThrow(
      "checkpoint.everySteps",
    );
    await expect(train({ learningRate: () => -1 })).rejects.toThrow("for step 0 of 6, received -1");
  });
});

describe("requireFrozenUnmoved", () => {
  it("names the frozen weights that moved", () => {
    const model = tinyResidualModel();
    freezeAll(model);
    const snapshot = snapshotWeights([model]);
    const stem = model.getLayer("stem");
    stem.setWeights(stem.getWeights().map((weight) => weight.add(1)));
    expect(() => requireFrozenUnmoved(snapshot.compare())).toThrow(FrozenWeightMovedError);
    expect(() => requireFrozenUnmoved(snapshot.compare())).toThrow("2 that did: stem/kernel, stem/bias");
  });
});
