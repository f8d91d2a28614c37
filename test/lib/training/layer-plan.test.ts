import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../lib/random/generator.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import { findCut } from "../../../lib/training/freezing/cut.ts";
import { freezeAll, unfreezeFrom } from "../../../lib/training/freezing/freeze.ts";
import { joinPlans, planLayers, runPlan } from "../../../lib/training/layer-plan.ts";
import { trainedWeights } from "../../../lib/training/optimizers/trained-weights.ts";
import { tinyResidualModel } from "./tiny-model.ts";

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe("planLayers", () => {
  it("runs a whole model to the output that predict gives", () => {
    const model = tinyResidualModel();
    const x = tf.randomNormal([2, 8, 8, 3], 0, 1, "float32", 1);
    const output = tf.tidy(() => runPlan(planLayers(model), x, { training: false }));
    expect(values(output)).toEqual(values(model.predict(x) as tf.Tensor));
  });

  it("runs the layers after a cut on what the layers before it make", () => {
    const model = tinyResidualModel();
    const x = tf.randomNormal([2, 8, 8, 3], 0, 1, "float32", 1);
    const trunk = tf.model({
      inputs: model.inputs,
      outputs: model.getLayer("block1_add").output as tf.SymbolicTensor,
    });
    const below = trunk.predict(x) as tf.Tensor;
    const output = tf.tidy(() => runPlan(planLayers(model, "block1_add"), below, { training: false }));
    expect(values(output)).toEqual(values(model.predict(x) as tf.Tensor));
  });

  it("refuses a cut that later layers read past, and names the reader", () => {
    const model = tinyResidualModel();
    expect(() => planLayers(model, "block2_conv")).toThrow(
      /block2_add does not reach past.*reads block1_add/,
    );
    expect(() => planLayers(model, "nothing")).toThrow('cut: expected a layer of tiny, received "nothing"');
  });

  it("refuses a cut that a later layer reads the input past", () => {
    const input = tf.input({ shape: [4], name: "images" });
    const first = tf.layers.dense({ units: 4, name: "first" }).apply(input) as tf.SymbolicTensor;
    const sum = tf.layers.add({ name: "sum" }).apply([input, first]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: sum });
    expect(() => planLayers(model, "first")).toThrow("it reads images");
    expect(findCut(model, "sum")).toBe("images");
  });

  it("joins a sequential head to a backbone", () => {
    const model = tinyResidualModel();
    const head = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [4], activation: "softmax" })],
    });
    const x = tf.randomNormal([2, 8, 8, 3], 0, 1, "float32", 1);
    const joined = tf.tidy(() =>
      runPlan(joinPlans(planLayers(model), planLayers(head)), x, { training: false }),
    );
    const apart = head.predict(model.predict(x) as tf.Tensor) as tf.Tensor;
    expect(values(joined)).toEqual(values(apart));
  });
});

describe("dropout in a plan", () => {
  const plan = planLayers(tf.sequential({ layers: [tf.layers.dropout({ rate: 0.5, inputShape: [1000] })] }));
  const ones = tf.ones([1, 1000]);

  it("drops and scales in training, equal for equal seeds", () => {
    const run = (seed: number) => values(runPlan(plan, ones, { training: true, random: seededRandom(seed) }));
    expect(run(1).filter((value) => value === 0).length).toBeGreaterThan(400);
    expect(new Set(run(1))).toEqual(new Set([0, 2]));
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it("passes everything in inference", () => {
    expect(values(runPlan(plan, ones, { training: false }))).toEqual(values(ones));
  });

  it("asks for a generator in training", () => {
    expect(() => runPlan(plan, ones, { training: true })).toThrow("random: expected a generator");
  });
});

describe("findCut", () => {
  it("goes below a residual block to where one output is all that is read", () => {
    const model = tinyResidualModel();
    expect(findCut(model, "block2_conv")).toBe("block1_add");
    expect(findCut(model, "block2_bn")).toBe("block1_add");
    expect(findCut(model, "block1_conv")).toBe("stem_relu");
    expect(findCut(model, "stem")).toBe("images");
  });

  it("refuses a layer that the model has not, and its input", () => {
    const model = tinyResidualModel();
    expect(() => findCut(model, "block9")).toThrow('received "block9"');
    expect(() => findCut(model, "images")).toThrow("after its input");
  });
});

describe("unfreezeFrom", () => {
  it("trains the named layer and those after it", () => {
    const model = tinyResidualModel();
    expect(unfreezeFrom(model, "block2_conv")).toEqual(["block2_conv", "block2_bn"]);
    // kernel and bias of 3x3x4x4, gamma and beta
    expect(trainedWeights(planLayers(model)).map(({ variable }) => variable.size)).toEqual([144, 4, 4, 4]);
  });

  it("changes nothing when there is no such layer", () => {
    const model = tinyResidualModel();
    freezeAll(model);
    expect(() => unfreezeFrom(model, "block9")).toThrow('received "block9"');
    expect(model.layers.some(({ trainable }) => trainable)).toBe(false);
  });
});
