import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CheckpointError } from "../../../../lib/training/checkpoints/checkpoint-error.ts";
import { fitLayers } from "../../../../lib/training/loop/fit-layers.ts";
import type { EpochRecord, FitOptions } from "../../../../lib/training/loop/fit-options.ts";
import { brightChannelRows } from "../tiny-model.ts";
import { smallTraining } from "./small-training.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-resume-"));
  path = join(folder, "run.checkpoint");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const STEPS_AN_EPOCH = 4;
const figures = (history: readonly EpochRecord[]) =>
  history.map(({ epoch, loss, accuracy, valLoss, valAccuracy, learningRate }) => [
    epoch,
    loss,
    accuracy,
    valLoss,
    valAccuracy,
    learningRate,
  ]);

async function train(changes: Partial<FitOptions> = {}) {
  const { plan, rows, options, weights } = smallTraining();
  const losses: number[] = [];
  const onStep: FitOptions["onStep"] = ({ step, loss }) => {
    losses[step] = loss;
  };
  const result = await fitLayers(plan, rows, { onStep, ...options, ...changes });
  return { ...result, figures: figures(result.history), losses, weights: weights() };
}

/** Aborts after the step of that number, with a checkpoint. */
async function cutAfter(step: number, changes: Partial<FitOptions> = {}) {
  const controller = new AbortController();
  const run = train({
    checkpoint: { path },
    signal: controller.signal,
    onStep: (progress) => {
      if (progress.step === step) controller.abort(new Error("cut"));
    },
    ...changes,
  });
  await expect(run).rejects.toThrow("cut");
}

const resume = { checkpoint: { resume: true } };
const again = (changes: Partial<FitOptions> = {}) =>
  train({ checkpoint: { path, ...resume.checkpoint }, ...changes });

describe("a training that was cut", () => {
  it("goes on to the same losses, weights and statistics, wherever it was cut", async () => {
    const whole = await train();
    expect(new Set(whole.losses).size).toBeGreaterThan(15);
    for (const step of [1, STEPS_AN_EPOCH, 11]) {
      await cutAfter(step);
      const rest = await again();
      expect(rest.figures, `cut after step ${step}`).toEqual(whole.figures);
      expect(rest.losses.slice(step + 1)).toEqual(whole.losses.slice(step + 1));
      expect(rest.weights).toEqual(whole.weights);
      expect(rest.before).toEqual(whole.before);
      expect(rest.after).toEqual(whole.after);
      expect(rest.epoch).toBe(whole.epoch);
    }
  });

  it("goes on when it was cut twice, and while it evaluated", async () => {
    const whole = await train();
    await cutAfter(5);
    await cutAfter(13, { checkpoint: { path, resume: true } });
    expect((await again()).weights).toEqual(whole.weights);
    await cutAfter(2 * STEPS_AN_EPOCH);
    const rest = await again();
    expect(rest.losses.findIndex((loss) => loss !== undefined)).toBe(2 * STEPS_AN_EPOCH + 1);
    expect(rest.figures).toEqual(whole.figures);
  });

  it("keeps count of epochs without improvement, and the best weights", async () => {
    // So high a rate that the loss on other rows does not go on falling
    const changes = { learningRate: 0.3, epochs: 12, earlyStopping: { patience: 2 } };
    const whole = await train(changes);
    expect(whole.stoppedEarly).toBe(true);
    expect(whole.epoch).toBe(whole.history.length - 3);
    await cutAfter((whole.epoch + 1) * STEPS_AN_EPOCH + 1, changes);
    const rest = await again(changes);
    expect(rest.figures).toEqual(whole.figures);
    expect(rest.weights).toEqual(whole.weights);
    expect(rest.epoch).toBe(whole.epoch);
    expect(rest.stoppedEarly).toBe(true);
  });

  it("asks again for the rows of the epoch under way", async () => {
    const drawn: number[] = [];
    const changes = {
      views: [],
      drawViews: async (epoch: number) => {
        drawn.push(epoch);
        return brightChannelRows(30, [8, 8, 3], 100 + epoch);
      },
    };
    const whole = await train(changes);
    expect(drawn).toEqual([1, 2, 3, 4, 5]);
    await cutAfter(6, changes);
    drawn.length = 0;
    expect((await again(changes)).weights).toEqual(whole.weights);
    expect(drawn).toEqual([2, 3, 4, 5]);
  });

  it("is over at once when it had ended, and may have more epochs", async () => {
    const changes = { learningRate: 0.01, earlyStopping: undefined };
    const short = await train({ ...changes, epochs: 2, checkpoint: { path } });
    const over = await again({ ...changes, epochs: 2 });
    expect(over.losses).toEqual([]);
    expect(over.weights).toEqual(short.weights);
    const longer = await again({ ...changes, epochs: 4 });
    const whole = await train({ ...changes, epochs: 4 });
    expect(longer.weights).toEqual(whole.weights);
  });

  it("starts from the beginning when there is no checkpoint", async () => {
    expect((await again()).weights).toEqual((await train()).weights);
    expect(existsSync(path)).toBe(true);
  });

  it("starts anew without resume, and replaces the checkpoint", async () => {
    await cutAfter(5);
    const whole = await train({ checkpoint: { path } });
    expect(whole.losses.filter((loss) => loss !== undefined)).toHaveLength(20);
    expect((await again()).losses).toEqual([]);
  });
});

