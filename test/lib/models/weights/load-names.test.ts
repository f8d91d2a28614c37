import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inceptionV3 } from "../../../../lib/models/architectures/inception.ts";
import { resnet50 } from "../../../../lib/models/architectures/resnet.ts";
import { vgg16 } from "../../../../lib/models/architectures/vgg.ts";
import type { BatchNormalization } from "../../../../lib/models/layers/batch-normalization.ts";
import { loadBackbone } from "../../../../lib/models/registry.ts";
import { type LoadWeightsOptions, loadWeights } from "../../../../lib/models/weights/load.ts";
import { WeightMismatchError } from "../../../../lib/models/weights/weight-file-error.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { temporaryFolder, type WrittenLayer, writeLegacyH5 } from "./h5-files.ts";

const folder = temporaryFolder();
const fixtures = fileURLToPath(new URL("../../../fixtures/keras", import.meta.url));
let model: tf.LayersModel;
let tensorsBefore: number;
beforeAll(() => selectEngine("onnx"));
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  model?.dispose();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

/** Layers of a file that fit the model's, in its order, under other names; each holds its own number. */
function layersOf(rename: (name: string) => string = (name) => name): WrittenLayer[] {
  const weighted = model.layers.filter((layer) => layer.weights.length > 0);
  return weighted.map((layer, index) => ({
    name: rename(layer.name),
    weights: layer.weights.map((weight) => ({
      name: `${rename(layer.name)}/${weight.originalName.split("/").at(-1)}:0`,
      shape: weight.shape as number[],
      value: index + 1,
    })),
  }));
}

async function load(layers: readonly WrittenLayer[], options?: LoadWeightsOptions) {
  const path = await writeLegacyH5(join(folder, `${Math.trunc(performance.now() * 1000)}.h5`), layers);
  return await loadWeights(model, path, options);
}

/** The number in each layer with weights, in the model's order. */
const numbers = () =>
  model.layers
    .filter((layer) => layer.weights.length > 0)
    .map((layer) => layer.weights[0]!.read().dataSync()[0]);
const inOrder = () => numbers().map((_, index) => index + 1);

/** Names that say nothing: layer1, layer2 and so on. */
function numbered(): (name: string) => string {
  const names = new Map<string, string>();
  return (name) => {
    if (!names.has(name)) names.set(name, `layer${names.size + 1}`);
    return names.get(name)!;
  };
}

function shiftNumbers(by: number): (name: string) => string {
  return (name) =>
    name.replace(/^(conv2d|batch_normalization)(?:_(\d+))?$/, (_, base: string, number?: string) => {
      const shifted = Number(number ?? 0) + by;
      return shifted === 0 ? base : `${base}_${shifted}`;
    });
}

describe("loadWeights by automatic names", () => {
  it.each([1, 94])("counts from wherever the file begins: %d", async (by) => {
    model = inceptionV3.build({ inputSize: 75, width: 1 / 32, classes: 3 });
    const { matchedBy, notes } = await load(layersOf(shiftNumbers(by)));
    expect(matchedBy).toBe("numbers");
    expect(notes).toEqual(["layers with automatic names were matched by the order in which they were made"]);
    expect(numbers()).toEqual(inOrder());
  });

  it("does not go by the file's order, which is another one", async () => {
    model = inceptionV3.build({ inputSize: 75, width: 1 / 32, includeTop: false });
    await load(layersOf(shiftNumbers(1)).reverse());
    expect(numbers()).toEqual(inOrder());
  });

  it("leaves out a normalisation that somebody put on top, but no convolution", async () => {
    model = inceptionV3.build({ inputSize: 75, width: 1 / 32, includeTop: false });
    const layers = layersOf(shiftNumbers(5));
    const head = { name: "batch_normalization_99", weights: [{ name: "a/gamma", shape: [7], value: 0 }] };
    const { skipped } = await load([...layers, head], { skipHead: true });
    expect(skipped).toEqual(["batch_normalization_99"]);
    expect(numbers()).toEqual(inOrder());
    const convolution = { name: "conv2d_99", weights: [{ name: "a/kernel", shape: [1, 1, 7, 7], value: 0 }] };
    await expect(load([...layers, convolution], { skipHead: true })).rejects.toThrow(WeightMismatchError);
    await expect(load([...layers, head])).rejects.toThrow(WeightMismatchError);
  });
});

