import { loadBackbone } from "../lib/models/index.ts";
import { seededRandom } from "../lib/random/generator.ts";
import { tf } from "../lib/tensors/tf.ts";
import { findCut } from "../lib/training/cut.ts";
import { trainOnBatch } from "../lib/training/fit-layers.ts";
import { unfreezeFrom } from "../lib/training/freeze.ts";
import { createHead } from "../lib/training/head.ts";
import { joinPlans, planLayers, trainableVariables } from "../lib/training/layer-plan.ts";
import type { KerasPeer } from "./keras.ts";
import { type Contender, printTimings, timeSideBySide } from "./measure.ts";
import { completeWasm } from "./wasm-engine.ts";

const BATCH = 16;
const CLASSES = 10;

/** One training step of full-size VGG16 from block5_conv1, its trunk's outputs at hand. */
export async function benchFineTuningStep(keras: KerasPeer | undefined): Promise<void> {
  const backbone = await loadBackbone("vgg16", {
    weights: null,
    includeTop: false,
    pooling: "avg",
    inputSize: 224,
  });
  const cut = findCut(backbone.model, "block5_conv1");
  unfreezeFrom(backbone.model, "block5_conv1");
  const random = seededRandom(1);
  const columns = 14 * 14 * 512;
  const rows = {
    features: { rows: BATCH, columns, values: Float32Array.from({ length: BATCH * columns }, random) },
    shape: [14, 14, 512],
    labels: Array.from({ length: BATCH }, (_, row) => row % CLASSES),
    classNames: Array.from({ length: CLASSES }, (_, index) => `class ${index}`),
  };
  const pooled = {
    ...rows,
    shape: [512],
    features: { rows: 1, columns: 512, values: new Float32Array(512) },
  };
  const head = createHead(pooled);
  const plan = joinPlans(planLayers(backbone.model, cut), planLayers(head));
  const variables = trainableVariables(plan);
  const batch = Array.from({ length: BATCH }, (_, row) => row);
  const on = (engine: string): Contender => {
    const optimizer = tf.train.sgd(1e-6);
    return {
      name: `tfjs layers on ${engine}`,
      run: async () => {
        await tf.setBackend(engine);
        trainOnBatch(plan, rows, batch, variables, optimizer, random, true);
      },
    };
  };
  const contenders = [on("onnx")];
  if (keras !== undefined) contenders.push({ name: keras.version, run: () => keras.run("step") });
  const timings = await timeSideBySide(contenders);
  completeWasm();
  timings.push(...(await timeSideBySide([on("wasm")], { rounds: 1 })));
  printTimings(
    `vgg16, one SGD step from block5_conv1, batch ${BATCH}, trunk outputs at hand`,
    "a step",
    timings,
  );
  await tf.setBackend("onnx");
  head.dispose();
  backbone.dispose();
}
