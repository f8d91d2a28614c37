import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Backbone, loadBackbone } from "../../../../lib/models/index.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { findCut } from "../../../../lib/training/freezing/cut.ts";
import { describeTrainable } from "../../../../lib/training/freezing/describe-trainable.ts";
import {
  freezeAll,
  freezeLayers,
  unfreezeFrom,
  unfreezeLayers,
  unfreezeOnly,
} from "../../../../lib/training/freezing/freeze.ts";
import { type LayerSelection, selectLayers } from "../../../../lib/training/freezing/select-layers.ts";
import { createHead } from "../../../../lib/training/heads/head.ts";

let vgg: Backbone;
let resnet: Backbone;
let inception: Backbone;
beforeAll(async () => {
  vgg = await loadBackbone("vgg16", { weights: null, includeTop: false, inputSize: 32 });
  resnet = await loadBackbone("resnet50", { weights: null, width: 0.0625, includeTop: false, inputSize: 32 });
  inception = await loadBackbone("inception_v3", {
    weights: null,
    width: 0.05,
    includeTop: false,
    inputSize: 75,
  });
});
afterAll(() => {
  for (const backbone of [vgg, resnet, inception]) backbone.dispose();
});

const names = ({ model }: Backbone, selection: LayerSelection) =>
  selectLayers(model, selection).map(({ name }) => name);

describe("selectLayers", () => {
  it("takes a layer, a block, and a block of a block by name", () => {
    expect(names(vgg, "block5_conv1")).toEqual(["block5_conv1"]);
    expect(names(vgg, "block5")).toEqual(["block5_conv1", "block5_conv2", "block5_conv3", "block5_pool"]);
    const conv5 = names(resnet, "conv5");
    expect(conv5).toHaveLength(32);
    expect(conv5[0]).toBe("conv5_block1_1_conv");
    expect(conv5.at(-1)).toBe("conv5_block3_out");
    expect(names(resnet, "conv5_block3")).toHaveLength(10);
    expect(names(resnet, "conv1")).toEqual(["conv1_pad", "conv1_conv", "conv1_bn", "conv1_relu"]);
  });

  it("takes a block of Inception by the layer that joins it", () => {
    const block = names(inception, "mixed9");
    const all = inception.model.layers.map(({ name }) => name);
    expect(block).toEqual(all.slice(all.indexOf("mixed8") + 1, all.indexOf("mixed9") + 1));
    expect(block).toContain("mixed9_0");
    expect(block).not.toContain("mixed9_1");
    const first = names(inception, "mixed0");
    expect(first.at(-1)).toBe("mixed0");
    // Seven convolutions with normalisation and ReLU, a pool, and the join
    expect(first).toHaveLength(7 * 3 + 2);
  });

  it("takes ranges with both ends, from blocks too, and what is left open to the end", () => {
    expect(names(vgg, { from: "block4_conv3", to: "block5" })).toEqual([
      "block4_conv3",
      "block4_pool",
      ...names(vgg, "block5"),
    ]);
    expect(names(vgg, { to: "block1_conv2" })).toEqual(["vgg16_input", "block1_conv1", "block1_conv2"]);
    expect(names(inception, { from: "mixed9" })[0]).toBe(names(inception, "mixed9")[0]);
  });

  it("takes the last layers as Keras counts them, lists in the model's order, and a function", () => {
    expect(names(vgg, { last: 2 })).toEqual(["block5_conv3", "block5_pool"]);
    expect(names(vgg, ["block5_conv2", "block1_conv1"])).toEqual(["block1_conv1", "block5_conv2"]);
    expect(names(vgg, (layer) => layer.name.endsWith("_pool"))).toHaveLength(5);
  });

  it.each<[LayerSelection, string]>([
    [
      "block5_con1",
      'selection: expected a layer or block of vgg16 (near it: block5_conv1, block5_conv2, block5_conv3), received "block5_con1"',
    ],
    ["blok5", "near it: block5"],
    ["conv5", "(from block1_conv1 to block5_conv3)"],
    [["block1_conv1", "Block5_Conv1"], "near it: block5_conv1"],
    [
      { from: "block5", to: "block1" },
      'to: expected a layer that does not lie before "block5", received "block1"',
    ],
    [{}, "selection: expected from, to or both, received neither"],
    [{ last: 0 }, "last: expected a whole number from 1 to 19, received 0"],
    [() => false, "selection: expected layers of vgg16, received none"],
    [[], "selection: expected layers of vgg16, received none"],
  ])("says what is wrong with %o", (selection, message) => {
    expect(() => selectLayers(vgg.model, selection)).toThrow(message);
  });
});

