import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { DownloadError } from "../../../lib/datasets/download/download-error.ts";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import { backboneNames } from "../../../lib/models/architectures/find-architecture.ts";
import { findBundledModel } from "../../../lib/models/bundled.ts";
import { loadBackbone } from "../../../lib/models/registry.ts";
import { summarize } from "../../../lib/models/summary.ts";
import { fingerprintWeights } from "../../../lib/models/weights/fingerprint.ts";
import { WeightMismatchError } from "../../../lib/models/weights/weight-file-error.ts";
import { seededRandom } from "../../../lib/random/generator.ts";
import { selectEngine } from "../../../lib/tensors/engine.ts";
import { tf } from "../../../lib/tensors/tf.ts";

const modelsFolder = fileURLToPath(new URL("../../../data/models/", import.meta.url));

beforeAll(() => selectEngine("onnx"));

describe("loadBackbone", () => {
  it.each(["vgg16", "resnet50"])("loads the bundled %s as its record describes it", async (name) => {
    const { record } = await findBundledModel(name);
    using backbone = await loadBackbone(name);
    expect(summarize(backbone.model).parameters).toBe(record.params);
    expect(backbone.model.outputs[0]!.shape).toEqual([null, 200]);
    const { config } = backbone;
    expect(config).toMatchObject({
      inputSize: { width: record.input, height: record.input },
      preprocessing: record.preprocess,
      width: record.width,
      includeTop: true,
      pretrained: true,
      weights: { source: "tiny-imagenet", record },
    });
    expect(config.weights.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(config.classIndex).toHaveLength(200);
    expect(config.classIndex![0]).toEqual({ id: "n01443537", name: "goldfish" });
    const shape = backbone.model.getLayer(config.featureLayer).outputShape as number[];
    expect(shape.at(-1)).toBe(config.featureCount);
    expect(backbone.model.getLayer(config.lastBlockLayer)).toBeDefined();
  });

  it("reads the lower part of the bundled file without top, at any size of image", async () => {
    using whole = await loadBackbone("resnet50");
    using backbone = await loadBackbone("resnet50", {
      includeTop: false,
      pooling: "avg",
      inputSize: { width: 96, height: 64 },
    });
    expect(backbone.model.inputs[0]!.shape).toEqual([null, 64, 96, 3]);
    expect(backbone.model.outputs[0]!.shape).toEqual([null, 512]);
    expect(backbone.config.classIndex).toBeUndefined();
    const kernel = (model: tf.LayersModel) =>
      model.getLayer("conv5_block3_3_conv").getWeights()[0]!.dataSync();
    expect(kernel(backbone.model)).toEqual(kernel(whole.model));
  });

  it("loads a file by its path", async () => {
    const weights = `${modelsFolder}vgg16_w025_tiny_imagenet.h5`;
    const options = { width: 0.25, inputSize: 64 };
    using backbone = await loadBackbone("vgg16", { ...options, weights, classes: 200, topUnits: 512 });
    using bundled = await loadBackbone("vgg16");
    expect(fingerprintWeights(backbone.model)).toBe(fingerprintWeights(bundled.model));
    expect(backbone.config.weights).toMatchObject({ source: "file", path: weights });
    expect(backbone.config.classIndex).toBeUndefined();
  });

  it("draws seeded random weights and says that nothing is learned", async () => {
    const options = { weights: null, includeTop: false, inputSize: 32, width: 0.125 };
    using first = await loadBackbone("resnet50", { ...options, random: seededRandom(1) });
    using second = await loadBackbone("resnet50", { ...options, random: seededRandom(1) });
    using third = await loadBackbone("resnet50", options);
    expect(first.config).toMatchObject({ pretrained: false, weights: { source: "random" } });
    expect(fingerprintWeights(first.model)).toBe(fingerprintWeights(second.model));
    expect(fingerprintWeights(first.model)).not.toBe(fingerprintWeights(third.model));
    const kernel = first.model.getLayer("conv2_block1_2_conv").getWeights()[0]!; // [3, 3, 8, 8]
    const limit = Math.sqrt(6 / (9 * 8 + 9 * 8));
    const largest = kernel.abs().max().dataSync()[0]!;
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.95 * limit);
    expect(Math.abs(kernel.mean().dataSync()[0]!)).toBeLessThan(0.1 * limit);
  });

  it("builds InceptionV3 for images of 299 pixels, or of another size that it can take", async () => {
    using whole = await loadBackbone("inception_v3", { weights: null, width: 0.0625, classes: 5 });
    expect(whole.config).toMatchObject({ inputSize: { width: 299, height: 299 }, preprocessing: "tf" });
    expect(whole.model.outputs[0]!.shape).toEqual([null, 5]);
    const options = {
      weights: null,
      width: 0.0625,
      includeTop: false,
      inputSize: { width: 75, height: 107 },
    };
    using small = await loadBackbone("inception_v3", options);
    expect(small.model.outputs[0]!.shape).toEqual([null, 2, 1, small.config.featureCount]);
    await expect(loadBackbone("inception_v3", { ...options, inputSize: 74 })).rejects.toThrow(ArgumentError);
  });

  it("builds version 1.5 of ResNet50 with torchvision's preprocessing, and has no weights for it", async () => {
    const options = { version: "v1.5", width: 0.0625, includeTop: false, inputSize: 64 } as const;
    using backbone = await loadBackbone("resnet50", { ...options, weights: null });
    expect(backbone).toMatchObject({ name: "resnet50_v1.5", config: { preprocessing: "torch" } });
    using first = await loadBackbone("resnet50", { ...options, version: "v1", weights: null });
    expect(first).toMatchObject({ name: "resnet50", config: { preprocessing: "caffe" } });
    await expect(loadBackbone("resnet50", options)).rejects.toThrow("expected an architecture with bundled");
    const published = loadBackbone("resnet50", { ...options, weights: "imagenet" });
    await expect(published).rejects.toThrow(ArgumentError);
  });

  it("frees everything, twice without harm, and after a failed load too", async () => {
    const before = tf.memory().numTensors;
    const backbone = await loadBackbone("vgg16");
    expect(tf.memory().numTensors - before).toBe(32);
    backbone.dispose();
    backbone.dispose();
    const weights = `${modelsFolder}resnet50_w025_tiny_imagenet.h5`;
    await expect(loadBackbone("vgg16", { weights })).rejects.toThrow(WeightMismatchError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says offline which file ImageNet weights need, after looking at the options", async () => {
    vi.stubEnv("TRANSFERLAB_OFFLINE", "1");
    vi.stubEnv("TRANSFERLAB_HOME", join(tmpdir(), "transferlab-nothing-here"));
    vi.stubEnv("KERAS_HOME", join(tmpdir(), "transferlab-nothing-here"));
    const without = loadBackbone("resnet50", { weights: "imagenet", includeTop: false });
    await expect(without).rejects.toThrow(DownloadError);
    await expect(without).rejects.toThrow(
      "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5 (94765736 bytes, md5 4d473c1dd8becc155b73f8504c6f6626)",
    );
    const small = loadBackbone("vgg16", { weights: "imagenet", inputSize: 64 });
    await expect(small).rejects.toThrow("inputSize: expected 224 with ImageNet weights and their top");
    vi.unstubAllEnvs();
  });

  it.each([
    ["vgg11", {}, "name: expected one of vgg16, vgg19, resnet50, inception_v3, received vgg11"],
    ["vgg19", {}, "name: expected an architecture with bundled weights (vgg16, resnet50), or weights: null"],
    ["vgg16", { version: "v1.5" }, "version: expected nothing for vgg16, received v1.5"],
    ["resnet50", { version: "v2" }, "version: expected one of v1, v1.5, received v2"],
    ["vgg16", { width: 1 }, "width: expected 0.25 with the bundled weights"],
    ["vgg16", { classes: 10 }, "classes: expected 200 with the bundled weights"],
    ["vgg16", { topUnits: 4096 }, "topUnits: expected 512 with the bundled weights"],
    ["resnet50", { inputSize: 96 }, "inputSize: expected 64 with the bundled top (or includeTop: false)"],
  ])("refuses %s with %j", async (name, options, message) => {
    const before = tf.memory().numTensors;
    const loading = loadBackbone(name, options as never);
    await expect(loading).rejects.toThrow(ArgumentError);
    await expect(loading).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("backboneNames", () => {
  it("lists the architectures", () => {
    expect(backboneNames()).toEqual(["vgg16", "vgg19", "resnet50", "inception_v3"]);
  });
});
