import { describe, expect, it } from "vitest";
import { tf } from "../../../../lib/tensors/tf.ts";
import { evaluateLayers } from "../../../../lib/training/evaluate-layers.ts";
import { freezeAll, unfreezeFrom } from "../../../../lib/training/freeze.ts";
import { createHead } from "../../../../lib/training/head.ts";
import { joinPlans, planLayers } from "../../../../lib/training/layer-plan.ts";
import {
  FrozenWeightMovedError,
  requireFrozenUnmoved,
  snapshotWeights,
} from "../../../../lib/training/ledger.ts";
import { DivergedError } from "../../../../lib/training/loop/diverged-error.ts";
import { fitLayers } from "../../../../lib/training/loop/fit-layers.ts";
import type { EpochRecord } from "../../../../lib/training/loop/fit-options.ts";
import { trainHead } from "../../../../lib/training/train-head.ts";
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
