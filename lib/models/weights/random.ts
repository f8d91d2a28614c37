import { type Random, seededRandom } from "../../random/generator.ts";
import { tf } from "../../tensors/tf.ts";

/**
 * Fills every kernel of a model with seeded random numbers; biases and normalisation are left as built.
 *
 * Uniform in ±√(6 / (fanIn + fanOut)), as Keras starts these networks. Equal seeds give equal weights on every engine.
 *
 * @param model - borrowed; its kernels are overwritten.
 * @example fillRandom(model, seededRandom(1));
 * @see Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html; Keras `initializers/random_initializers.py`
 */
export function fillRandom(model: tf.LayersModel, random: Random = seededRandom(0)): void {
  for (const weight of model.layers.flatMap((layer) => layer.weights)) {
    if (!weight.originalName.endsWith("kernel")) continue;
    const shape = weight.shape as number[];
    const receptive = shape.slice(0, -2).reduce((product, side) => product * side, 1);
    const [fanIn, fanOut] = [receptive * shape.at(-2)!, receptive * shape.at(-1)!];
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    const values = new Float32Array(receptive * shape.at(-2)! * shape.at(-1)!);
    for (let index = 0; index < values.length; index++) values[index] = (2 * random() - 1) * limit;
    const tensor = tf.tensor(values, shape, "float32");
    weight.write(tensor);
    tensor.dispose();
  }
}
