import { ArgumentError } from "../../errors/argument-error.ts";
import { tf } from "../../tensors/tf.ts";
import { type LayerPlan, runPlan } from "../../training/layer-plan.ts";

/**
 * Runs a plan that ends in a classifier up to its logits: what its softmax is taken of.
 *
 * @param input - `[batch, ...shape]`, borrowed. Call inside a tidy.
 * @returns `[batch, class]`.
 * @throws {@link ArgumentError} when the plan does not end in one.
 */
export function runLogits(plan: LayerPlan, input: tf.Tensor): tf.Tensor2D {
  const last = plan.steps.at(-1);
  const before = { steps: plan.steps.slice(0, -1) };
  const kind = last?.layer.getClassName();
  const activation = (last?.layer.getConfig() as { activation?: string } | undefined)?.activation;
  if (kind === "Softmax" || (kind === "Activation" && activation === "softmax")) {
    return runPlan(before, input, { training: false }) as tf.Tensor2D;
  }
  if (kind === "Dense" && activation === "linear") {
    return runPlan(plan, input, { training: false }) as tf.Tensor2D;
  }
  if (kind === "Dense" && activation === "softmax") {
    const [kernel, bias] = last!.layer.getWeights() as [tf.Tensor2D, tf.Tensor1D | undefined];
    const hidden = runPlan(before, input, { training: false }) as tf.Tensor2D;
    const product = tf.matMul(hidden, kernel) as tf.Tensor2D;
    return bias === undefined ? product : (tf.add(product, bias) as tf.Tensor2D);
  }
  throw new ArgumentError(
    "backbone",
    "a network that ends in a classifier (includeTop: true, or a head)",
    last === undefined ? "one without layers" : `one that ends in ${last.layer.name} (${kind})`,
  );
}

/** Softmax of one row of logits. */
export function softmaxOf(logits: Float32Array): Float32Array {
  const peak = logits.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
  const powers = logits.map((value) => Math.exp(value - peak));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}
