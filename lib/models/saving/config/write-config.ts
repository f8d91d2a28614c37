import type { tf } from "../../../tensors/tf.ts";
import type { GraphLayer, NetworkGraph } from "../network-graph.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Writes a network as Keras 2 does (`model_config` of an `.h5` file); Keras 3 reads it too.
 *
 * @see Keras 2.15 `src/engine/functional.py`, get_network_config
 */
export function toLegacyConfig({ name, input, layers, output }: NetworkGraph): Json {
  const inputLayer = {
    class_name: "InputLayer",
    name: input.name,
    config: { batch_input_shape: [null, ...input.shape], dtype: "float32", sparse: false, name: input.name },
    inbound_nodes: [],
  };
  const others = layers.map((layer) => ({
    class_name: layer.type,
    name: layer.name,
    config: settingsOf(layer),
    inbound_nodes: [layer.inputs.map((from) => [from, 0, 0, {}])],
  }));
  const config = {
    name,
    trainable: true,
    layers: [inputLayer, ...others],
    input_layers: [[input.name, 0, 0]],
    output_layers: [[output, 0, 0]],
  };
  return { class_name: "Functional", config };
}

/**
 * Writes a network as Keras 3 does (`config.json` of a `.keras` file).
 *
 * @param model - built from the graph: for the shapes between layers.
 * @see Keras `models/functional.py`, get_config; `saving/serialization_lib.py`
 */
export function toKeras3Config({ name, input, layers, output }: NetworkGraph, model: tf.LayersModel): Json {
  const tensor = (from: string) => {
    const shape = from === input.name ? [null, ...input.shape] : model.getLayer(from).outputShape;
    return {
      class_name: "__keras_tensor__",
      config: { shape, dtype: "float32", keras_history: [from, 0, 0] },
    };
  };
  const inputLayer = {
    module: "keras.layers",
    class_name: "InputLayer",
    config: { batch_shape: [null, ...input.shape], dtype: "float32", sparse: false, name: input.name },
    registered_name: null,
    name: input.name,
    inbound_nodes: [],
  };
  const others = layers.map((layer) => ({
    module: "keras.layers",
    class_name: layer.type,
    config: settingsOf(layer),
    registered_name: null,
    name: layer.name,
    inbound_nodes: [
      { args: MERGES.has(layer.type) ? [layer.inputs.map(tensor)] : layer.inputs.map(tensor), kwargs: {} },
    ],
  }));
  const config = {
    name,
    trainable: true,
    layers: [inputLayer, ...others],
    // Not in a list: Keras 3 would make `model.output` a list of one.
    input_layers: [input.name, 0, 0],
    output_layers: [output, 0, 0],
  };
  const module = "keras.src.models.functional";
  return { module, class_name: "Functional", config, registered_name: "Functional" };
}

/** Classes that are called with a list. */
const MERGES: ReadonlySet<string> = new Set(["Add", "Concatenate"]);

function settingsOf({ name, trainable, config }: GraphLayer): Json {
  return { name, trainable, dtype: "float32", ...config };
}
