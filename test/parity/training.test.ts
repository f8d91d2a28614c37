import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { createImage } from "../../lib/images/image.ts";
import { preprocess } from "../../lib/images/preprocess.ts";
import type { Backbone } from "../../lib/models/backbone.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { seededRandom } from "../../lib/random/generator.ts";
import { tf } from "../../lib/tensors/tf.ts";
import { evaluateLayers } from "../../lib/training/evaluate-layers.ts";
import { findCut } from "../../lib/training/freezing/cut.ts";
import { freezeAll, unfreezeOnly } from "../../lib/training/freezing/freeze.ts";
import { joinPlans, type LayerPlan, planLayers, variableOf } from "../../lib/training/layer-plan.ts";
import { snapshotWeights } from "../../lib/training/ledger.ts";
import { trainOnBatch } from "../../lib/training/loop/train-step.ts";
import { createOptimizer } from "../../lib/training/optimizers/optimizer.ts";
import { trainedWeights } from "../../lib/training/optimizers/trained-weights.ts";
import { sharedFolder } from "../shared-folder.ts";

interface WeightRecord {
  readonly name: string;
  readonly sum: number;
  readonly first: readonly number[];
}

interface TrainingCase {
  readonly model: string;
  readonly side: number;
  readonly unfreeze_from: string | null;
  readonly base_training: boolean;
  readonly learning_rate: number;
  readonly scale: number;
  readonly head_levels: readonly number[];
  readonly losses: readonly number[];
  readonly loss_after: number;
  readonly layers_after: Readonly<Record<string, readonly WeightRecord[]>>;
  readonly head_after: WeightRecord;
  readonly trainable_params: number;
}

const shared = sharedFolder();
const goldens = shared && join(shared, "goldens");
const cases = goldens
  ? (JSON.parse(readFileSync(join(goldens, "training.json"), "utf8")) as { cases: TrainingCase[] }).cases
  : [];
const folder = mkdtempSync(join(tmpdir(), "transferlab-training-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The pictures of make_training_goldens.py. */
function picture(side: number, k: number) {
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let c = 0; c < 3; c++) {
        pixels[(y * side + x) * 3 + c] =
          (y * 7 + x * (13 + k) + c * 61 + ((x * y) % (97 - k)) + 31 * k) % 256;
      }
    }
  }
  return createImage({ width: side, height: side }, pixels);
}

function goldenHead(golden: TrainingCase, featureCount: number): tf.LayersModel {
  const head = tf.sequential({
    layers: [
      tf.layers.globalAveragePooling2d({ inputShape: [null, null, featureCount] as never } as never),
      tf.layers.rescaling({ scale: golden.scale }),
      tf.layers.dense({ units: 4, activation: "softmax", name: "golden_head" }),
    ],
  });
  const kernel = golden.head_levels.map((level) => (level - 7.5) / 4.61 / featureCount);
  head.layers.at(-1)!.setWeights([tf.tensor2d(kernel, [featureCount, 4]), tf.zeros([4])]);
  return head;
}

async function loadGolden(golden: TrainingCase): Promise<Backbone> {
  const path = join(folder, `${golden.model}_notop.h5`);
  writeFileSync(path, gunzipSync(readFileSync(join(goldens!, `${golden.model}_notop.h5.gz`))));
  return loadBackbone(golden.model, { weights: path, includeTop: false, inputSize: golden.side });
}

function checkWeight(weight: tf.Variable, record: WeightRecord) {
  const values = weight.dataSync() as Float32Array;
  const scale = Math.max(...record.first.map(Math.abs), 1e-6);
  record.first.forEach((value, index) => {
    expect(Math.abs(values[index]! - value) / scale, record.name).toBeLessThan(1e-3);
  });
  const sum = values.reduce((total, value) => total + value, 0);
  const magnitude = values.reduce((total, value) => total + Math.abs(value), 0);
  expect(Math.abs(sum - record.sum) / magnitude, `sum of ${record.name}`).toBeLessThan(1e-4);
}

describe.skipIf(!shared)("five SGD steps against Keras (needs ../shared)", () => {
  it.each(
    cases.map((golden) => ({
      golden,
      title: `${golden.model} from ${golden.unfreeze_from ?? "nowhere: head alone"}, BatchNorm ${golden.base_training ? "as its layers say" : "in inference"}`,
    })),
  )("$title", async ({ golden }) => {
    const backbone = await loadGolden(golden);
    const { model } = backbone;
    const head = goldenHead(golden, backbone.config.featureCount);
    let base: LayerPlan;
    let cut: string;
    if (golden.unfreeze_from === null) {
      freezeAll(model);
      cut = model.layers.at(-1)!.name;
      base = { steps: [] };
    } else {
      // By place, as in Keras: a name may stand for a block of Inception too.
      const first = model.layers.findIndex(({ name }) => name === golden.unfreeze_from);
      unfreezeOnly(model, (_, place) => place >= first);
      cut = findCut(model, golden.unfreeze_from);
      base = planLayers(model, cut);
    }
    const plan = joinPlans(base, planLayers(head));
    const pixels = preprocess(
      [0, 1, 2, 3].map((k) => picture(golden.side, k)),
      backbone.config.preprocessing,
    );
    const trunk = tf.model({ inputs: model.inputs, outputs: model.getLayer(cut).output });
    const below = trunk.predict(tf.tensor4d(pixels, [4, golden.side, golden.side, 3])) as tf.Tensor4D;
    const shape = below.shape.slice(1);
    const rows = {
      features: { rows: 4, columns: below.size / 4, values: below.dataSync() as Float32Array },
      shape,
      labels: [0, 1, 2, 3],
      classNames: ["a", "b", "c", "d"],
    };
    const weights = trainedWeights(plan);
    expect(weights.reduce((total, { variable }) => total + variable.size, 0)).toBe(golden.trainable_params);
    const before = snapshotWeights([model, head]);
    const optimizer = createOptimizer(weights, { optimizer: "sgd", momentum: 0 });
    const trainer = {
      plan,
      weights,
      optimizer,
      random: seededRandom(0),
      freezeStatistics: !golden.base_training,
      classCount: 4,
    };
    const batch = { values: rows.features.values, shape, labels: rows.labels };
    const losses = [1, 2, 3, 4, 5].map(() => trainOnBatch(trainer, batch, golden.learning_rate).loss);
    losses.forEach((loss, step) => {
      expect(Math.abs(loss - golden.losses[step]!), `loss of step ${step}`).toBeLessThan(1e-3);
    });
    expect(Math.abs(evaluateLayers(plan, rows).loss - golden.loss_after)).toBeLessThan(1e-3);
    for (const [name, records] of Object.entries(golden.layers_after)) {
      const weights = model.getLayer(name).weights.map(variableOf);
      records.forEach((record, index) => {
        checkWeight(weights[index]!, record);
      });
    }
    checkWeight(variableOf(head.layers.at(-1)!.weights[0]), golden.head_after);
    const ledger = before.compare();
    expect(ledger.filter(({ role, moved }) => role === "frozen" && moved)).toEqual([]);
    // Not biases and gammas: under BatchNorm of the batch their gradients are below float32's last digit.
    const kernels = ledger.filter(({ role, weight }) => role === "trained" && weight === "kernel");
    expect(kernels.every(({ moved }) => moved)).toBe(true);
    const statistics = ledger.filter(({ role }) => role === "statistic");
    expect(statistics.every(({ moved }) => moved === golden.base_training)).toBe(true);
    optimizer.dispose();
    backbone.dispose();
    head.dispose();
  });
});
