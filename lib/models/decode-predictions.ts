import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { tf } from "../tensors/tf.ts";
import { type ClassIndex, type ClassLabel, uniqueNames } from "./class-index.ts";

/** A class that a classifier gave an image, and how sure it was. */
export interface Prediction extends ClassLabel {
  /** The name, and the id behind it where another class has the same name: `"crane (n02012849)"`. */
  readonly label: string;
  /** Place of the class in the classifier's output. */
  readonly index: number;
  /** In [0, 1]. */
  readonly probability: number;
}

/**
 * Turns a classifier's output into named classes, the most probable first.
 *
 * Names are not unique: tell classes apart by `label`, `id` or `index`. Of equal probabilities the lower index comes first.
 *
 * @param probabilities - `[image, class]`, a tensor (borrowed) or a matrix.
 * @param classIndex - one label a class, in the order of the outputs.
 * @param options - `top`: how many classes an image, at most as many as there are. @defaultValue 5
 * @returns one list an image, in order.
 * @throws {@link ShapeError} when `probabilities` is not `[_, classes]`; {@link ArgumentError} for a bad `top` or a
 *   probability that is not a number.
 * @example decodePredictions(model.predict(batch), backbone.config.classIndex)[0][0].name; // "goldfish"
 * @see Keras `applications/imagenet_utils.py`, decode_predictions
 */
export function decodePredictions(
  probabilities: tf.Tensor | Matrix,
  classIndex: ClassIndex,
  { top = 5 }: { readonly top?: number } = {},
): Prediction[][] {
  const classes = classIndex.length;
  if (!(Number.isInteger(top) && top > 0)) throw new ArgumentError("top", "a positive integer", top);
  const shape =
    probabilities instanceof tf.Tensor ? probabilities.shape : [probabilities.rows, probabilities.columns];
  if (shape.length !== 2 || shape[1] !== classes) {
    throw new ShapeError("probabilities", `[images, ${classes}]`, shape);
  }
  const labels = uniqueNames(classIndex);
  const values = probabilities instanceof tf.Tensor ? probabilities.dataSync() : probabilities.values;
  return Array.from({ length: shape[0]! }, (_, row) => {
    const ofImage = values.subarray(row * classes, (row + 1) * classes);
    const bad = ofImage.findIndex((value) => Number.isNaN(value));
    if (bad >= 0) throw new ArgumentError(`probabilities[${row}, ${bad}]`, "a number", Number.NaN);
    const order = Array.from(ofImage.keys()).sort((a, b) => ofImage[b]! - ofImage[a]! || a - b);
    return order.slice(0, top).map((index) => ({
      ...classIndex[index]!,
      label: labels[index]!,
      index,
      probability: ofImage[index]!,
    }));
  });
}