describe("freezeLayers, unfreezeLayers and unfreezeOnly", () => {
  it("change what they name, and unfreezeOnly the rest too", () => {
    freezeAll(vgg.model);
    expect(unfreezeLayers(vgg.model, ["block4", "block5"])).toHaveLength(6);
    expect(freezeLayers(vgg.model, { from: "block5_conv2" })).toEqual(["block5_conv2", "block5_conv3"]);
    expect(trainingLayers(vgg)).toEqual(["block4_conv1", "block4_conv2", "block4_conv3", "block5_conv1"]);
    expect(unfreezeOnly(vgg.model, "block3")).toEqual(["block3_conv1", "block3_conv2", "block3_conv3"]);
    expect(trainingLayers(vgg)).toEqual(["block3_conv1", "block3_conv2", "block3_conv3"]);
    expect(unfreezeFrom(vgg.model, "block5_conv1")).toHaveLength(3);
  });

  it("change nothing on an error", () => {
    unfreezeOnly(vgg.model, "block5_conv3");
    expect(() => unfreezeOnly(vgg.model, ["block1", "nothing"])).toThrow('"nothing"');
    expect(trainingLayers(vgg)).toEqual(["block5_conv3"]);
  });
});

describe("describeTrainable", () => {
  it("counts what the chapter's listing freezes", () => {
    unfreezeLayers(vgg.model, () => true);
    for (const name of ["block1_conv1", "block1_conv2", "block2_conv1", "block2_conv2"]) {
      vgg.model.getLayer(name).trainable = false;
    }
    const state = describeTrainable(vgg.model);
    expect(state).toMatchObject({
      parameters: 14_714_688,
      frozenParameters: 260_160,
      nonTrainableParameters: 260_160,
      trainableParameters: 14_454_528,
    });
    expect(state.text).toBe(
      "frozen: block1_conv1 to block2_conv2 (260,160); trains: block3_conv1 to block5_conv3 (14,454,528)",
    );
  });

  it("tells moving statistics from frozen layers, and takes a head beside the backbone", () => {
    unfreezeLayers(resnet.model, () => true);
    const head = createHead({ shape: [128], classNames: ["a", "b"] }, { recipe: "gap-dense" });
    const alone = describeTrainable(resnet.model);
    expect(alone.frozenParameters).toBe(0);
    expect(alone.nonTrainableParameters).toBeGreaterThan(0);
    const both = describeTrainable([resnet.model, head]);
    expect(both.trainableParameters - alone.trainableParameters).toBe(128 * 2 + 2);
    expect(both.layers.at(-1)).toMatchObject({ name: "predictions", trains: true });
    head.dispose();
  });
});

describe("findCut", () => {
  it("lies below the lowest of any layers that train", () => {
    expect(findCut(vgg.model, ["block5_conv1", "block2_conv1"])).toBe("block1_pool");
    expect(findCut(resnet.model, "conv5_block3_1_conv")).toBe("conv5_block2_out");
    // Inside a block the shortcut reads past the layer: the cut is where the block begins
    expect(findCut(resnet.model, "conv5_block3_3_conv")).toBe("conv5_block2_out");
    expect(findCut(inception.model, names(inception, "mixed9"))).toBe("mixed8");
    expect(findCut(vgg.model, "block1_conv1")).toBe("vgg16_input");
  });

  it("refuses the input, and nothing", () => {
    expect(() => findCut(vgg.model, ["vgg16_input"])).toThrow("after its input");
    expect(() => findCut(vgg.model, [])).toThrow("received none");
  });
});

function trainingLayers({ model }: Backbone): string[] {
  return model.layers
    .filter((layer) => layer.trainable && layer.weights.length > 0)
    .map((layer) => layer.name);
}

it("selecting and describing makes no tensor", () => {
  const before = tf.memory().numTensors;
  describeTrainable(vgg.model);
  unfreezeOnly(vgg.model, "block5");
  expect(tf.memory().numTensors).toBe(before);
});
