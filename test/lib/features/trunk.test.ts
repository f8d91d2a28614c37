import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrunk } from "../../../lib/features/trunk.ts";
import { createImage } from "../../../lib/images/image.ts";
import { preprocess } from "../../../lib/images/preprocess.ts";
import { type Backbone, loadBackbone } from "../../../lib/models/index.ts";
import { seededRandom } from "../../../lib/random/generator.ts";
import { tf } from "../../../lib/tensors/tf.ts";

const random = seededRandom(1);
const images = Array.from({ length: 3 }, () =>
  createImage(
    { width: 48, height: 32 },
    Uint8Array.from({ length: 48 * 32 * 3 }, () => random() * 256),
  ),
);

let backbone: Backbone;
beforeAll(async () => {
  const inputSize = { width: 48, height: 32 };
  backbone = await loadBackbone("resnet50", { weights: null, width: 0.125, includeTop: false, inputSize });
});
afterAll(() => backbone.dispose());

function throughLayers(layer: string): Float32Array {
  const part = tf.model({ inputs: backbone.model.inputs, outputs: backbone.model.getLayer(layer).output });
  const batch = tf.tensor4d(preprocess(images, "caffe"), [3, 32, 48, 3]);
  return (part.predict(batch) as tf.Tensor).dataSync() as Float32Array;
}

describe("createTrunk", () => {
  it.each(["conv1_relu", "conv3_block1_out", "conv5_block3_out"])(
    "gives what the layers give, up to %s",
    async (layer) => {
      await using trunk = await createTrunk(backbone, { layer });
      const expected = throughLayers(layer);
      const actual = await trunk.run(images);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(trunk.outputShape).toEqual(backbone.model.getLayer(layer).outputShape.slice(1));
      expect(actual.length).toBe(expected.length);
      const worst = actual.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - expected[index]!)),
        0,
      );
      expect(worst / largest).toBeLessThan(1e-5);
    },
  );

  it("takes another preprocessing than the network's own, to see what that costs", async () => {
    const recipe = { source: [0, 1, 2], divisor: 2, mean: [9, 8, 7], deviation: [1, 2, 3] } as const;
    const part = tf.model({
      inputs: backbone.model.inputs,
      outputs: backbone.model.getLayer("conv1_relu").output,
    });
    const batch = tf.tensor4d(preprocess(images, recipe), [3, 32, 48, 3]);
    const expected = (part.predict(batch) as tf.Tensor).dataSync() as Float32Array;
    await using wrong = await createTrunk(backbone, { layer: "conv1_relu", preprocessing: recipe });
    await using right = await createTrunk(backbone, { layer: "conv1_relu" });
    const actual = await wrong.run(images);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = actual.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
    expect(worst / largest).toBeLessThan(1e-5);
    expect(wrong.sha256).not.toBe(right.sha256);
  });

  it("does not change when the backbone is trained afterwards, and a new one has another digest", async () => {
    await using trunk = await createTrunk(backbone, { layer: "conv1_relu" });
    const before = await trunk.run(images);
    const layer = backbone.model.getLayer("conv1_conv");
    const weights = layer.getWeights().map((weight) => weight.clone());
    layer.setWeights(weights.map((weight) => weight.mul(1.5)));
    await using changed = await createTrunk(backbone, { layer: "conv1_relu" });
    expect(await trunk.run(images)).toEqual(before);
    expect(changed.sha256).not.toBe(trunk.sha256);
    layer.setWeights(weights);
    await using same = await createTrunk(backbone, { layer: "conv1_relu" });
    expect(same.sha256).toBe(trunk.sha256);
  });

  it("refuses images of another size, and layers that are not there", async () => {
    await using trunk = await createTrunk(backbone, { layer: "conv1_relu" });
    const wrong = createImage({ width: 32, height: 32 });
    await expect(trunk.run([wrong])).rejects.toThrow(
      "images: expected shape [32, 48, 3] each, received [32, 32, 3]",
    );
    await expect(createTrunk(backbone, { layer: "conv9" })).rejects.toThrow("conv9");
  });
});
