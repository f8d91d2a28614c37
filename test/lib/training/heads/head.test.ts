import { describe, expect, it } from "vitest";
import { exportOnnx, loadBackbone, summarize } from "../../../../lib/models/index.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { evaluateLayers, predictLayers } from "../../../../lib/training/evaluate-layers.ts";
import { createHead, type HeadOptions } from "../../../../lib/training/heads/head.ts";
import type { HeadLayer } from "../../../../lib/training/heads/head-layers.ts";
import { planLayers } from "../../../../lib/training/layer-plan.ts";
import { fitLayers } from "../../../../lib/training/loop/fit-layers.ts";
import { runOnnx } from "../../models/export/run-onnx.ts";
import { brightChannelRows } from "../tiny-model.ts";

const vectors = brightChannelRows(60, [6]);
const maps = brightChannelRows(60, [2, 2, 6]);

const recipes: readonly [string, HeadOptions][] = [
  ["no recipe", {}],
  ["gap-dense", { recipe: "gap-dense" }],
  ["gap-dense with a hidden layer and dropout", { recipe: "gap-dense", hiddenUnits: 8, dropout: 0.2 }],
  ["flatten-dense", { recipe: "flatten-dense", hiddenUnits: 16 }],
  ["flatten-dense, standardised", { recipe: "flatten-dense", hiddenUnits: 16, standardize: true }],
  ["gap-batchnorm-dropout", { recipe: "gap-batchnorm-dropout" }],
];

const layerNames = (model: tf.LayersModel) => model.layers.map(({ name }) => name);

describe.each(recipes)("createHead: %s", (_name, options) => {
  it.each([
    ["vectors", vectors],
    ["maps", maps],
  ])("learns classes from %s", async (_kind, rows) => {
    const head = createHead(rows, options);
    const plan = planLayers(head);
    const { after } = await fitLayers(plan, rows, { epochs: 30, learningRate: 0.03 });
    expect(after.accuracy).toBeGreaterThan(0.8);
    expect(evaluateLayers(plan, rows).accuracy).toBe(after.accuracy);
    head.dispose();
  });

  it("goes to ONNX, maps and all", async () => {
    const head = createHead(maps, options);
    await fitLayers(planLayers(head), maps, { epochs: 2, learningRate: 0.03 });
    const model = exportOnnx(head);
    const [output] = await runOnnx(model, maps.features.values, [60, 2, 2, 6]);
    const expected = predictLayers(planLayers(head), maps).values;
    const worst = expected.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - output!.values[at]!)),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
    head.dispose();
  });
});

describe("createHead", () => {
  it("makes the chapter's model over VGG16 at 300x300, parameter for parameter", async () => {
    const vgg = await loadBackbone("vgg16", { weights: null, includeTop: false, inputSize: 300 });
    const shape = vgg.model.outputShape.slice(1) as number[];
    expect(shape).toEqual([9, 9, 512]);
    const classNames = Array.from({ length: 10 }, (_, index) => `class ${index}`);
    const head = createHead({ shape, classNames }, { recipe: "flatten-dense" });
    const { layers, parameters } = summarize(head);
    expect(layers.map(({ name, parameters: count, outputShape }) => [name, count, outputShape])).toEqual([
      ["features", 0, [null, 9, 9, 512]],
      ["flatten_1", 0, [null, 41_472]],
      ["dense_1", 42_468_352, [null, 1024]],
      ["predictions", 10_250, [null, 10]],
    ]);
    expect(parameters + summarize(vgg.model).parameters).toBe(57_193_290);
    head.dispose();
    vgg.dispose();
  });

  it("leaves out what vectors do not need, and standardises without a recipe alone", () => {
    const plain = createHead(vectors);
    const bare = createHead(vectors, { recipe: "gap-dense" });
    const flat = createHead(vectors, { recipe: "flatten-dense", dropout: 0.1 });
    expect(layerNames(plain)).toEqual(["features", "standardize", "predictions"]);
    expect(layerNames(bare)).toEqual(["features", "predictions"]);
    expect(layerNames(flat)).toEqual(["features", "dense_1", "dropout_1", "predictions"]);
    for (const head of [plain, bare, flat]) head.dispose();
  });

  it("takes layers, described and of TensorFlow.js, in their order", () => {
    const recipe: (HeadLayer | tf.layers.Layer)[] = [
      { type: "batchNormalization" },
      { type: "globalMaxPooling2d" },
      tf.layers.dense({ units: 5, activation: "relu", name: "mine" }),
      { type: "dense", units: 4, activation: "tanh" },
      { type: "dropout", rate: 0.5, name: "half" },
    ];
    const head = createHead(maps, { recipe });
    expect(layerNames(head)).toEqual([
      "features",
      "head_batch_normalization_1",
      "head_max_pooling2d_1",
      "mine",
      "dense_1",
      "half",
      "predictions",
    ]);
    head.dispose();
  });

  it.each<[HeadOptions, string]>([
    [{ recipe: "vgg" as never }, "recipe: expected one of gap-dense, flatten-dense, gap-batchnorm-dropout"],
    [
      { recipe: [{ type: "dense", units: 3 }] },
      "recipe[0] (Dense): expected flatten or globalAveragePooling2d before it, received maps [2, 2, 6]",
    ],
    [
      { recipe: [{ type: "batchNormalization" }] },
      "recipe: expected layers that end in vectors: add flatten",
    ],
    [{ recipe: [{ type: "flatten" }, { type: "dense", units: 0 }] }, "recipe[1].units"],
    [{ recipe: [{ type: "flatten" }, { type: "dropout", rate: 1 }] }, "recipe[1].rate"],
    [{ recipe: [{ type: "conv" } as never] }, "recipe[0].type: expected one of flatten"],
    [{ recipe: [tf.layers.batchNormalization()] }, "it follows Keras"],
    [{ recipe: [], hiddenUnits: 4 }, "hiddenUnits: expected nothing with a list of layers"],
    [{ hiddenUnits: -1 }, "hiddenUnits: expected a whole number of at least 0"],
    [{ dropout: 1 }, "dropout: expected a number in [0, 1)"],
  ])("says what is wrong with %o", (options, message) => {
    expect(() => createHead(maps, options)).toThrow(message);
  });

  it("refuses a layer that another head has", () => {
    const flatten = tf.layers.flatten();
    const head = createHead(maps, { recipe: [flatten] });
    expect(() => createHead(maps, { recipe: [flatten] })).toThrow(
      "recipe[0] (Flatten): expected a layer that nothing",
    );
    head.dispose();
  });

  it("asks for features to standardise by, and for rows of rank 1 or 3", () => {
    const { shape, classNames } = vectors;
    expect(() => createHead({ shape, classNames })).toThrow(
      "rows.features: expected the rows to standardise by",
    );
    expect(() => createHead({ shape: [2, 3], classNames })).toThrow(
      "features: expected rows of shape [values]",
    );
  });

  it("begins with equal weights for equal seeds, and others for others", () => {
    const kernel = (seed: number) => {
      const head = createHead(vectors, { recipe: "flatten-dense", hiddenUnits: 4, seed });
      const values = head.getLayer("dense_1").getWeights()[0]!.dataSync().slice();
      head.dispose();
      return values;
    };
    expect(kernel(1)).toEqual(kernel(1));
    expect(kernel(1)).not.toEqual(kernel(2));
  });

  it("is disposed whole", () => {
    const before = tf.memory().numTensors;
    createHead(maps, { recipe: "gap-batchnorm-dropout", hiddenUnits: 3, standardize: true }).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
