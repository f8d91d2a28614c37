import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import type { Backbone } from "../../../../lib/models/backbone.ts";
import { loadBackbone } from "../../../../lib/models/registry.ts";
import { LayerConfigError } from "../../../../lib/models/saving/config/layer-config-error.ts";
import { SaveError } from "../../../../lib/models/saving/files/atomic-file.ts";
import { loadLayers } from "../../../../lib/models/saving/load-layers.ts";
import { loadModel } from "../../../../lib/models/saving/load-model.ts";
import { saveModel, saveWeights } from "../../../../lib/models/saving/save-model.ts";
import { fingerprintWeights } from "../../../../lib/models/weights/fingerprint.ts";
import { loadWeights } from "../../../../lib/models/weights/load.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { temporaryFolder } from "../weights/h5-files.ts";
import { inputOf, nestedNetwork, predict, SMALL_NAMES, smallNetwork } from "./small-network.ts";

const root = temporaryFolder();
let folder: string;
let tensorsBefore: number;
beforeAll(() => selectEngine("onnx"));
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

describe("saveModel", () => {
  it.each(SMALL_NAMES.flatMap((name) => [[name, "keras"] as const, [name, "h5"] as const]))(
    "keeps %s with its head whole in .%s",
    async (name, suffix) => {
      using network = smallNetwork(name);
      const path = join(folder, `network.${suffix}`);
      const saved = await saveModel(network, path);
      expect(saved).toEqual({
        path,
        format: suffix === "keras" ? "keras" : "legacy h5",
        sizeBytes: readFileSync(path).length,
      });
      expect(readdirSync(folder)).toEqual([`network.${suffix}`]);
      using loaded = await loadModel(path);
      const { weights, ...config } = loaded.config;
      const { weights: before, ...expected } = network.config;
      expect(config).toEqual(expected);
      expect(weights).toMatchObject({ source: "file", path, notes: before.notes });
      expect(loaded.name).toBe(name);
      expect(fingerprintWeights(loaded.model)).toBe(fingerprintWeights(network.model));
      expect(loaded.model.layers.map((layer) => [layer.name, layer.trainable])).toEqual(
        network.model.layers.map((layer) => [layer.name, layer.trainable]),
      );
      const { values, shape } = inputOf(network.model);
      expect(predict(loaded.model, values, shape)).toEqual(predict(network.model, values, shape));
    },
  );

  it("takes models inside a model apart, and numbers names that are there twice", async () => {
    using nested = nestedNetwork();
    const { model } = nested;
    const path = join(folder, "nested.keras");
    await saveModel(model, path);
    const { model: loaded } = await loadLayers(path);
    const names = loaded.layers.map((layer) => layer.name);
    expect(names).toContain("block1_conv1");
    expect(names).toContain("top_block1_conv1");
    expect(names).toContain("block5_conv3");
    const random = seededRandom(2);
    const values = Float32Array.from({ length: 32 * 32 * 3 }, () => random());
    expect(predict(loaded, values, [1, 32, 32, 3])).toEqual(predict(model, values, [1, 32, 32, 3]));
    loaded.dispose();
  });

  it("remembers that weights are random", async () => {
    using network = await loadBackbone("vgg16", {
      weights: null,
      width: 1 / 32,
      inputSize: 32,
      includeTop: false,
    });
    await saveModel(network, join(folder, "random.keras"));
    using loaded = await loadModel(join(folder, "random.keras"));
    expect(loaded.config.pretrained).toBe(false);
    expect(loaded.config.weights.source).toBe("random");
  });

  it("refuses another suffix, and a layer that Keras would not compute alike, and leaves nothing", async () => {
    using network = smallNetwork("vgg16");
    const refused = async (path: string, model: Backbone | tf.LayersModel = network) =>
      (await saveModel(model, join(folder, path)).catch((reason: unknown) => reason)) as Error;
    expect((await refused("network.pb")).message).toContain(
      "path: expected one that ends in .keras, .h5, .onnx",
    );
    expect(await refused("network.weights.h5")).toBeInstanceOf(ArgumentError);
    const strange = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3], name: "d", activation: "hardSigmoid" })],
    });
    const error = await refused("strange.keras", strange);
    expect(error).toBeInstanceOf(LayerConfigError);
    expect(error.message).toContain("layer d of class Dense: expected an activation of linear, relu");
    strange.dispose();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("makes folders on the way, and says why it cannot write", async () => {
    using network = smallNetwork("vgg16");
    await saveModel(network, join(folder, "a", "b", "network.h5"));
    writeFileSync(join(folder, "file"), "");
    const error = await saveModel(network, join(folder, "file", "network.h5")).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SaveError);
    const inPlace = await saveModel(network, join(folder, "a", "b", "network.h5"));
    expect(inPlace.sizeBytes).toBeGreaterThan(0);
    expect(readdirSync(join(folder, "a", "b"))).toEqual(["network.h5"]);
  });

  it.each(["keras", "h5"])(
    "leaves the old file as it was when writing .%s fails half-way",
    async (suffix) => {
      const path = join(folder, `network.${suffix}`);
      writeFileSync(path, "the file that was there");
      const network = smallNetwork("resnet50");
      network.model.getLayer("conv5_block3_3_conv").weights[0]!.dispose();
      await expect(saveModel(network, path)).rejects.toThrow(SaveError);
      expect(readdirSync(folder)).toEqual([`network.${suffix}`]);
      expect(readFileSync(path, "utf8")).toBe("the file that was there");
      for (const weight of network.model.layers.flatMap((layer) => layer.weights)) {
        if (!(weight as unknown as { val: tf.Variable }).val.isDisposed) weight.dispose();
      }
    },
  );
});

describe("saveWeights", () => {
  it.each(["only.weights.h5", "only.h5"])("writes %s that fills a model again", async (file) => {
    using network = smallNetwork("inception_v3");
    using other = smallNetwork("inception_v3");
    for (const weight of other.model.layers.flatMap((layer) => layer.weights)) {
      tf.tidy(() => {
        weight.write(tf.zeros(weight.shape as number[]));
      });
    }
    await saveWeights(network.model, join(folder, file));
    const { format, matchedBy, notes } = await loadWeights(other.model, join(folder, file));
    expect({ format, matchedBy, notes }).toEqual({
      format: file === "only.h5" ? "legacy h5" : "weights.h5",
      matchedBy: "names",
      notes: [],
    });
    expect(fingerprintWeights(other.model)).toBe(fingerprintWeights(network.model));
  });
});