describe("a checkpoint of another training", () => {
  const refused: readonly { name: string; changes: Partial<FitOptions>; message: string }[] = [
    { name: "seed", changes: { seed: 12 }, message: "seed 11 instead of 12" },
    { name: "batch size", changes: { batchSize: 10 }, message: "batchSize 8 instead of 10" },
    { name: "optimizer", changes: { optimizer: "sgd" }, message: 'optimizer "adam" instead of "sgd"' },
    { name: "rates", changes: { learningRate: 0.01 }, message: "other learning rates" },
    { name: "epochs of a schedule", changes: { epochs: 9 }, message: "planned for 5 epochs, not 9" },
    { name: "views", changes: { views: [] }, message: "other views" },
    {
      name: "validation",
      changes: { validation: brightChannelRows(12, [8, 8, 3], 10) },
      message: "other validation rows",
    },
    { name: "rate of a layer", changes: { rateFactors: { predictions: 2 } }, message: "rateFactors {}" },
  ];

  it.each(refused)("is refused: other $name", async ({ changes, message }) => {
    await cutAfter(9);
    const bytes = readFileSync(path);
    const run = again(changes);
    await expect(run).rejects.toThrow(CheckpointError);
    await expect(again(changes)).rejects.toThrow(message);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("is refused: other rows, other frozen weights, other layers; nothing is changed", async () => {
    await cutAfter(9);
    const checkpoint = { path, resume: true };
    const rows = { ...smallTraining(), rows: brightChannelRows(30, [8, 8, 3], 5) };
    await expect(fitLayers(rows.plan, rows.rows, { ...rows.options, checkpoint })).rejects.toThrow(
      "other training rows",
    );
    const frozen = smallTraining();
    const stem = frozen.model.getLayer("stem");
    stem.setWeights(stem.getWeights().map((weight) => weight.add(1)));
    const before = frozen.weights();
    await expect(fitLayers(frozen.plan, frozen.rows, { ...frozen.options, checkpoint })).rejects.toThrow(
      "other frozen weights",
    );
    expect(frozen.weights()).toEqual(before);
    const layers = smallTraining();
    layers.model.getLayer("block2_bn").trainable = false;
    await expect(fitLayers(layers.plan, layers.rows, { ...layers.options, checkpoint })).rejects.toThrow(
      "other layers",
    );
  });

  it("is refused when it is damaged", async () => {
    await cutAfter(9);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 100));
    await expect(again()).rejects.toMatchObject({ name: "CheckpointError", fault: "damaged" });
  });
});

describe("a training whose process is killed", () => {
  const script = fileURLToPath(new URL("./killed-training.ts", import.meta.url));

  /** Starts the training in a process; kills it when it reports the step. */
  async function runProcess(killAfter?: number) {
    const child = spawn(process.execPath, ["--import", "tsx", script, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    const losses = new Map<number, string>();
    let last = "";
    for await (const line of createInterface({ input: child.stdout })) {
      last = line;
      const [step, loss] = line.split(" ");
      losses.set(Number(step), loss!);
      if (Number(step) === killAfter) child.kill("SIGKILL");
    }
    await closed;
    return { losses, last, signal: child.signalCode };
  }

  it("goes on from the last checkpoint to the same losses", { timeout: 120_000 }, async () => {
    const whole = await runProcess();
    rmSync(path);
    const first = await runProcess(8);
    expect(first.signal).toBe("SIGKILL");
    const second = await runProcess(14);
    expect(second.signal).toBe("SIGKILL");
    const third = await runProcess();
    expect(third.signal).toBeNull();
    expect(third.last).toBe(whole.last);
    expect(Math.min(...second.losses.keys())).toBeGreaterThan(3);
    expect(Math.min(...second.losses.keys())).toBeLessThanOrEqual(9);
    for (const { losses } of [first, second, third]) {
      for (const [step, loss] of losses)
        if (!Number.isNaN(step)) expect(loss, `step ${step}`).toBe(whole.losses.get(step));
    }
  });
});
