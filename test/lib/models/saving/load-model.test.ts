import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { h5wasm } from "h5wasm/node";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { createTrunk } from "../../../../lib/features/trunk.ts";
import { loadLayers } from "../../../../lib/models/saving/load-layers.ts";
import { type LoadModelOptions, loadModel } from "../../../../lib/models/saving/load-model.ts";
import { summarize } from "../../../../lib/models/summary.ts";
import { WeightFormatError, WeightMismatchError } from "../../../../lib/models/weights/weight-file-error.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { temporaryFolder, type WrittenLayer, writeLegacyH5 } from "../weights/h5-files.ts";
import { formulaPixels, predict, relativeDifference } from "./small-network.ts";

interface Expected {
  readonly input: [height: number, width: number, channels: 3];
  readonly output: number[];
  readonly parameters: number;
}

const fixtures = fileURLToPath(new URL("../../../fixtures/keras", import.meta.url));
const { models } = JSON.parse(readFileSync(`${fixtures}/expected.json`, "utf8")) as {
  models: Record<string, Expected>;
};
const folder = temporaryFolder();
let tensorsBefore: number;
beforeAll(() => selectEngine("onnx"));
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

async function refused(path: string, options?: LoadModelOptions): Promise<Error> {
  return (await loadModel(path, options).catch((reason: unknown) => reason)) as Error;
}

/** From decoded bytes, the way users' photos go. */
async function run(path: string, { input }: Expected): Promise<number[]> {
  using network = await loadModel(path);
  const trunk = await createTrunk(network);
  const [height, width] = input;
  const output = await trunk.run([{ width, height, channels: 3, pixels: formulaPixels(height, width) }]);
  await trunk.dispose();
  return Array.from(output);
}

describe("loadModel", () => {
  it.each([
    "sequential.keras",
    "sequential.h5",
    "guide.keras",
    "guide.h5",
    "vgg_inside.keras",
    "vgg_inside.h5",
  ])("computes from decoded bytes what Keras computes with %s", async (file) => {
    const expected = models[file.split(".")[0]!]!;
    expect(relativeDifference(await run(join(fixtures, file), expected), expected.output)).toBeLessThan(1e-5);
    using network = await loadModel(join(fixtures, file));
    expect(summarize(network.model).parameters).toBe(expected.parameters);
  });

  it("finds VGG16 inside, how it wants its pixels, its width and its blocks", async () => {
    using network = await loadModel(join(fixtures, "vgg_inside.keras"), { classNames: ["a", "b", "c", "d"] });
    expect(network.name).toBe("vgg16");
    expect(network.config).toMatchObject({
      preprocessing: "caffe",
      width: 1 / 64,
      featureLayer: "block5_pool",
      featureCount: 8,
      lastBlockLayer: "block5_conv1",
      includeTop: true,
      pretrained: true,
      inputSize: { width: 32, height: 32 },
      weights: { source: "file", notes: [] },
    });
    expect(network.config.classIndex?.[3]).toEqual({ id: "d", name: "d" });
  });

  it("takes the base model apart, leaves augmentation out and says so, and keeps what is frozen", async () => {
    using network = await loadModel(join(fixtures, "guide.keras"));
    expect(network.config.weights.notes).toEqual([
      "random_flip (RandomFlip) only acts in training and was left out",
    ]);
    expect(network.config.preprocessing).toBe("tf");
    const trains = Object.fromEntries(network.model.layers.map((layer) => [layer.name, layer.trainable]));
    expect(trains).toMatchObject({ stem: false, a_1_bn: false, answer: true });
  });

  it("keeps a scale of pixels that no published network has as a layer", async () => {
    using network = await loadModel(join(fixtures, "sequential.keras"));
    expect(network.config.preprocessing).toBe("tf");
    expect(network.model.layers[1]!.getConfig()).toMatchObject({ scale: 0.5, offset: 0.5 });
  });

  it("goes by the content, whatever the suffix", async () => {
    const [keras, h5] = [join(folder, "archive.h5"), join(folder, "hdf5.keras")];
    copyFileSync(join(fixtures, "vgg_inside.keras"), keras);
    copyFileSync(join(fixtures, "vgg_inside.h5"), h5);
    for (const path of [keras, h5]) (await loadModel(path)).dispose();
  });

  it("asks for what nothing tells, and refuses what contradicts the file", async () => {
    const half = join(fixtures, "half.h5");
    expect((await refused(half)).message).toMatch(
      /preprocessing: expected "caffe", "tf" or "torch" \(.*half/,
    );
    const guide = join(fixtures, "guide.keras");
    expect((await refused(guide, { preprocessing: "caffe" })).message).toContain('expected "tf", which');
    expect(await refused(guide, { classNames: ["one"] })).toBeInstanceOf(ArgumentError);
    expect((await refused(guide, { inputSize: 99 })).message).toContain("expected 18x18, which");
  });

  it("refuses weights alone and files that are cut, and says what to do", async () => {
    const alone = await refused(join(fixtures, "vgg_inside.weights.h5"));
    expect(alone).toBeInstanceOf(WeightFormatError);
    expect(alone.message).toContain(
      "found weights alone (weights.h5); load them into a network: loadBackbone(",
    );
    for (const file of ["vgg_inside.keras", "vgg_inside.h5"]) {
      const whole = readFileSync(join(fixtures, file));
      const path = join(folder, `cut-${file}`);
      writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2)));
      const error = await refused(path);
      expect(error).toBeInstanceOf(WeightFormatError);
      expect(error.message).toContain("the file is cut short");
    }
  });

  it("notices a changed byte in an archive", async () => {
    const bytes = readFileSync(join(fixtures, "vgg_inside.keras"));
    bytes[bytes.length - 20_000]! ^= 0xff;
    const path = join(folder, "changed.keras");
    writeFileSync(path, bytes);
    expect((await refused(path)).message).toContain("wrong checksum of model.weights.h5");
  });
});

