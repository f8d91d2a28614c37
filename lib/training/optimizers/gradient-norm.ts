import { tf } from "../../tensors/tf.ts";
import { sharedValues } from "./live-values.ts";

/**
 * Returns the L2 norm of all gradients together.
 *
 * @see Keras `optimizers/base_optimizer.py`, global_norm; Pascanu et al. 2012, https://arxiv.org/abs/1211.5063
 */
export function gradientNorm(gradients: readonly (tf.Tensor | undefined)[]): number {
  let squares = 0;
  for (const gradient of gradients) if (gradient !== undefined) squares += sumOfSquares(gradient);
  return Math.sqrt(squares);
}

function sumOfSquares(gradient: tf.Tensor): number {
  const values = sharedValues(gradient);
  if (values === undefined) return tf.tidy(() => gradient.square().sum().arraySync() as number);
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += values[index]! * values[index]!;
  return squares;
}
