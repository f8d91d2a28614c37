import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gradCam } from "../../../../lib/experiments/grad-cam/grad-cam.ts";
import { createTrunk } from "../../../../lib/features/trunk.ts";
import { createImage } from "../../../../lib/images/image.ts";
import { type Backbone, loadBackbone } from "../../../../lib/models/index.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

const random = seededRandom(3);
const photo = createImage(
  { width: 64, height: 64 },
  Uint8Array.from({ length: 64 * 64 * 3 }, () => Math.floor(256 * random())),
);

let resnet: Backbone;
let vgg: Backbone;
beforeAll(async () => {
  resnet = await loadBackbone("resnet50");
  vgg = await loadBackbone("vgg16");
});
afterAll(() => {
  resnet.dispose();
  vgg.dispose();
});

describe("gradCam", () => {
  it("equals the class activation map where only averaging and one linear layer follow", async () => {
    const explained = await gradCam(resnet, photo);
    const trunk = await createTrunk(resnet, { layer: "conv5_block3_out" });
    const map = await trunk.run([photo]);
    await trunk.dispose();
    const [height, width, channels] = trunk.outputShape as [number, number, number];
    const kernel = resnet.model.getLayer("predictions").getWeights()[0]!.dataSync();
    const heat = Array.from({ length: height * width }, (_, position) => {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) {
        sum += map[position * channels + channel]! * kernel[channel * 200 + explained.classIndex]!;
      }
      return Math.max(0, sum);
    });
    const peak = Math.max(...heat);
    expect(explained.layer).toBe("conv5_block3_out");
    expect([explained.heatmap.rows, explained.heatmap.columns]).toEqual([height, width]);
    heat.forEach((value, position) => {
      expect(explained.heatmap.values[position]).toBeCloseTo(value / peak, 4);
    });
    expect(Math.max(...explained.heatmap.values)).toBeCloseTo(1, 6);
  });

  it("gives the probability that the network gives, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const { probability, classIndex, className, layer, pretrained } = await gradCam(vgg, photo);
    expect(tf.memory().numTensors).toBe(before);
    const trunk = await createTrunk(vgg);
    const probabilities = await trunk.run([photo]);
    await trunk.dispose();
    expect(probability).toBeCloseTo(probabilities[classIndex]!, 5);
    expect(probability).toBe(Math.fround(probability));
    expect(probabilities.indexOf(Math.max(...probabilities))).toBe(classIndex);
    expect(className).toBe(vgg.config.classIndex![classIndex]!.name);
    expect([layer, pretrained]).toEqual(["block5_conv3", true]);
  });

  it("explains another class, and looks at another layer", async () => {
    const { classIndex, heatmap } = await gradCam(vgg, photo, { classIndex: 7, layer: "block3_conv3" });
    expect(classIndex).toBe(7);
    expect([heatmap.rows, heatmap.columns]).toEqual([16, 16]);
    const other = await gradCam(vgg, photo, { classIndex: 8, layer: "block3_conv3" });
    expect(other.heatmap.values).not.toEqual(heatmap.values);
  });

  it("refuses layers without a map, unknown layers and classes, and networks without a classifier", async () => {
    await expect(gradCam(vgg, photo, { layer: "fc1" })).rejects.toThrow("no height and width");
    await expect(gradCam(vgg, photo, { layer: "conv9" })).rejects.toThrow('"conv9", which it has not');
    await expect(gradCam(vgg, photo, { classIndex: 200 })).rejects.toThrow("classIndex");
    using headless = await loadBackbone("vgg16", { includeTop: false, pooling: "avg" });
    await expect(gradCam(headless, photo)).rejects.toThrow("ends in a classifier");
  });
});
