import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { createImage } from "../../../../lib/images/image.ts";
import { preprocess } from "../../../../lib/images/preprocess.ts";
import { resnet50V15 } from "../../../../lib/models/architectures/resnet.ts";
import { summarize } from "../../../../lib/models/summary.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

interface Fixture {
  readonly height: number;
  readonly width: number;
  readonly parameters: number;
  /** Names and shapes in the order of torchvision's state_dict. */
  readonly tensors: readonly [name: string, shape: number[]][];
  readonly outputs: Record<string, { shape: number[]; mean: number; std: number; first: number[] }>;
}
const torch: Fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/models/resnet-v15.json", import.meta.url), "utf8"),
);

beforeAll(() => selectEngine("onnx"));

/** The k-th tensor of make_resnet_v15.py. */
function fill(name: string, shape: readonly number[], k: number): Float32Array {
  const size = shape.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length: size }, (_, index) => {
    const level = ((index * 37 + k * 101) % 1009) / 1009 - 0.5;
    if (name.endsWith("running_var")) return 1 + level;
    if (shape.length > 1) return level * Math.sqrt((12 * 2 * shape[0]!) / size);
    return name.endsWith("weight") ? 0.8 + level * 0.5 : level * 0.2;
  });
}

/** Names of ours for torchvision's: layer, and weight within it. */
function translate(name: string): [layer: string, weight: string] {
  const roles: Record<string, string> = {
    running_mean: "moving_mean",
    running_var: "moving_variance",
  };
  const [, place, kind] = name.match(/^(.*)\.(\w+)$/)!;
  const normalisation = /bn\d$|downsample\.1$/.test(place!);
  const weight = roles[kind!] ?? (kind === "bias" ? (normalisation ? "beta" : "bias") : undefined);
  const role = weight ?? (normalisation ? "gamma" : "kernel");
  if (place === "fc") return ["predictions", role];
  const inBlock = place!.match(/^layer(\d)\.(\d)\.(conv|bn|downsample)\.?(\d)$/);
  if (inBlock === null) return [normalisation ? "conv1_bn" : "conv1_conv", role];
  const [, stage, block, , number] = inBlock;
  const shortcut = place!.includes("downsample");
  const ending = `${shortcut ? 0 : number}_${normalisation ? "bn" : "conv"}`;
  return [`conv${Number(stage) + 1}_block${Number(block) + 1}_${ending}`, role];
}

function fillLikeTorch(model: tf.LayersModel): void {
  const filled = new Set<tf.LayerVariable>();
  torch.tensors.forEach(([name, shape], k) => {
    const [layer, role] = translate(name);
    const variable = model.getLayer(layer).weights.find((weight) => weight.originalName.endsWith(role))!;
    tf.tidy(() => {
      const values = tf.tensor(fill(name, shape, k), shape);
      const order = shape.length === 4 ? [2, 3, 1, 0] : [1, 0]; // kernels: output channels last
      variable.write(shape.length > 1 ? values.transpose(order) : values);
    });
    filled.add(variable);
  });
  expect(filled.size).toBe(model.weights.length);
}

describe("resnet50V15", () => {
  it("counts as torchvision does, and its moving statistics as Keras does", () => {
    const model = resnet50V15.build({ inputSize: 224 });
    const { parameters, trainableParameters, nonTrainableParameters } = summarize(model);
    expect(trainableParameters).toBe(torch.parameters);
    expect(trainableParameters).toBe(25_557_032);
    expect(nonTrainableParameters).toBe(53_120);
    expect(parameters).toBe(25_610_152);
    model.dispose();
  });

  it("computes what torchvision computes with the same weights", () => {
    const { height, width } = torch;
    const model = resnet50V15.build({ inputSize: { height, width }, classifierActivation: "linear" });
    fillLikeTorch(model);
    const pixels = Uint8Array.from({ length: height * width * 3 }, (_, at) => {
      const [y, x, c] = [Math.floor(at / (3 * width)), Math.floor(at / 3) % width, at % 3];
      return (y * 7 + x * 13 + c * 61 + ((x * y) % 97)) % 256;
    });
    const images = [createImage({ width, height }, pixels)];
    const names = Object.keys(torch.outputs);
    const outputs = names.map((name) => model.getLayer(name).output as tf.SymbolicTensor);
    const probe = tf.model({ inputs: model.inputs, outputs });
    const batch = tf.tensor4d(preprocess(images, resnet50V15.preprocessing), [1, height, width, 3]);
    const results = probe.predict(batch) as tf.Tensor[];
    names.forEach((name, index) => {
      const golden = torch.outputs[name]!;
      expect(results[index]!.shape).toEqual(golden.shape);
      const values = results[index]!.dataSync() as Float32Array;
      golden.first.forEach((value, at) => {
        const allowed = 1e-3 * Math.abs(value) + 1e-4 * golden.std;
        expect(Math.abs(values[at]! - value), `${name}[${at}]`).toBeLessThanOrEqual(allowed);
      });
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(Math.abs(mean - golden.mean)).toBeLessThanOrEqual(1e-4 * golden.std);
    });
    tf.dispose([batch, results]);
    model.dispose();
  });
});
