import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Image } from "../../lib/images/image.ts";
import { preprocess } from "../../lib/images/preprocess.ts";
import type { Backbone } from "../../lib/models/backbone.ts";
import { exportOnnx } from "../../lib/models/export/onnx.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { summarize } from "../../lib/models/summary.ts";
import { tf } from "../../lib/tensors/tf.ts";
import { runOnnx } from "../lib/models/export/run-onnx.ts";
import { sharedFolder } from "../shared-folder.ts";

interface Golden {
  readonly input: [height: number, width: number, channels: 3];
  readonly preprocessed_first: number[];
  readonly layers: Record<string, { shape: number[]; mean: number; std: number; first: number[] }>;
  readonly pooled_avg: number[];
  readonly pooled_max: number[];
  readonly params: number;
}
interface Output {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const shared = sharedFolder();
const networks = ["vgg16", "vgg19", "resnet50", "inception_v3"];
const folder = mkdtempSync(join(tmpdir(), "transferlab-parity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The picture that the goldens were made from: rebuilt from its formula. */
function picture([height, width]: Golden["input"]): Image {
  const pixels = new Uint8Array(height * width * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) pixels[at++] = (y * 7 + x * 13 + c * 61 + ((x * y) % 97)) % 256;
    }
  }
  return { width, height, channels: 3, pixels };
}

/** Within a thousandth, or a ten-thousandth of the tensor's standard deviation. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], std: number): void {
  expected.forEach((value, index) => {
    const allowed = 1e-3 * Math.abs(value) + 1e-4 * std;
    expect(Math.abs(actual[index]! - value)).toBeLessThanOrEqual(allowed);
  });
}

function expectGolden({ shape, values }: Output, golden: Golden["layers"][string]): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(shape).toEqual(golden.shape);
  expectClose([mean, std], [golden.mean, golden.std], golden.std);
  expectClose(values, golden.first, golden.std);
}

/** Takes the mean and the maximum of each channel of `[1, height, width, channels]`. */
function pool({ shape, values }: Output): { avg: Float64Array; max: Float64Array } {
  const channels = shape[3]!;
  const cells = values.length / channels;
  const [avg, max] = [new Float64Array(channels), new Float64Array(channels).fill(Number.NEGATIVE_INFINITY)];
  values.forEach((value, index) => {
    const channel = index % channels;
    avg[channel]! += value / cells;
    max[channel] = Math.max(max[channel]!, value);
  });
  return { avg, max };
}

describe.skipIf(shared === undefined)("networks against Keras (skipped without ../shared)", () => {
  describe.each(networks)("%s", (name) => {
    const path = join(folder, `${name}.h5`);
    let golden: Golden;
    let image: Image;
    let names: string[];
    let last: Golden["layers"][string];
    const load = (options: object = {}): Promise<Backbone> =>
      loadBackbone(name, {
        weights: path,
        includeTop: false,
        inputSize: { width: image.width, height: image.height },
        ...options,
      });
    beforeAll(async () => {
      golden = JSON.parse(readFileSync(`${shared}/goldens/${name}.json`, "utf8"));
      image = picture(golden.input);
      names = Object.keys(golden.layers);
      last = golden.layers[names.at(-1)!]!;
      const packed = createReadStream(`${shared}/goldens/${name}_notop.h5.gz`);
      await pipeline(packed, createGunzip(), createWriteStream(path));
    });

    it("has Keras's number of parameters and preprocessing", async () => {
      using backbone = await load();
      expect(summarize(backbone.model).parameters).toBe(golden.params);
      const prepared = preprocess([image], backbone.config.preprocessing);
      expectClose(prepared, golden.preprocessed_first, 1);
    });

    it("computes Keras's feature maps through TensorFlow.js", async () => {
      using backbone = await load();
      const outputs = names.map((layer) => backbone.model.getLayer(layer).output as tf.SymbolicTensor);
      const probe = tf.model({ inputs: backbone.model.inputs, outputs });
      const x = tf.tensor(preprocess([image], backbone.config.preprocessing), [
        1,
        image.height,
        image.width,
        3,
      ]);
      const features = probe.predict(x) as tf.Tensor[];
      const results = features.map((tensor) => ({
        shape: tensor.shape,
        values: tensor.dataSync() as Float32Array,
      }));
      tf.dispose([x, ...features]);
      results.forEach((result, index) => {
        expectGolden(result, golden.layers[names[index]!]!);
      });
      const { avg, max } = pool(results.at(-1)!);
      expectClose(avg, golden.pooled_avg, last.std);
      expectClose(max, golden.pooled_max, last.std);
    });

    it("computes Keras's feature maps through ONNX, from bytes", async () => {
      using backbone = await load();
      const exported = exportOnnx(backbone.model, {
        outputs: names,
        preprocessing: backbone.config.preprocessing,
      });
      const results = await runOnnx(exported, image.pixels, [1, ...golden.input]);
      results.forEach(({ name: layer, dims, values }) => {
        expectGolden({ shape: dims, values }, golden.layers[layer]!);
      });
    });

    it.each(["avg", "max"] as const)("pools as Keras does, both ways: %s", async (pooling) => {
      using backbone = await load({ pooling });
      const expected = golden[`pooled_${pooling}`];
      const prepared = preprocess([image], backbone.config.preprocessing);
      const x = tf.tensor(prepared, [1, ...golden.input]);
      const pooled = backbone.model.predict(x) as tf.Tensor;
      expect(pooled.shape).toEqual([1, backbone.config.featureCount]);
      expectClose(pooled.dataSync() as Float32Array, expected, last.std);
      tf.dispose([x, pooled]);
      const [result] = await runOnnx(exportOnnx(backbone.model), prepared, [1, ...golden.input]);
      expectClose(result!.values, expected, last.std);
    });
  });
});
