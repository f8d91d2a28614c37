import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { saveModel, saveWeights } from "../../lib/models/saving/save-model.ts";
import type { tf } from "../../lib/tensors/tf.ts";
import {
  inputOf,
  nestedNetwork,
  predict,
  relativeDifference,
  SMALL_NAMES,
  smallNetwork,
} from "../lib/models/saving/small-network.ts";
import { kerasPython, runKeras, SKIPPED_WITHOUT_KERAS } from "../python/keras-python.ts";

const root = mkdtempSync(join(tmpdir(), "transferlab-written-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Saves a model in every format and has Keras load and run each, and onnx check what is for it. */
async function compare(network: Parameters<typeof saveModel>[0], model: tf.LayersModel): Promise<void> {
  const folder = mkdtempSync(join(root, "case-"));
  const { values, shape } = inputOf(model);
  const input = join(folder, "input.json");
  writeFileSync(input, JSON.stringify({ shape, values: Array.from(values) }));
  const files = ["a.keras", "b.h5", "c.onnx"].map((file) => join(folder, file));
  for (const file of files) await saveModel(network, file);
  const weights = ["d.weights.h5", "e_weights.h5"].map((file) => join(folder, file));
  for (const file of weights) await saveWeights(model, file);
  const results = await runKeras<{ output?: number[]; checked?: boolean }[]>("predict.py", [
    input,
    ...files,
    ...weights,
  ]);
  const expected = predict(model, values, shape);
  expect(results.filter(({ checked }) => checked === true)).toHaveLength(1);
  const outputs = results.flatMap(({ output }) => (output === undefined ? [] : [output]));
  expect(outputs).toHaveLength(4);
  for (const output of outputs) expect(relativeDifference(output, expected)).toBeLessThan(1e-5);
}

describe.skipIf(kerasPython === undefined)(`files written for Keras (${SKIPPED_WITHOUT_KERAS})`, () => {
  it.each(SMALL_NAMES)("Keras loads %s with its head and computes the same", async (name) => {
    using network = smallNetwork(name);
    await compare(network, network.model);
  });

  it("Keras loads a model that had models inside and computes the same", async () => {
    using nested = nestedNetwork();
    await compare(nested.model, nested.model);
  });
});
