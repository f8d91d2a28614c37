import { beforeAll, describe, expect, it } from "vitest";
import { featureMapPictures, filterPictures } from "../../../../lib/features/pictures/channel-pictures.ts";
import { decodeImage } from "../../../../lib/images/decode.ts";
import { loadBackbone } from "../../../../lib/models/registry.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

beforeAll(() => selectEngine("onnx"));

const pixelsOf = async (image: string) => decodeImage(Buffer.from(image.split(",")[1]!, "base64"));

describe("featureMapPictures", () => {
  // Two channels of 2 x 3: the second is constant.
  const map = Float32Array.of(0, 5, 1, 5, 2, 5, 4, 5, 4, 5, 0, 5);

  it("paints each channel from black to white, in squares", async () => {
    const [first, second] = await featureMapPictures(map, [2, 3, 2], { sidePx: 6 });
    expect(first).toMatchObject({ channel: 0, low: 0, high: 4 });
    const picture = await pixelsOf(first!.image);
    expect([picture.width, picture.height]).toEqual([6, 4]);
    const greyAt = (x: number, y: number) => picture.pixels[(y * 6 + x) * 3];
    expect([greyAt(0, 0), greyAt(1, 1), greyAt(3, 0), greyAt(5, 1), greyAt(0, 3)]).toEqual([
      0, 0, 64, 128, 255,
    ]);
    expect(new Set((await pixelsOf(second!.image)).pixels)).toEqual(new Set([0]));
  });

  it("shows the channels that are asked for, in order", async () => {
    const shown = await featureMapPictures(map, [2, 3, 2], { channels: [1, 0] });
    expect(shown.map(({ channel }) => channel)).toEqual([1, 0]);
    const [strongest, ...others] = await featureMapPictures(map, [2, 3, 2], { strongest: 1 });
    expect([strongest!.channel, others]).toEqual([1, []]);
  });

  it("refuses another shape and channels that are not there", async () => {
    await expect(featureMapPictures(map, [2, 3, 3])).rejects.toThrow("map: expected shape [2, 3, 3]");
    await expect(featureMapPictures(map, [12])).rejects.toThrow("as height, width and channels");
    await expect(featureMapPictures(map, [2, 3, 2], { channels: [2] })).rejects.toThrow(
      "channels: expected integers from 0 to 1, received 2",
    );
    await expect(featureMapPictures(map, [2, 3, 2], { strongest: 0 })).rejects.toThrow("strongest");
  });
});

describe("filterPictures", () => {
  it("paints the colours that a filter answers to, whatever order the network wants them in", async () => {
    for (const [name, layer, first] of [
      ["vgg16", "block1_conv1", 2],
      ["inception_v3", "conv2d", 0],
    ] as const) {
      const backbone = await loadBackbone(name, {
        weights: null,
        includeTop: false,
        width: 0.125,
        inputSize: 80,
      });
      const found = backbone.model.getLayer(layer);
      const before = tf.memory().numTensors;
      const [kernel, ...rest] = found.getWeights();
      const [height, width, inputs, count] = kernel!.shape as [number, number, number, number];
      // Filter 0 wants its input `first` (red for the network) and nothing else.
      const values = Float32Array.from({ length: height * width * inputs * count }, (_, index) =>
        index % count === 0 && Math.floor(index / count) % inputs === first ? 0.5 : 0,
      );
      const changed = tf.tensor(values, kernel!.shape);
      found.setWeights([changed, ...rest]);
      changed.dispose();
      const [filter] = await filterPictures(backbone, layer, { channels: [0], sidePx: height });
      const { pixels } = await pixelsOf(filter!.image);
      expect([...pixels.subarray(0, 3)]).toEqual([255, 128, 128]);
      expect(filter).toMatchObject({ channel: 0, low: 0, high: 0.5 });
      expect(tf.memory().numTensors).toBe(before);
      backbone.dispose();
    }
  });

  it("refuses layers that do not see the image", async () => {
    const backbone = await loadBackbone("vgg16", {
      weights: null,
      includeTop: false,
      width: 0.125,
      inputSize: 32,
    });
    await expect(filterPictures(backbone, "block2_conv1")).rejects.toThrow("block2_conv1 with 8 inputs");
    await expect(filterPictures(backbone, "conv1")).rejects.toThrow('received "conv1"');
    await expect(filterPictures(backbone, "block1_conv1", { channels: [8] })).rejects.toThrow("0 to 7");
    backbone.dispose();
  });
});
