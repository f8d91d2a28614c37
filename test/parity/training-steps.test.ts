import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosine, type FitOptions, fitLayers, type StepProgress } from "../../lib/index.ts";
import { randomNormal, seededRandom } from "../../lib/random/generator.ts";
import { tf } from "../../lib/tensors/tf.ts";
import { planLayers, variableOf } from "../../lib/training/layer-plan.ts";
import { kerasPython, runKeras, SKIPPED_WITHOUT_KERAS } from "../python/keras-python.ts";

const STEPS = 12;
const ROWS = 9;
const random = seededRandom(5);
const normals = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => randomNormal(random)));
const x = normals(ROWS, 4);
// One class more often than the others, so that weights matter.
const labels = [0, 0, 0, 0, 1, 1, 2, 0, 1];
const weights = [normals(4, 5), normals(1, 5)[0]!, normals(5, 3), normals(1, 3)[0]!];

interface Case {
  readonly title: string;
  readonly ours: Partial<FitOptions>;
  readonly keras: Readonly<Record<string, unknown>>;
}

const cases: readonly Case[] = [
  { title: "SGD", ours: { optimizer: "sgd", momentum: 0 }, keras: { optimizer: "sgd" } },
  {
    title: "SGD with momentum",
    ours: { optimizer: "sgd", momentum: 0.9 },
    keras: { optimizer: "sgd", options: { momentum: 0.9 } },
  },
  {
    title: "SGD with Nesterov's momentum",
    ours: { optimizer: "sgd", momentum: 0.9, nesterov: true },
    keras: { optimizer: "sgd", options: { momentum: 0.9, nesterov: true } },
  },
  { title: "Adam", ours: {}, keras: { optimizer: "adam" } },
  {
    title: "Adam with other moments",
    ours: { beta1: 0.8, beta2: 0.99 },
    keras: { optimizer: "adam", options: { beta_1: 0.8, beta_2: 0.99 } },
  },
  {
    title: "AdamW, biases left out",
    ours: { weightDecay: 0.5 },
    keras: { optimizer: "adam", options: { weight_decay: 0.5 }, exclude: ["bias"] },
  },
  {
    title: "AdamW of all weights",
    ours: { weightDecay: 0.5, decayAll: true },
    keras: { optimizer: "adam", options: { weight_decay: 0.5 } },
  },
  {
    title: "SGDW with momentum",
    ours: { optimizer: "sgd", weightDecay: 0.5 },
    keras: { optimizer: "sgd", options: { momentum: 0.9, weight_decay: 0.5 }, exclude: ["bias"] },
  },
  {
    title: "clipping by the norm of all gradients",
    ours: { optimizer: "sgd", clipNorm: 0.05 },
    keras: { optimizer: "sgd", options: { momentum: 0.9, global_clipnorm: 0.05 } },
  },
  {
    title: "class weights",
    ours: { classWeight: { 0: 0.5, 2: 3 } },
    keras: { optimizer: "adam", class_weight: { 0: 0.5, 1: 1, 2: 3 } },
  },
  {
    title: "label smoothing",
    ours: { labelSmoothing: 0.2 },
    keras: { optimizer: "adam", label_smoothing: 0.2 },
  },
  {
    title: "decayed rates after a warm-up, with decay",
    ours: { learningRate: cosine({ peak: 0.1, warmUp: 0.25, floor: 0.1 }), weightDecay: 0.5 },
    keras: {
      optimizer: "adam",
      options: { weight_decay: 0.5 },
      exclude: ["bias"],
      schedule: { initial_learning_rate: 0, decay_steps: 9, alpha: 0.1, warmup_target: 0.1, warmup_steps: 3 },
    },
  },
];

const defaults = {
  options: {},
  exclude: [],
  class_weight: null,
  label_smoothing: 0,
  schedule: null,
  learning_rate: 0.05,
};

describe.skipIf(!kerasPython)(`steps of training against Keras (${SKIPPED_WITHOUT_KERAS})`, () => {
  let expected: readonly { losses: number[]; weights: number[][] }[];
  const folder = mkdtempSync(join(tmpdir(), "transferlab-steps-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(async () => {
    const path = join(folder, "cases.json");
    const y = labels.map((label) => [0, 1, 2].map((other) => Number(other === label)));
    const kerasCases = cases.map(({ keras }) => ({ ...defaults, ...keras }));
    writeFileSync(path, JSON.stringify({ x, y, weights, steps: STEPS, cases: kerasCases }));
    expected = await runKeras("train_steps.py", [path]);
  }, 180_000);

  it.each(cases.map((one, place) => ({ ...one, place })))("$title", async ({ ours, place }) => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, activation: "relu", inputShape: [4] }),
        tf.layers.dense({ units: 3, activation: "softmax" }),
      ],
    });
    model.setWeights(weights.map((values) => tf.tensor(values)));
    const rows = {
      features: { rows: ROWS, columns: 4, values: Float32Array.from(x.flat()) },
      shape: [4],
      labels,
      classNames: ["a", "b", "c"],
    };
    const losses: number[] = [];
    await fitLayers(planLayers(model), rows, {
      learningRate: 0.05,
      epochs: STEPS,
      batchSize: ROWS,
      shuffle: false,
      ...ours,
      onStep: ({ loss }: StepProgress) => void losses.push(loss),
    });
    const { losses: theirs, weights: theirWeights } = expected[place]!;
    losses.forEach((loss, step) => {
      expect(Math.abs(loss - theirs[step]!), `loss of step ${step}`).toBeLessThan(
        1e-5 * Math.max(1, theirs[step]!),
      );
    });
    model.layers
      .flatMap((layer) => layer.weights)
      .forEach((weight, index) => {
        variableOf(weight)
          .dataSync()
          .forEach((value: number, element: number) => {
            expect(Math.abs(value - theirWeights[index]![element]!), `weight ${index}`).toBeLessThan(2e-5);
          });
      });
    model.dispose();
  });
});
