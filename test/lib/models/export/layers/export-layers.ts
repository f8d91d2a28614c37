import { exportOnnx } from "../../../../../lib/models/export/onnx.ts";
import { randomNormal, seededRandom } from "../../../../../lib/random/generator.ts";
import { tf } from "../../../../../lib/tensors/tf.ts";
import { expectSame, operatorsOf, runOnnx } from "../run-onnx.ts";

type Value = tf.SymbolicTensor;

/** Seeded numbers around 0. */
export function normal(shape: readonly number[], seed = 7): tf.Tensor {
  const random = seededRandom(seed);
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => randomNormal(random)),
    [...shape],
  );
}

/** Applies layers one after the other. */
export function chain(input: Value, ...layers: tf.layers.Layer[]): Value {
  return layers.reduce((value, layer) => layer.apply(value) as Value, input);
}

/** Builds a model whose every weight differs from the next; variances stay positive. */
export function randomModel(input: Value, outputs: Value | Value[]): tf.LayersModel {
  const model = tf.model({ inputs: input, outputs });
  model.weights.forEach((weight, index) => {
    const values = normal(weight.shape as number[], index + 1).mul(0.5);
    weight.write(weight.originalName.endsWith("variance") ? values.abs().add(0.5) : values);
  });
  return model;
}

/**
 * Expects the exported graph to compute what the model's own forward pass computes on two images.
 *
 * @returns the operators of the graph.
 */
export async function expectExported(model: tf.LayersModel): Promise<string[]> {
  const shape = [2, ...(model.inputs[0]!.shape.slice(1) as number[])];
  const x = normal(shape);
  const exported = exportOnnx(model);
  const actual = await runOnnx(exported, x.dataSync() as Float32Array, shape);
  const expected = [model.predict(x)].flat() as tf.Tensor[];
  expected.forEach((tensor, index) => {
    expectSame(actual[index]!, tensor);
  });
  return operatorsOf(exported);
}
