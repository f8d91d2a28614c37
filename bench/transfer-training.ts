import { createTrunk } from "../lib/features/trunk.ts";
import { createImage, type Image } from "../lib/images/image.ts";
import { type Backbone, loadBackbone } from "../lib/models/index.ts";
import { seededRandom } from "../lib/random/generator.ts";
import { findCut } from "../lib/training/freezing/cut.ts";
import { freezeAll, unfreezeFrom } from "../lib/training/freezing/freeze.ts";
import { createHead } from "../lib/training/heads/head.ts";
import { joinPlans, planLayers } from "../lib/training/layer-plan.ts";
import { fitLayers } from "../lib/training/loop/fit-layers.ts";
import type { TrainingRows } from "../lib/training/training-rows.ts";
import type { KerasPeer } from "./keras.ts";

const IMAGES = 64;
const EPOCHS = 10;
const BATCH = 16;
const CLASSES = 10;
const SIDE = 224;

/**
 * Ten epochs as a user runs them, from decoded images on: trunk pass and all, against Keras's `fit` of the same network
 * with the same layers frozen. Both sides are linear in the number of images.
 */
export async function benchTransferTraining(keras: KerasPeer | undefined): Promise<void> {
  for (const [name, from] of [
    ["vgg16", "block5_conv1"],
    ["resnet50", "conv5_block1_1_conv"],
  ] as const) {
    const backbone = await loadBackbone(name, {
      weights: null,
      includeTop: false,
      pooling: "avg",
      inputSize: SIDE,
    });
    for (const mode of ["frozen", from]) {
      const ours = await timeOurs(backbone, mode);
      const peer = keras && (await timeKeras(keras, `fit ${name} ${mode} ${IMAGES} ${EPOCHS}`));
      report(`${name}, ${mode === "frozen" ? "frozen" : `from ${mode}`}`, ours, peer);
    }
    backbone.dispose();
  }
}

interface OurTimes {
  readonly trunkSeconds: number;
  readonly trainingSeconds: number;
}

async function timeOurs(backbone: Backbone, mode: string): Promise<OurTimes> {
  freezeAll(backbone.model);
  const cut = mode === "frozen" ? undefined : findCut(backbone.model, mode);
  if (mode !== "frozen") unfreezeFrom(backbone.model, mode);
  const images = randomImages();
  const started = performance.now();
  const rows = await runTrunk(backbone, cut, images);
  const trunkSeconds = (performance.now() - started) / 1000;
  const pooled = { ...rows, shape: [backbone.config.featureCount], features: firstValues(backbone) };
  const head = createHead(cut === undefined ? rows : pooled);
  const plan =
    cut === undefined ? planLayers(head) : joinPlans(planLayers(backbone.model, cut), planLayers(head));
  const trainingStarted = performance.now();
  await fitLayers(plan, rows, {
    epochs: EPOCHS,
    batchSize: BATCH,
    learningRate: 1e-5,
    freezeStatistics: true,
  });
  head.dispose();
  return { trunkSeconds, trainingSeconds: (performance.now() - trainingStarted) / 1000 };
}

async function runTrunk(
  backbone: Backbone,
  layer: string | undefined,
  images: readonly Image[],
): Promise<TrainingRows> {
  const trunk = await createTrunk(backbone, { layer });
  try {
    const columns = trunk.outputShape.reduce((product, side) => product * side, 1);
    const values = new Float32Array(images.length * columns);
    for (let from = 0; from < images.length; from += 4) {
      values.set(await trunk.run(images.slice(from, from + 4)), from * columns);
    }
    return {
      features: { rows: images.length, columns, values },
      shape: trunk.outputShape,
      labels: images.map((_, row) => row % CLASSES),
      classNames: Array.from({ length: CLASSES }, (_, index) => `class ${index}`),
    };
  } finally {
    await trunk.dispose();
  }
}

/** One row for the head's statistics: it stands for features that are not computed here. */
function firstValues({ config: { featureCount } }: Backbone) {
  return { rows: 1, columns: featureCount, values: new Float32Array(featureCount) };
}

function randomImages(): Image[] {
  const random = seededRandom(1);
  const bytes = SIDE * SIDE * 3;
  return Array.from({ length: IMAGES }, () =>
    createImage(
      { width: SIDE, height: SIDE },
      Uint8Array.from({ length: bytes }, () => Math.floor(256 * random())),
    ),
  );
}

async function timeKeras(keras: KerasPeer, job: string): Promise<number> {
  await keras.run(job); // builds the network
  const started = performance.now();
  await keras.run(job);
  return (performance.now() - started) / 1000;
}

function report(title: string, { trunkSeconds, trainingSeconds }: OurTimes, peer: number | undefined): void {
  const total = trunkSeconds + trainingSeconds;
  const parts = `trunk once ${trunkSeconds.toFixed(1)} s, ${EPOCHS} epochs ${trainingSeconds.toFixed(1)} s`;
  console.log(`\n${title}: ${IMAGES} images at ${SIDE}x${SIDE}, ${EPOCHS} epochs, batch ${BATCH}`);
  console.log(`  ours        ${total.toFixed(1).padStart(8)} s   (${parts})`);
  if (peer === undefined) return;
  console.log(`  Keras fit   ${peer.toFixed(1).padStart(8)} s   ${(peer / total).toFixed(1)} times as long`);
}