describe("loadWeights from the ResNet50 file before Keras 2.2.5", () => {
  /** The old names in the old order: branch 2a, 2b and 2c before the shortcut's branch 1. */
  function oldLayers(): WrittenLayer[] {
    const current = new Map(layersOf().map((layer) => [layer.name, layer]));
    const stages = [3, 4, 6, 3].flatMap((blocks, stage) =>
      Array.from({ length: blocks }, (_, block) => {
        const branches = block === 0 ? ["2a", "2b", "2c", "1"] : ["2a", "2b", "2c"];
        const place = (branch: string) => ["1", "2a", "2b", "2c"].indexOf(branch);
        const names = (kind: string, suffix: string) =>
          branches.map((branch) => [
            `${kind}${stage + 2}${"abcdef"[block]}_branch${branch}`,
            `conv${stage + 2}_block${block + 1}_${place(branch)}_${suffix}`,
          ]);
        return [...names("res", "conv"), ...names("bn", "bn")];
      }).flat(),
    );
    const all = [["conv1", "conv1_conv"], ["bn_conv1", "conv1_bn"], ...stages, ["fc1000", "predictions"]];
    return all.map(([old, name]) => ({ ...current.get(name!)!, name: old! }));
  }

  it("tells the branches apart, and sets the epsilon that its weights were trained with", async () => {
    model = resnet50.build({ inputSize: 32, width: 1 / 32, classes: 3 });
    const { matchedBy, notes } = await load(oldLayers());
    expect(matchedBy).toBe("old names");
    expect(notes[0]).toContain("epsilon of the normalisations set to 1e-3");
    expect(numbers()).toEqual(inOrder());
    const norm = model.getLayer("conv2_block1_0_bn") as BatchNormalization;
    expect(norm.epsilon).toBe(1e-3);
    expect(norm.getConfig()).toMatchObject({ epsilon: 1e-3 });
  });

  it("fills a network without top too", async () => {
    model = resnet50.build({ inputSize: 32, width: 1 / 32, includeTop: false });
    const top = { name: "fc1000", weights: [{ name: "fc1000_W:0", shape: [64, 3], value: 0 }] };
    const layers = layersOf();
    model.dispose();
    model = resnet50.build({ inputSize: 32, width: 1 / 32, classes: 3 });
    const old = oldLayers().slice(0, -1);
    model.dispose();
    model = resnet50.build({ inputSize: 32, width: 1 / 32, includeTop: false });
    const { skipped } = await load([...old, top], { skipHead: true });
    expect(skipped).toEqual(["fc1000"]);
    expect(numbers()).toEqual(layers.map((_, index) => index + 1));
  });
});

describe("loadWeights by names that somebody changed", () => {
  it.each([
    ["before", (name: string) => `backbone_${name}`],
    ["after", (name: string) => `${name}_old`],
  ])("takes off what is %s all of them, in a network with branches too", async (_, rename) => {
    model = resnet50.build({ inputSize: 32, width: 1 / 32, includeTop: false });
    const { matchedBy, notes } = await load(layersOf(rename).reverse());
    expect(matchedBy).toBe("renamed");
    expect(notes[0]).toContain("all changed alike");
    expect(numbers()).toEqual(inOrder());
  });

  it("goes by order in a network without branches", async () => {
    model = vgg16.build({ inputSize: 32, width: 1 / 32, includeTop: false });
    const { matchedBy } = await load(layersOf(numbered()));
    expect(matchedBy).toBe("order");
    expect(numbers()).toEqual(inOrder());
  });

  it("refuses to go by order where that could swap layers, unless told to", async () => {
    model = resnet50.build({ inputSize: 32, width: 1 / 32, includeTop: false });
    const layers = layersOf(numbered());
    await expect(load(layers)).rejects.toThrow(/in a network with branches \(byOrder: true does it\)/);
    const { matchedBy } = await load(layers, { byOrder: true });
    expect(matchedBy).toBe("order");
    expect(numbers()).toEqual(inOrder());
  });
});

describe("loadWeights from a network inside somebody's model", () => {
  it.each(["vgg_inside.h5", "vgg_inside.weights.h5", "vgg_inside.keras"])("%s", async (file) => {
    const options = { width: 1 / 64, inputSize: 32, weights: join(fixtures, file) };
    using backbone = await loadBackbone("vgg16", { ...options, includeTop: false });
    expect(backbone.config.weights.notes).toEqual([
      expect.stringMatching(/^layers of the file that the model has not: .*dense.*dense_1/),
    ]);
    await expect(loadBackbone("vgg16", { ...options, classes: 4 })).rejects.toThrow(WeightMismatchError);
    model = vgg16.build({ inputSize: 32, width: 1 / 64, includeTop: false });
    await expect(loadWeights(model, options.weights)).rejects.toThrow(/further ones: /);
  });

  it("does not take VGG19's weights for VGG16's", async () => {
    model = vgg16.build({ inputSize: 32, width: 1 / 32, includeTop: false });
    const [first, ...others] = layersOf();
    const extra = { ...others.at(-1)!, name: "block5_conv4" };
    await expect(load([first!, ...others, extra], { skipHead: true })).rejects.toThrow(/looks like VGG19/);
  });
});
