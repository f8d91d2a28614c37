import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { h5wasm } from "h5wasm/node";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { batchNormalization } from "../../../../lib/models/layers/batch-normalization.ts";
import { loadWeights } from "../../../../lib/models/weights/load.ts";
import {
  WeightFileError,
  WeightFormatError,
  WeightMismatchError,
} from "../../../../lib/models/weights/weight-file-error.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { temporaryFolder, type WrittenLayer, writeLegacyH5 } from "./h5-files.ts";

const folder = temporaryFolder();
const bundled = fileURLToPath(
  new URL("../../../../data/models/vgg16_w025_tiny_imagenet.h5", import.meta.url),
);
const conv: WrittenLayer = {
  name: "conv",
  weights: [
    { name: "conv/kernel:0", shape: [3, 3, 2, 4], value: 1 },
    { name: "conv/bias:0", shape: [4], value: 2 },
  ],
};
const norm: WrittenLayer = {
  name: "norm",
  weights: ["gamma", "beta", "moving_mean", "moving_variance"].map((name, index) => ({
    name: `norm/${name}:0`,
    shape: [4],
    value: 3 + index,
  })),
};

let model: tf.LayersModel;
let tensorsBefore: number;
beforeAll(() => selectEngine("onnx"));
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
  const input = tf.input({ shape: [8, 8, 2] });
  let x = tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "conv" }).apply(input) as tf.SymbolicTensor;
  x = tf.layers.activation({ activation: "relu", name: "relu" }).apply(x) as tf.SymbolicTensor;
  x = batchNormalization({ name: "norm" }).apply(x) as tf.SymbolicTensor;
  model = tf.model({ inputs: input, outputs: x });
});
afterEach(() => {
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

const values = () =>
  model.layers.flatMap((layer) => layer.weights).map((weight) => weight.read().dataSync()[0]!);

async function refused(path: string): Promise<WeightFileError> {
  const before = values();
  const error = await loadWeights(model, path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WeightFileError);
  expect(values()).toEqual(before);
  return error as WeightFileError;
}

describe("loadWeights", () => {
  it.each([
    ["weights only", {}],
    ["a whole model", { below: "model_weights" }],
    ["names split over attributes", { splitNames: true }],
  ])("fills a model from a file with %s", async (title, layout) => {
    const path = join(folder, `${title}.h5`);
    await writeLegacyH5(path, [{ name: "input_1" }, conv, { name: "other_relu" }, norm], layout);
    expect(await loadWeights(model, path)).toEqual({
      layers: ["conv", "norm"],
      format: "legacy h5",
      matchedBy: "names",
      skipped: [],
      notes: [],
    });
    expect(values()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(Array.from(model.layers[1]!.weights[0]!.read().dataSync())).toEqual(Array(72).fill(1));
  });

  it("reads the names of Keras 1", async () => {
    const [kernel, bias] = conv.weights!;
    const old = {
      name: "conv",
      weights: [
        { ...kernel!, name: "conv_W_1:0" },
        { ...bias!, name: "conv_b_1:0" },
      ],
    };
    await loadWeights(model, await writeLegacyH5(join(folder, "keras1.h5"), [old, norm]));
    expect(values()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("leaves out layers of the file that may be skipped, and only those", async () => {
    const top = { name: "top", weights: [{ name: "kernel", shape: [4, 2], value: 9 }] };
    const path = await writeLegacyH5(join(folder, "top.h5"), [conv, norm, top]);
    const { skipped, notes } = await loadWeights(model, path, { skippable: ["top"] });
    expect(skipped).toEqual(["top"]);
    expect(notes).toEqual(["layers of the file that the model has not: top"]);
    expect(values()).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await refused(path)).message).toContain(
      "expected 2 layers with weights, found 3 (further ones: top)",
    );
  });

  it("refuses a layer of another name, shape, number or order of tensors, and assigns nothing", async () => {
    const write = (name: string, layers: WrittenLayer[]) => writeLegacyH5(join(folder, name), layers);
    const wide = { name: "norm", weights: norm.weights!.map((weight) => ({ ...weight, shape: [5] })) };
    const swapped = { name: "norm", weights: [1, 0, 2, 3].map((index) => norm.weights![index]!) };
    const cases: [layers: WrittenLayer[], message: string][] = [
      [[conv], "layer norm: expected norm as layer 2 of the 2 with weights, found only 1 layers"],
      [[conv, wide], "layer norm: expected gamma of shape [4], found [5]"],
      [[conv, swapped], "layer norm: expected gamma as tensor 1, found norm/beta:0"],
      [[conv, { name: "norm", weights: norm.weights!.slice(1) }], "layer norm: expected 4 tensors, found 3"],
    ];
    for (const [index, [layers, message]] of cases.entries()) {
      const error = await refused(await write(`mismatch${index}.h5`, layers));
      expect(error).toBeInstanceOf(WeightMismatchError);
      expect(error.message).toContain(message);
    }
  });

  it("says which network a foreign file looks like", async () => {
    const error = await refused(bundled);
    expect(error).toBeInstanceOf(WeightMismatchError);
    expect(error.message).toContain("the file looks like VGG16, with top (16 layers with weights");
    expect(error).toMatchObject({ file: bundled, layer: "conv" });
  });

  it("refuses numbers that are not floating-point", async () => {
    const path = await writeLegacyH5(join(folder, "integers.h5"), [conv, norm], { dtype: "<i" });
    expect((await refused(path)).message).toContain(
      'layer conv: expected float32, float16 or float64 weights, found conv/kernel:0 of HDF5 type "<i"',
    );
  });

  it("converts double precision and says so", async () => {
    const path = await writeLegacyH5(join(folder, "double.h5"), [conv, norm], { dtype: "<d" });
    const { notes } = await loadWeights(model, path);
    expect(values()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(notes).toEqual(["float64 numbers converted to float32"]);
  });

  it("goes by order where all names differ and the network has no branches, and says so", async () => {
    const path = await writeLegacyH5(join(folder, "others.h5"), [
      { ...conv, name: "first" },
      { ...norm, name: "second" },
    ]);
    const { matchedBy, notes } = await loadWeights(model, path);
    expect(matchedBy).toBe("order");
    expect(notes[0]).toContain("other names in the file (the first is first) and were matched by order");
    expect(values()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("says how long a file that was cut short should be", async () => {
    const whole = readFileSync(bundled);
    const path = join(folder, "cut.h5");
    writeFileSync(path, whole.subarray(0, whole.length - 1000));
    const error = await refused(path);
    expect(error).toBeInstanceOf(WeightFormatError);
    expect(error.message).toContain(
      `expected ${whole.length} bytes (as its header says), found ${whole.length - 1000} bytes`,
    );
  });

  it.each([
    ["a gzip file", gzipSync("weights"), "a gzip file (unpack it first"],
    ["an error page", Buffer.from("<!DOCTYPE html><html>404</html>"), "a web page"],
    ["a Git LFS pointer", Buffer.from("version https://git-lfs.github.com/spec/v1\n"), "a Git LFS pointer"],
    ["an empty file", Buffer.alloc(0), "an empty file"],
    ["a text", Buffer.from("weights will follow"), "a text file"],
    ["noise", Buffer.from([1, 2, 3, 0, 250]), "a file of another kind"],
  ])("says what it was given instead: %s", async (title, content, found) => {
    const path = join(folder, `${title}.bin`);
    writeFileSync(path, content);
    const error = await refused(path);
    expect(error).toBeInstanceOf(WeightFormatError);
    expect(error.message).toContain(`expected Keras weights (.h5, .weights.h5 or .keras), found ${found}`);
  });

  it("says that a .keras file was cut short", async () => {
    const path = join(folder, "cut.keras");
    writeFileSync(path, Buffer.from("PK\u0003\u0004rest of a zip"));
    const error = await refused(path);
    expect(error).toBeInstanceOf(WeightFormatError);
    expect(error.message).toContain("expected a sound .keras file (a zip), found a zip without its end");
  });

  it("refuses a missing file, a folder, and HDF5 that is empty or somebody else's", async () => {
    expect((await refused(join(folder, "none.h5"))).found).toBe("no such file");
    expect((await refused(folder)).found).toBe("a folder");
    await h5wasm.ready;
    for (const [group, found] of [
      ["layers", "only 0 layers"],
      ["spectra", "an HDF5 file of another kind (it holds spectra)"],
    ] as const) {
      const path = join(folder, `${group}.weights.h5`);
      const file = new h5wasm.File(path, "w");
      file.create_group(group);
      file.close();
      expect((await refused(path)).message).toContain(found);
    }
  });
});
