import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exportOnnx } from "../../lib/models/export/onnx.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { tf } from "../../lib/tensors/tf.ts";
import { chain, randomModel } from "../lib/models/export/layers/export-layers.ts";

const python = process.env.KERAS_PYTHON;
const folder = mkdtempSync(join(tmpdir(), "transferlab-checker-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CHECK = `
import sys, onnx
onnx.checker.check_model(sys.argv[1], full_check=True)
model = onnx.shape_inference.infer_shapes(onnx.load(sys.argv[1]), strict_mode=True, data_prop=True)
print([[d.dim_value or d.dim_param for d in o.type.tensor_type.shape.dim] for o in model.graph.output])
`;

/** Has onnx's own checker read a file with all its checks, and returns what it says of the outputs' shapes. */
function check(bytes: Uint8Array): string {
  const path = join(folder, "checked.onnx");
  writeFileSync(path, bytes);
  return execFileSync(python!, ["-c", CHECK, path], { encoding: "utf8", stdio: "pipe" }).trim();
}

const { layers } = tf;

describe.skipIf(python === undefined)("exported graphs before onnx.checker (needs KERAS_PYTHON)", () => {
  it.each([
    ["vgg16", {}],
    ["vgg19", { inputSize: { height: 33, width: 70 } }],
    ["resnet50", {}],
    ["resnet50", { version: "v1.5", inputSize: { height: 33, width: 70 } }],
    ["inception_v3", {}],
    ["inception_v3", { inputSize: { height: 75, width: 101 } }],
  ] as const)("are right: %s with %j, from bytes", async (name, options) => {
    using backbone = await loadBackbone(name, { ...options, weights: null, width: 0.0625, classes: 7 });
    const outputs = [backbone.config.featureLayer, "predictions"];
    for (const foldBatchNorm of [true, false]) {
      const { preprocessing } = backbone.config;
      const exported = exportOnnx(backbone.model, { outputs, preprocessing, foldBatchNorm });
      const [map, classes] = exported.outputs.map(({ shape }) => shape.slice(1).join(", "));
      expect(check(exported.bytes)).toBe(`[['batch', ${map}], ['batch', ${classes}]]`);
    }
  });

  it("are right with layers of users' own models", () => {
    const input = tf.input({ shape: [12, 9, 3] });
    const convolved = chain(
      input,
      layers.rescaling({ scale: 1 / 255 }),
      layers.separableConv2d({ filters: 4, kernelSize: 3, padding: "same" }),
      layers.prelu({ sharedAxes: [1, 2] } as never),
      layers.upSampling2d({ interpolation: "bilinear" }),
      layers.cropping2D({ cropping: 1 }),
      layers.dense({ units: 4, activation: "gelu" as never }),
    );
    const gate = chain(
      convolved,
      layers.globalMaxPooling2d({} as never),
      layers.dense({ units: 4, activation: "mish" as never }),
      layers.reshape({ targetShape: [1, 1, 4] }),
    );
    const gated = layers.multiply().apply([convolved, gate]) as tf.SymbolicTensor;
    const normed = chain(gated, layers.reshape({ targetShape: [22 * 16, 4] }), layers.batchNormalization({}));
    const model = randomModel(input, chain(normed, layers.flatten(), layers.dense({ units: 2 })));
    expect(check(exportOnnx(model).bytes)).toBe("[['batch', 2]]");
  });

  it("would not pass when cut", async () => {
    using backbone = await loadBackbone("vgg16", { weights: null, width: 0.0625, inputSize: 32 });
    const { bytes } = exportOnnx(backbone.model);
    expect(() => check(bytes.subarray(0, bytes.length - 40))).toThrow();
  });
});
