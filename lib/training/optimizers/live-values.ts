import { tf } from "../../tensors/tf.ts";

interface StoredValues {
  readonly values: unknown;
  readonly refCount: number;
}

/**
 * Returns the array that a float32 tensor reads from, shared with it; `undefined` where the engine keeps tensors outside
 * this process.
 */
export function sharedValues(tensor: tf.Tensor): Float32Array | undefined {
  const values = storedValues(tensor)?.values;
  return values instanceof Float32Array && tensor.dtype === "float32" ? values : undefined;
}

/** Gives a variable an array of its own with the same values, and returns that array. */
export function ownArray(variable: tf.Variable, values: Float32Array): Float32Array {
  const own = values.slice();
  const tensor = tf.tensor(own, variable.shape);
  variable.assign(tensor);
  tensor.dispose();
  return own;
}

/** Tells whether a variable is the only tensor that reads from `own`. */
export function readsAlone(variable: tf.Variable, own: Float32Array | undefined): boolean {
  const stored = storedValues(variable);
  return own !== undefined && stored?.values === own && stored.refCount === 1;
}

/** What the CPU backend, and engines made of it, know of a tensor. */
function storedValues(tensor: tf.Tensor): StoredValues | undefined {
  const { data } = tf.backend() as { data?: { get(dataId: object): StoredValues } };
  return data?.get(tensor.dataId);
}
