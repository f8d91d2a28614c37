import { describe, expect, it } from "vitest";
import { loadBackbone } from "../../../../lib/models/index.ts";
import { unfreezeOnly } from "../../../../lib/training/freezing/freeze.ts";
import { createHead } from "../../../../lib/training/heads/head.ts";
import { planLayers } from "../../../../lib/training/layer-plan.ts";
import { layerDecayFactors } from "../../../../lib/training/optimizers/layer-decay.ts";
import { trainedWeights } from "../../../../lib/training/optimizers/trained-weights.ts";
import { tinyResidualModel } from "../tiny-model.ts";

const head = planLayers(
  createHead({ shape: [4], classNames: ["a", "b"] }, { standardize: false, hiddenUnits: 3 }),
);

async function factorsOf(name: string, from: string, layerDecay: number) {
  const backbone = await loadBackbone(name, {
    weights: null,
    includeTop: false,
    width: 0.0625,
    inputSize: 75,
  });
  const { layers } = backbone.model;
  const first = layers.findIndex((layer) => layer.name === from);
  unfreezeOnly(backbone.model, (_, place) => place >= first);
  const factors = layerDecayFactors(planLayers(backbone.model), head, { layerDecay });
  backbone.dispose();
  return factors;
}

describe("layerDecayFactors", () => {
  it("takes each convolution of VGG for a level", async () => {
    expect(await factorsOf("vgg16", "block4_conv3", 0.5)).toEqual({
      block4_conv3: 0.0625,
      block5_conv1: 0.125,
      block5_conv2: 0.25,
      block5_conv3: 0.5,
      dense_1: 1,
      predictions: 1,
    });
  });

  it("takes each block of ResNet for a level, with its normalisations and shortcut", async () => {
    const factors = await factorsOf("resnet50", "conv5_block1_1_conv", 0.5);
    expect(new Set(Object.values(factors))).toEqual(new Set([0.125, 0.25, 0.5, 1]));
    for (const [name, factor] of Object.entries(factors)) {
      const block = /conv5_block(\d)/.exec(name)?.[1];
      expect(factor, name).toBe(block === undefined ? 1 : 0.5 ** (4 - Number(block)));
    }
    expect(Object.keys(factors).filter((name) => name.includes("block1"))).toHaveLength(8);
  });

  it("takes each mixed block of Inception for a level", async () => {
    const factors = await factorsOf("inception_v3", "mixed8", 0.5);
    expect(new Set(Object.values(factors))).toEqual(new Set([0.25, 0.5, 1]));
  });

  it("spreads the rates over the levels down to one a span smaller", () => {
    const model = tinyResidualModel();
    const factors = layerDecayFactors(planLayers(model), head, { span: 100, headRate: 3 });
    expect(factors.stem).toBeCloseTo(0.01, 12);
    expect(factors.block1_conv).toBeCloseTo(100 ** (-2 / 3), 12);
    expect(factors.block1_bn).toBe(factors.block1_conv);
    expect(factors.predictions).toBe(3);
  });

  it("refuses both ways of saying it, and a factor above 1", () => {
    const base = planLayers(tinyResidualModel());
    expect(() => layerDecayFactors(base, head, { layerDecay: 0.5, span: 2 })).toThrow(
      "either layerDecay or span",
    );
    expect(() => layerDecayFactors(base, head, { layerDecay: 1.5 })).toThrow("layerDecay");
    expect(() => layerDecayFactors(base, head, { headRate: 0 })).toThrow("headRate");
  });
});

describe("trainedWeights", () => {
  it("takes a factor of a weight before that of its layer", () => {
    const factors = { dense_1: 0.5, "dense_1/bias": 0.1 };
    expect(
      trainedWeights(head, { rateFactors: factors }).map(({ key, rateFactor }) => [key, rateFactor]),
    ).toEqual([
      ["dense_1/kernel", 0.5],
      ["dense_1/bias", 0.1],
      ["predictions/kernel", 1],
      ["predictions/bias", 1],
    ]);
  });

  it("decays kernels, or all", () => {
    const decays = (decayAll: boolean) => trainedWeights(head, { decayAll }).map((weight) => weight.decays);
    expect(decays(false)).toEqual([true, false, true, false]);
    expect(decays(true)).toEqual([true, true, true, true]);
  });

  it("refuses a name that nothing has, and a negative factor", () => {
    expect(() => trainedWeights(head, { rateFactors: { block1: 0.5 } })).toThrow(
      'rateFactors: expected names of layers that train, from dense_1 to predictions, received "block1"',
    );
    expect(() => trainedWeights(head, { rateFactors: { dense_1: -1 } })).toThrow('rateFactors["dense_1"]');
  });
});
