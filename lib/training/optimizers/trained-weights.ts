import { ArgumentError } from "../../errors/argument-error.ts";
import type { tf } from "../../tensors/tf.ts";
import { type LayerPlan, variableOf } from "../layer-plan.ts";

/** Factors of the learning rate by name of a layer, or of one weight as `layer/weight`. What is not named has 1. */
export type RateFactors = Readonly<Record<string, number>>;

/** A weight that an optimizer moves. */
export interface TrainedWeight {
  /** Layer and weight, such as `block5_conv1/kernel`. */
  readonly key: string;
  readonly variable: tf.Variable;
  /** Factor of the learning rate, at least 0; 0 keeps the weight where it is. */
  readonly rateFactor: number;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

/**
 * Lists the weights that training may move: those of trainable layers, in the plan's order.
 *
 * Weight decay applies to kernels, not to biases and BatchNormalization's gamma and beta, unless `decayAll`.
 *
 * @throws {@link ArgumentError} when nothing trains, or a factor is negative or names nothing that trains.
 */
export function trainedWeights(
  plan: LayerPlan,
  {
    rateFactors = {},
    decayAll = false,
  }: { rateFactors?: RateFactors | undefined; decayAll?: boolean | undefined } = {},
): TrainedWeight[] {
  const unused = new Set(Object.keys(rateFactors));
  const weights = plan.steps.flatMap(({ layer }) => {
    if (!layer.trainable) return [];
    return layer.trainableWeights.map((weight): TrainedWeight => {
      const key = `${layer.name}/${weightName(weight)}`;
      for (const name of [layer.name, key]) unused.delete(name);
      const variable = variableOf(weight);
      const rateFactor = rateFactors[key] ?? rateFactors[layer.name] ?? 1;
      return { key, variable, rateFactor, decays: decayAll || variable.rank > 1 };
    });
  });
  if (weights.length === 0) {
    throw new ArgumentError(
      "layers",
      "at least one that trains; set layer.trainable, or unfreeze from a lower layer",
      "none",
    );
  }
  for (const [name, factor] of Object.entries(rateFactors)) {
    if (!(factor >= 0 && Number.isFinite(factor)))
      throw new ArgumentError(`rateFactors["${name}"]`, "a finite number of at least 0", factor);
  }
  if (unused.size > 0) {
    const known = plan.steps.filter(({ layer }) => layer.trainable && layer.trainableWeights.length > 0);
    throw new ArgumentError(
      "rateFactors",
      `names of layers that train, from ${known[0]!.layer.name} to ${known.at(-1)!.layer.name}`,
      `"${[...unused][0]}"`,
    );
  }
  return weights;
}

/** Name of a weight within its layer, such as `kernel`. */
export function weightName(weight: { readonly originalName: string }): string {
  return weight.originalName.split("/").at(-1)!;
}
