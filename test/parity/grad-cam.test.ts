import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSamples } from "../../lib/datasets/load-images.ts";
import { gradCam } from "../../lib/experiments/grad-cam/grad-cam.ts";
import { preprocess } from "../../lib/images/preprocess.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { saveModel } from "../../lib/models/saving/save-model.ts";
import { seededRandom } from "../../lib/random/generator.ts";
import { kerasPython, runKeras, SKIPPED_WITHOUT_KERAS } from "../python/keras-python.ts";

const photo = (await loadSamples()).items[90]!.path;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-grad-cam-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!kerasPython)(`gradCam against TensorFlow's gradient (${SKIPPED_WITHOUT_KERAS})`, () => {
  it.each([
    ["vgg16", {}, "block5_conv3"],
    ["vgg16", {}, "block3_conv3"],
    ["resnet50", {}, "conv4_block6_out"],
    // Narrow, with random weights: what counts is the gradient through branches and averages
    [
      "inception_v3",
      { weights: null, width: 0.125, inputSize: 139, classes: 10, random: seededRandom(2) },
      "mixed7",
    ],
  ] as const)("%s %j at %s", { timeout: 120_000 }, async (name, options, layer) => {
    using backbone = await loadBackbone(name, options);
    const explained = await gradCam(backbone, photo, { layer });
    const model = join(folder, `${name}.keras`);
    const batch = join(folder, `${name}.f32`);
    await saveModel(backbone, model);
    writeFileSync(batch, preprocess([explained.image], backbone.config.preprocessing));
    const { heatmap, probability } = await runKeras<{ heatmap: number[]; probability: number }>(
      "grad_cam.py",
      [model, layer, String(explained.classIndex), batch],
    );
    expect(explained.probability).toBeCloseTo(probability, 5);
    expect(explained.heatmap.values).toHaveLength(heatmap.length);
    heatmap.forEach((value, position) => {
      expect(Math.abs(explained.heatmap.values[position]! - value)).toBeLessThan(1e-3);
    });
  });
});
