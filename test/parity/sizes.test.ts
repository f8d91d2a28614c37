import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrunk } from "../../lib/features/trunk.ts";
import { createImage } from "../../lib/images/image.ts";
import { preprocess } from "../../lib/images/preprocess.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { summarize } from "../../lib/models/summary.ts";
import { tf } from "../../lib/tensors/tf.ts";

interface KerasCase {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly options: {
    readonly include_top?: false;
    readonly pooling?: "avg" | "max";
    readonly classes?: number;
    readonly classifier_activation?: null;
  };
  readonly shape: number[];
  readonly params: number;
}

const python = process.env.KERAS_PYTHON;
const script = fileURLToPath(new URL("./keras_sizes.py", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "transferlab-sizes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Within a thousandth of the value, or a ten-thousandth of the largest one. */
function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0);
  const far = expected.filter((value, index) => {
    return !(Math.abs(actual[index]! - value) <= 1e-3 * Math.abs(value) + 1e-4 * largest);
  });
  expect(far).toEqual(new Float32Array());
}

describe.skipIf(python === undefined)(
  "networks of any size, with and without top, against Keras (needs KERAS_PYTHON)",
  () => {
    /** In the order of keras_sizes.py. */
    const cases = [
      "vgg16 of 64x40 with top",
      "vgg19 of 33x71, largest of each channel",
      "resnet50 of 33x75",
      "resnet50 of 81x64 with top",
      "inception_v3 of 75x131",
      "inception_v3 of 90x120 with logits",
    ].map((title, index) => ({ title, index }));
    let records: KerasCase[];
    beforeAll(() => {
      execFileSync(python!, [script, folder], { stdio: "pipe" });
      records = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
    }, 180_000);

    it("are the ones that Keras made", () => {
      const made = records.map(({ name, height, width }) => `${name} of ${height}x${width}`);
      expect(cases.map(({ title }) => title.match(/^\w+ of \w+/)![0])).toEqual(made);
    });

    it.each(cases)("computes what Keras computes, through both paths: $title", async ({ index }) => {
      const { name, height, width, options, shape, params } = records[index]!;
      const bytes = readFileSync(join(folder, `${index}.bin`));
      const expected = new Float32Array(new Uint8Array(bytes).buffer);
      using backbone = await loadBackbone(name, {
        weights: join(folder, `${index}.h5`),
        inputSize: { height, width },
        includeTop: options.include_top ?? true,
        ...(options.pooling && { pooling: options.pooling }),
        ...(options.classes && { classes: options.classes }),
        ...(options.classifier_activation === null && { classifierActivation: "linear" }),
      });
      expect(summarize(backbone.model).parameters).toBe(params);
      const pixels = Uint8Array.from({ length: height * width * 3 }, (_, at) => {
        const [y, x, c] = [Math.floor(at / (3 * width)), Math.floor(at / 3) % width, at % 3];
        return (y * 7 + x * 13 + c * 61 + ((x * y) % 97)) % 256;
      });
      const images = [createImage({ width, height }, pixels)];
      const batch = tf.tensor4d(preprocess(images, backbone.config.preprocessing), [1, height, width, 3]);
      const output = backbone.model.predict(batch) as tf.Tensor;
      expect(output.shape).toEqual(shape);
      expectClose(output.dataSync() as Float32Array, expected);
      tf.dispose([batch, output]);
      await using trunk = await createTrunk(backbone);
      expectClose(await trunk.run(images), expected);
    });
  },
);
