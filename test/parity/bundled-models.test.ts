import { readdirSync, readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { preprocess } from "../../lib/images/preprocess.ts";
import { matrix } from "../../lib/matrix/matrix.ts";
import { decodePredictions } from "../../lib/models/decode-predictions.ts";
import { exportOnnx } from "../../lib/models/export/onnx.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { summarize } from "../../lib/models/summary.ts";
import { tf } from "../../lib/tensors/tf.ts";
import { runOnnx } from "../lib/models/export/run-onnx.ts";
import { sharedFolder } from "../shared-folder.ts";

interface Golden {
  readonly params: number;
  readonly images: number;
  readonly top1: number;
  readonly top5: number;
  readonly photos: readonly {
    readonly png: string;
    readonly top5: readonly (readonly [index: number, probability: number])[];
    readonly penultimate: readonly number[];
    readonly penultimate_sum: number;
  }[];
}

const shared = sharedFolder();
const networks = ["vgg16", "resnet50"] as const;
/** Layer before the classifier. */
const penultimate = { vgg16: "fc2", resnet50: "avg_pool" };
const SIDE = 64;

/** Reads a 64x64 picture as `[64, 64, 3]` bytes, red first. */
const readPixels = async (path: string) =>
  new Uint8Array(await sharp(path).removeAlpha().toColourspace("srgb").raw().toBuffer());

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-3 * Math.abs(expected) + 1e-4);
}

describe.skipIf(shared === undefined)("bundled models against Keras (skipped without ../shared)", () => {
  describe.each(networks)("%s", (name) => {
    let golden: Golden;
    beforeAll(() => {
      golden = JSON.parse(readFileSync(`${shared}/goldens/bundled/${name}.json`, "utf8"));
    });

    /** Checks probabilities `[photo, class]` and features `[photo, feature]` of the golden photos. */
    function expectGolden(
      probabilities: Float32Array,
      features: Float32Array,
      classIndex: readonly { id: string; name: string }[],
    ) {
      const photos = golden.photos.length;
      const decoded = decodePredictions(
        matrix(photos, classIndex.length, new Float32Array(probabilities)),
        classIndex,
      );
      golden.photos.forEach((photo, row) => {
        expect(decoded[row]!.map(({ index }) => index)).toEqual(photo.top5.map(([index]) => index));
        photo.top5.forEach(([, probability], place) => {
          expectClose(decoded[row]![place]!.probability, probability);
        });
        const ofPhoto = features.subarray(
          (row * features.length) / photos,
          ((row + 1) * features.length) / photos,
        );
        photo.penultimate.forEach((value, index) => {
          expectClose(ofPhoto[index]!, value);
        });
        expectClose(
          ofPhoto.reduce((sum, value) => sum + value, 0),
          photo.penultimate_sum,
        );
      });
    }

    async function readPhotos() {
      return Promise.all(golden.photos.map(({ png }) => readPixels(`${shared}/goldens/bundled/${png}`)));
    }

    it("names and describes the golden photos as Keras does, through TensorFlow.js", async () => {
      using backbone = await loadBackbone(name);
      expect(summarize(backbone.model).parameters).toBe(golden.params);
      const images = (await readPhotos()).map((pixels) => ({
        width: SIDE,
        height: SIDE,
        channels: 3 as const,
        pixels,
      }));
      const x = tf.tensor(preprocess(images, backbone.config.preprocessing), [images.length, SIDE, SIDE, 3]);
      const outputs = [
        backbone.model.outputs[0]!,
        backbone.model.getLayer(penultimate[name]).output as tf.SymbolicTensor,
      ];
      const probe = tf.model({ inputs: backbone.model.inputs, outputs });
      const [probabilities, features] = probe.predict(x) as [tf.Tensor, tf.Tensor];
      expectGolden(
        probabilities.dataSync() as Float32Array,
        features.dataSync() as Float32Array,
        backbone.config.classIndex!,
      );
      tf.dispose([x, probabilities, features]);
    });

    it("names and describes the golden photos as Keras does, through ONNX from bytes", async () => {
      using backbone = await loadBackbone(name);
      const photos = await readPhotos();
      const exported = exportOnnx(backbone.model, {
        outputs: ["predictions", penultimate[name]],
        preprocessing: backbone.config.preprocessing,
      });
      const pixels = new Uint8Array(Buffer.concat(photos));
      const [probabilities, features] = await runOnnx(exported, pixels, [photos.length, SIDE, SIDE, 3]);
      expectGolden(probabilities!.values, features!.values, backbone.config.classIndex!);
    });

    it("scores what Keras scores on 1,000 validation photos", async () => {
      using backbone = await loadBackbone(name);
      const classIndex = backbone.config.classIndex!;
      const { bytes, input } = exportOnnx(backbone.model, { preprocessing: backbone.config.preprocessing });
      const session = await InferenceSession.create(bytes);
      let [images, first, firstFive] = [0, 0, 0];
      for (const [truth, { id }] of classIndex.entries()) {
        const ofClass = `${shared}/tiny-imagenet-val/${id}`;
        const photos = await Promise.all(
          readdirSync(ofClass).map((file) => readPixels(`${ofClass}/${file}`)),
        );
        const pixels = new Uint8Array(Buffer.concat(photos));
        const feed = new Tensor("uint8", pixels, [photos.length, SIDE, SIDE, 3]);
        const { predictions } = await session.run({ [input.name]: feed });
        const values = new Float32Array(predictions!.data as Float32Array);
        for (const top5 of decodePredictions(matrix(photos.length, classIndex.length, values), classIndex)) {
          images++;
          if (top5[0]!.index === truth) first++;
          if (top5.some(({ index }) => index === truth)) firstFive++;
        }
      }
      await session.release();
      expect(images).toBe(golden.images);
      // Another JPEG decoder rounds otherwise than Pillow: a photo on the edge may fall to the other side.
      expect(Math.abs(first - golden.top1 * images)).toBeLessThanOrEqual(2);
      expect(Math.abs(firstFive - golden.top5 * images)).toBeLessThanOrEqual(2);
    });
  });
});
