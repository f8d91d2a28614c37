import { loadBackbone } from "../lib/models/index.ts";
import { seededRandom } from "../lib/random/generator.ts";
import { tf } from "../lib/tensors/tf.ts";
import { findCut } from "../lib/training/freezing/cut.ts";
import { unfreezeFrom } from "../lib/training/freezing/freeze.ts";
import { createHead } from "../lib/training/heads/head.ts";
import { joinPlans, planLayers } from "../lib/training/layer-plan.ts";
import { type Trainer, trainOnBatch } from "../lib/training/loop/train-step.ts";
import { createOptimizer, type Optimizer } from "../lib/training/optimizers/optimizer.ts";
import { type TrainedWeight, trainedWeights } from "../lib/training/optimizers/trained-weights.ts";
import type { KerasPeer } from "./keras.ts";
import { type Contender, printTimings, timeSideBySide } from "./measure.ts";
import { completeWasm } from "./wasm-engine.ts";

const BATCH = 16;
const CLASSES = 10;
const RATE = 1e-6;

interface StepCase {
  readonly network: string;
  readonly from: string;
  /** Shape of the cut's output of one image. */
  readonly shape: readonly [number, number, number];
  readonly featureCount: number;
}

const VGG: StepCase = { network: "vgg16", from: "block5_conv1", shape: [14, 14, 512], featureCount: 512 };
const RESNET: StepCase = {
  network: "resnet50",
  from: "conv5_block1_1_conv",
  shape: [14, 14, 1024],
  featureCount: 2048,
};

/** Training steps of full-size networks at 224x224, their trunks' outputs at hand, and the optimizers alone. */
export async function benchFineTuningStep(keras: KerasPeer | undefined): Promise<void> {
  await benchSteps(VGG, keras);
  await benchSteps(RESNET, undefined);
  for (const size of [7_000_000, 15_000_000]) await benchOptimizers(size);
}

async function benchSteps(
  { network, from, shape, featureCount }: StepCase,
  keras: KerasPeer | undefined,
): Promise<void> {
  using backbone = await loadBackbone(network, {
    weights: null,
    includeTop: false,
    pooling: "avg",
    inputSize: 224,
  });
  const cut = findCut(backbone.model, unfreezeFrom(backbone.model, from));
  const random = seededRandom(1);
  const classNames = Array.from({ length: CLASSES }, (_, index) => `class ${index}`);
  const head = createHead({ shape: [featureCount], classNames }, { standardize: false });
  const plan = joinPlans(planLayers(backbone.model, cut), planLayers(head));
  const weights = trainedWeights(plan);
  const batch = {
    values: Float32Array.from({ length: BATCH * shape[0] * shape[1] * shape[2] }, random),
    shape,
    labels: Array.from({ length: BATCH }, (_, row) => row % CLASSES),
  };
  const step = (name: string, optimizer: Trainer["optimizer"], engine = "onnx"): Contender => ({
    name,
    run: async () => {
      await tf.setBackend(engine);
      const trainer = { plan, weights, optimizer, random, freezeStatistics: true, classCount: CLASSES };
      trainOnBatch(trainer, batch, RATE);
    },
  });
  const sgd = createOptimizer(weights, { optimizer: "sgd", momentum: 0 });
  const contenders = [
    step("SGD", sgd),
    step("Adam", createOptimizer(weights)),
    step("Adam of TensorFlow.js", ofTfjs(tf.train.adam(RATE))),
  ];
  if (keras !== undefined) contenders.push({ name: `SGD of ${keras.version}`, run: () => keras.run("step") });
  const timings = await timeSideBySide(contenders);
  if (network === VGG.network) {
    completeWasm();
    await tf.setBackend("wasm");
    const onWasm = createOptimizer(weights, { optimizer: "sgd", momentum: 0 });
    timings.push(...(await timeSideBySide([step("SGD on tfjs-wasm", onWasm, "wasm")], { rounds: 1 })));
    await tf.setBackend("onnx");
  }
  printTimings(`${network}, one step from ${from}, batch ${BATCH}, trunk outputs at hand`, "a step", timings);
  head.dispose();
}

/** One step of one variable of so many values, gradients at hand. */
async function benchOptimizers(size: number): Promise<void> {
  const slope = tf.randomNormal([size], 0, 1, "float32", 2);
  const variables: tf.Variable[] = [];
  // A variable each: one that another optimizer moved is copied before it is moved in place.
  const step = (name: string, create: (weights: TrainedWeight[]) => Trainer["optimizer"]): Contender => {
    const variable = tf.variable(tf.randomNormal([size], 0, 1, "float32", 1));
    variables.push(variable);
    const optimizer = create([{ key: "layer/kernel", variable, rateFactor: 1, decays: true }]);
    return { name, run: async () => optimizer.applyGradients({ [variable.name]: slope }, RATE) };
  };
  const timings = await timeSideBySide([
    step("SGD", (weights) => createOptimizer(weights, { optimizer: "sgd" })),
    step("SGD of TensorFlow.js", () => ofTfjs(tf.train.momentum(RATE, 0.9))),
    step("Adam", (weights) => createOptimizer(weights)),
    step("Adam with weight decay", (weights) => createOptimizer(weights, { weightDecay: 1e-4 })),
    step("Adam with clipping", (weights) => createOptimizer(weights, { clipNorm: 1 })),
    step("Adam of TensorFlow.js", () => ofTfjs(tf.train.adam(RATE))),
  ]);
  printTimings(`optimizers alone, ${size / 1e6} million weights, momentum 0.9`, "a step", timings);
  tf.dispose([slope, ...variables]);
}

/** TensorFlow.js's optimizers take gradients by name too, but declare variables. */
function ofTfjs(optimizer: tf.Optimizer): Pick<Optimizer, "applyGradients"> {
  return { applyGradients: (gradients) => optimizer.applyGradients(gradients as never) };
}
