import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadBackbone } from "../../lib/models/registry.ts";
import { loadModel } from "../../lib/models/saving/load-model.ts";
import { formulaPixels, predict, relativeDifference } from "../lib/models/saving/small-network.ts";
import { kerasPython, runKeras, SKIPPED_WITHOUT_KERAS } from "../python/keras-python.ts";

const root = mkdtempSync(join(tmpdir(), "transferlab-read-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Made {
  readonly output: number[];
  readonly features: number[];
}

describe.skipIf(kerasPython === undefined)(`networks that Keras saved (${SKIPPED_WITHOUT_KERAS})`, () => {
  describe.each([
    ["vgg16", 32],
    ["resnet50", 32],
    ["inception_v3", 75],
  ] as const)("%s", (name, side) => {
    const folder = mkdtempSync(join(root, "case-"));
    const image = Float32Array.from(formulaPixels(side, side), (level) => level / 255);
    let made: Made;
    beforeAll(async () => {
      made = await runKeras<Made>("make_networks.py", [name, `${side}`, folder]);
    }, 180_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(["nested.keras", "nested.h5"])("is loaded whole from %s and computes the same", async (file) => {
      using network = await loadModel(join(folder, file));
      expect(network.name).toBe(name);
      expect(network.config).toMatchObject({ width: 1, pretrained: true, includeTop: true });
      const output = predict(network.model, image, [1, side, side, 3]);
      expect(relativeDifference(output, made.output)).toBeLessThan(1e-5);
    });

    it.each(["base.h5", "base.weights.h5", "nested.h5", "nested.weights.h5", "nested.keras"])(
      "gives its weights to a network without top from %s",
      async (file) => {
        const weights = join(folder, file);
        const options = { weights, includeTop: false, pooling: "avg", inputSize: side } as const;
        using backbone = await loadBackbone(name, options);
        const features = predict(backbone.model, image, [1, side, side, 3]);
        expect(relativeDifference(features, made.features)).toBeLessThan(1e-4);
        const { notes } = backbone.config.weights;
        const skips = notes!.some((note) => note.startsWith("layers of the file that the model has not"));
        expect(skips).toBe(file.startsWith("nested"));
        const counts = notes!.some((note) => note.startsWith("layers with automatic names"));
        expect(counts).toBe(name === "inception_v3");
      },
    );
  });
});
