import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fingerprintFile, fingerprintWeights } from "../../../../lib/models/weights/fingerprint.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { temporaryFolder } from "./h5-files.ts";

const folder = temporaryFolder();
beforeAll(() => selectEngine("onnx"));

describe("fingerprintFile", () => {
  it("sums a file as md5sum and sha256sum do", async () => {
    const path = join(folder, "abc.txt");
    writeFileSync(path, "abc");
    expect(await fingerprintFile(path)).toEqual({
      md5: "900150983cd24fb0d6963f7d28e17f72",
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    });
  });
});

describe("fingerprintWeights", () => {
  it("changes with a single weight, and back", () => {
    const layer = tf.layers.dense({ units: 2, inputShape: [2], name: "dense", kernelInitializer: "zeros" });
    const model = tf.sequential({ layers: [layer] });
    const before = fingerprintWeights(model);
    layer.setWeights([tf.tensor2d([0, 0, 0, 1e-30], [2, 2]), tf.zeros([2])]);
    expect(fingerprintWeights(model)).not.toBe(before);
    layer.setWeights([tf.zeros([2, 2]), tf.zeros([2])]);
    expect(fingerprintWeights(model)).toBe(before);
  });
});
