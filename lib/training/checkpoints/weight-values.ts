import { tf } from "../../tensors/tf.ts";
import { type LayerPlan, variableOf } from "../layer-plan.ts";

/** Returns the variables of layers that train, moving statistics included: all that training can change. */
export function movingVariables(plan: LayerPlan): tf.Variable[] {
  return variablesOf(plan, true);
}

/** Returns the variables of layers that do not train. */
export function frozenVariables(plan: LayerPlan): tf.Variable[] {
  return variablesOf(plan, false);
}

/** Copies the values of variables. */
export function copyValues(variables: readonly tf.Variable[]): Float32Array[] {
  return variables.map((variable) => (variable.dataSync() as Float32Array).slice());
}

/** Gives variables copies of the values, in order. */
export function putValues(variables: readonly tf.Variable[], values: readonly Float32Array[]): void {
  variables.forEach((variable, index) => {
    const tensor = tf.tensor(values[index]!.slice(), variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  });
}

function variablesOf({ steps }: LayerPlan, trainable: boolean): tf.Variable[] {
  return steps.flatMap(({ layer }) => (layer.trainable === trainable ? layer.weights.map(variableOf) : []));
}
