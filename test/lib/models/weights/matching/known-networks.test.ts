import { describe, expect, it } from "vitest";
import { recognizeNetwork } from "../../../../../lib/models/weights/matching/known-networks.ts";

describe("recognizeNetwork", () => {
  it.each([
    [["block1_conv1", "block5_conv3"], "VGG16"],
    [["block1_conv1", "block5_conv3", "block5_conv4"], "VGG19"],
    [["conv1_conv", "conv5_block3_3_conv"], "ResNet50"],
    [["conv1_conv", "conv4_block23_1_conv", "conv5_block3_3_conv"], "ResNet101"],
    [["conv1", "res2a_branch2a"], "ResNet50 in the layout before Keras 2.2"],
  ])("tells %j", (layers, network) => {
    expect(recognizeNetwork(layers)).toContain(network);
  });

  it("does not guess", () => {
    expect(recognizeNetwork(["dense", "dense_1"])).toBeUndefined();
  });
});
