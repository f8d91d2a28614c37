import { beforeAll, describe, expect, it } from "vitest";
import { ExportError } from "../../../../../lib/models/export/export-error.ts";
import { exportOnnx } from "../../../../../lib/models/export/onnx.ts";
import { selectEngine } from "../../../../../lib/tensors/engine.ts";
import { tf } from "../../../../../lib/tensors/tf.ts";
import { chain, expectExported, randomModel } from "./export-layers.ts";

type Value = tf.SymbolicTensor;
const { layers } = tf;
const merges = {
  Add: () => layers.add(),
  Average: () => layers.average(),
  Maximum: () => layers.maximum(),
  Minimum: () => layers.minimum(),
  Multiply: () => layers.multiply(),
};

beforeAll(() => selectEngine("onnx"));

describe("merging values in an exported graph", () => {
  it.each(Object.entries(merges))("computes what the layer computes: %s", async (_, create) => {
    const input = tf.input({ shape: [4, 3, 2] });
    const convolved = [1, 2, 3].map((kernelSize) =>
      chain(input, layers.conv2d({ filters: 2, kernelSize, padding: "same" })),
    );
    const weights = chain(
      input,
      layers.globalAveragePooling2d({}),
      layers.reshape({ targetShape: [1, 1, 2] }),
    );
    const outputs = [convolved, convolved.slice(1), [convolved[0]!, weights]];
    await expectExported(
      randomModel(
        input,
        outputs.map((values) => create().apply(values) as Value),
      ),
    );
  });

  it("concatenates along each axis", async () => {
    const input = tf.input({ shape: [4, 4, 4] });
    const values = [input, chain(input, layers.activation({ activation: "tanh" }))];
    const outputs = [1, 2, 3, -1].map((axis) => layers.concatenate({ axis }).apply(values) as Value);
    await expectExported(randomModel(input, outputs));
  });

  it("does not take vectors for maps", () => {
    const input = tf.input({ shape: [4, 4, 4] });
    const pooled = chain(input, layers.globalAveragePooling2d({ name: "pooled" }));
    const merged = layers.multiply({ name: "gate" }).apply([input, pooled]) as Value;
    const exporting = () => exportOnnx(tf.model({ inputs: input, outputs: merged }));
    expect(exporting).toThrow(ExportError);
    expect(exporting).toThrow(
      "layer gate of class Multiply: expected values of one rank, received ranks 4 and 2",
    );
  });
});
