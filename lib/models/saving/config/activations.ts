import { LayerConfigError } from "./layer-config-error.ts";

/**
 * Activations that compute the same in TensorFlow.js and Keras, by their names there. `hard_sigmoid` does not: Keras 3
 * changed its slope.
 */
const KERAS_NAMES: Readonly<Record<string, string>> = {
  linear: "linear",
  relu: "relu",
  relu6: "relu6",
  elu: "elu",
  selu: "selu",
  sigmoid: "sigmoid",
  softmax: "softmax",
  softplus: "softplus",
  softsign: "softsign",
  swish: "swish",
  tanh: "tanh",
};

/** @throws {@link LayerConfigError} for an activation that Keras does not have alike. */
export function toKerasActivation(name: unknown, layer: string, type: string): string {
  const plain = name ?? "linear";
  const found =
    typeof plain === "string" && Object.hasOwn(KERAS_NAMES, plain) ? KERAS_NAMES[plain] : undefined;
  if (found !== undefined) return found;
  throw new LayerConfigError(layer, type, `an activation of ${shown()}`, JSON.stringify(name));
}

/**
 * @param value - a name, or the record that Keras writes for a registered function.
 * @throws {@link LayerConfigError} for an activation that TensorFlow.js does not have alike.
 */
export function toTfjsActivation(value: unknown, layer: string, type: string): string {
  const name = nameOf(value) === "silu" ? "swish" : nameOf(value);
  const found = Object.entries(KERAS_NAMES).find(([, keras]) => name === keras);
  if (found !== undefined) return found[0];
  throw new LayerConfigError(layer, type, `an activation of ${shown()}`, JSON.stringify(value));
}

function nameOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { config, class_name: className } = value as { config?: unknown; class_name?: unknown };
  return typeof config === "string" ? config : String(className).toLowerCase();
}

function shown(): string {
  return Object.values(KERAS_NAMES).join(", ");
}
