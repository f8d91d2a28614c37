import { describe, expect, it } from "vitest";
import { batchNormalization } from "../../../lib/models/layers/batch-normalization.ts";
import { seededRandom } from "../../../lib/random/generator.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import { convolutionGroups } from "../../../lib/training/convolution-groups.ts";
import { planLayers, runPlan } from "../../../lib/training/layer-plan.ts";

/** A bottleneck block with a convolution on its shortcut, then one without, as ResNet's. */
function bottleneckModel(): tf.LayersModel {
  let seed = 0;
  const apply = (layer: tf.layers.Layer, input: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(input) as tf.SymbolicTensor;
  const conv = (name: string, filters: number, input: tf.SymbolicTensor, strides = 1) => {
    const kernelInitializer = tf.initializers.heNormal({ seed: ++seed });
    const convolved = tf.layers.conv2d({
      name: `${name}_conv`,
      filters,
      kernelSize: 1,
      strides,
      kernelInitializer,
    });
    return apply(batchNormalization({ name: `${name}_bn` }), apply(convolved, input));
  };
  const relu = (name: string, input: tf.SymbolicTensor) =>
    apply(tf.layers.activation({ name, activation: "relu" }), input);
  const sum = (name: string, inputs: tf.SymbolicTensor[]) => apply(tf.layers.add({ name }), inputs);
  const input = tf.input({ shape: [6, 6, 4], name: "images" });
  const shortcut = conv("a0", 8, input, 2);
  const inner = relu("a1_relu", conv("a1", 4, input, 2));
  const first = relu("a_out", sum("a_add", [shortcut, conv("a2", 8, inner)]));
  const second = relu("b_out", sum("b_add", [first, conv("b2", 8, relu("b1_relu", conv("b1", 4, first)))]));
  const pooled = apply(tf.layers.globalAveragePooling2d({ name: "pool" } as never), second);
  return tf.model({ inputs: input, outputs: pooled, name: "bottlenecks" });
}

function membersOf(model: tf.LayersModel, freezeStatistics: boolean): string[] {
  const plan = planLayers(model);
  return convolutionGroups(plan, freezeStatistics).map(({ members }) =>
    members.map((index) => plan.steps[index]!.layer.name).join(" "),
  );
}

describe("convolutionGroups", () => {
  it("takes a convolution with its normalisation, sum and relu; the later one takes the sum", () => {
    expect(membersOf(bottleneckModel(), true).sort()).toEqual([
      "a0_conv a0_bn",
      "a1_conv a1_bn a1_relu",
      "a2_conv a2_bn a_add a_out",
      "b1_conv b1_bn b1_relu",
      "b2_conv b2_bn b_add b_out",
    ]);
  });

  it("leaves out a normalisation by the batch's statistics, but not a frozen one", () => {
    const model = bottleneckModel();
    model.getLayer("b1_bn").trainable = false;
    expect(membersOf(model, false).sort()).toEqual([
      "a0_conv",
      "a1_conv",
      "a2_conv",
      "b1_conv b1_bn b1_relu",
      "b2_conv",
    ]);
  });

  it("ends before a value that two layers read", () => {
    const input = tf.input({ shape: [4, 4, 3] });
    const convolved = tf.layers.conv2d({ filters: 3, kernelSize: 1, name: "conv" }).apply(input);
    const open = tf.layers.reLU().apply(convolved) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([open, convolved as tf.SymbolicTensor]) as tf.SymbolicTensor;
    expect(membersOf(tf.model({ inputs: input, outputs: sum }), true)).toEqual(["conv"]);
  });

  it("knows that nothing trains before the first layers", () => {
    const model = bottleneckModel();
    const trains = () => convolutionGroups(planLayers(model), true).map(({ sourceTrains }) => sourceTrains);
    expect(trains().filter((one) => !one)).toHaveLength(2);
    for (const name of ["a0_conv", "a0_bn", "a1_conv", "a1_bn"]) model.getLayer(name).trainable = false;
    expect(trains().filter((one) => !one)).toHaveLength(3);
  });
});

describe("runPlan", () => {
  it("gives in groups what the layers give one by one, and the same gradients", async () => {
    const model = bottleneckModel();
    model.getLayer("a1_conv").trainable = false;
    model.getLayer("b2_bn").trainable = false;
    const x = tf.randomNormal([3, 6, 6, 4], 0, 1, "float32", 1);
    const variables = model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
    const compute = () => {
      const { value, grads } = tf.variableGrads(() => {
        const options = { training: true, freezeStatistics: true, random: seededRandom(1) };
        return runPlan(planLayers(model), x, options).square().mean() as tf.Scalar;
      }, variables);
      return [value, ...variables.map(({ name }) => grads[name]!)].map((tensor) =>
        Array.from(tensor.dataSync()),
      );
    };
    const grouped = compute();
    await tf.setBackend("cpu");
    let oneByOne: number[][];
    try {
      oneByOne = compute();
    } finally {
      await tf.setBackend("onnx");
    }
    grouped.forEach((values, at) => {
      const largest = Math.max(...oneByOne[at]!.map(Math.abs));
      values.forEach((value, index) => {
        expect(Math.abs(value - oneByOne[at]![index]!)).toBeLessThan(1e-5 * largest + 1e-9);
      });
    });
  });
});