describe("a whole model whose weights do not fit its configuration", () => {
  const config = JSON.stringify({
    class_name: "Sequential",
    config: {
      name: "net",
      layers: [
        { class_name: "InputLayer", config: { batch_input_shape: [null, 8, 8, 3], name: "in" } },
        { class_name: "Conv2D", config: { name: "c", filters: 2, kernel_size: [3, 3], strides: [1, 1] } },
        { class_name: "Flatten", config: { name: "f" } },
      ],
    },
  });
  const kernel = { name: "c/kernel:0", shape: [3, 3, 3, 2], value: 1 };
  const bias = { name: "c/bias:0", shape: [2], value: 1 };
  const write = async (name: string, layers: WrittenLayer[]) => {
    const path = await writeLegacyH5(join(folder, name), layers, { below: "model_weights" });
    await h5wasm.ready;
    const file = new h5wasm.File(path, "a");
    file.create_attribute("model_config", config);
    file.close();
    return path;
  };

  it("is refused with the layer's name, and leaves no tensor behind", async () => {
    const cases: [layers: WrittenLayer[], message: string][] = [
      [
        [{ name: "c", weights: [{ ...kernel, shape: [1, 1, 3, 2] }, bias] }],
        "layer c: expected kernel of shape [3, 3, 3, 2], found [1, 1, 3, 2]",
      ],
      [[{ name: "c", weights: [kernel] }], "layer c: expected 2 tensors, found 1"],
      [
        [{ name: "d", weights: [kernel, bias] }],
        "layer c: expected weights for c, which the configuration has, found none",
      ],
      [
        [
          { name: "c", weights: [kernel, bias] },
          { name: "d", weights: [bias] },
        ],
        "found more: d",
      ],
    ];
    for (const [index, [layers, message]] of cases.entries()) {
      const error = await refused(await write(`unfit${index}.h5`, layers), { preprocessing: "tf" });
      expect(error).toBeInstanceOf(WeightMismatchError);
      expect(error.message).toContain(message);
    }
    const sound = await write("sound.h5", [{ name: "c", weights: [kernel, bias] }]);
    (await loadModel(sound, { preprocessing: "tf" })).dispose();
  });
});

describe("unpacked weights", () => {
  it("are gone afterwards, whether the file was sound or not", async () => {
    const temporary = mkdtempSync(join(folder, "temporary-"));
    for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, temporary);
    (await loadModel(join(fixtures, "guide.keras"))).dispose();
    await refused(join(fixtures, "guide.keras"), { classNames: ["one"] });
    await refused(join(folder, "changed.keras"));
    vi.unstubAllEnvs();
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe("loadLayers", () => {
  it("reads half precision exactly, and says so", async () => {
    const { model, notes } = await loadLayers(join(fixtures, "half.h5"));
    expect(notes).toEqual([
      "saved with precision float16; computes in float32 here",
      "float16 numbers converted to float32",
    ]);
    const { input, output } = models.half!;
    const result = predict(model, Float32Array.from(formulaPixels(input[0], input[1])), [1, ...input]);
    // Keras computed in half precision: eleven bits.
    expect(relativeDifference(result, output)).toBeLessThan(2 ** -8);
    model.dispose();
  });
});
