import type { tf } from "../tensors/tf.ts";
import { BatchNormalization } from "./layers/batch-normalization.ts";

/** A layer in a {@link ModelSummary}. */
export interface LayerSummary {
  readonly name: string;
  /** Class of the layer as Keras calls it, such as `"Conv2D"`. */
  readonly type: string;
  /** Shape of the output; `null` stands for any size of batch. */
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Names of the layers that it reads. */
  readonly inputs: readonly string[];
}

/** What `model.summary()` prints in Keras, as rows to be shown as a table. */
export interface ModelSummary {
  readonly name: string;
  /** One a layer, in the order of `model.layers`. */
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Parameters of frozen layers, and moving statistics. */
  readonly nonTrainableParameters: number;
}

/**
 * Lists the layers of a model with their shapes and numbers of parameters.
 *
 * @param model - borrowed.
 * @example summarize(backbone.model).parameters; // 138357544 for VGG16 with top
 * @see Keras `utils/summary_utils.py`, print_summary
 */
export function summarize(model: tf.LayersModel): ModelSummary {
  const layers = model.layers.map(summarizeLayer);
  const parameters = sum(layers.map((layer) => layer.parameters));
  const trainableParameters = sum(layers.map((layer) => layer.trainableParameters));
  const nonTrainableParameters = parameters - trainableParameters;
  return { name: model.name, layers, parameters, trainableParameters, nonTrainableParameters };
}

function summarizeLayer(layer: tf.layers.Layer): LayerSummary {
  const { outputShape } = layer;
  return {
    name: layer.name,
    type: layer instanceof BatchNormalization ? "BatchNormalization" : layer.getClassName(),
    outputShape: (Array.isArray(outputShape[0]) ? outputShape[0] : outputShape) as (number | null)[],
    parameters: sum(layer.weights.map(countValues)),
    trainableParameters: layer.trainable ? sum(layer.trainableWeights.map(countValues)) : 0,
    inputs: (layer.inboundNodes[0]?.inboundLayers ?? []).map((inbound) => inbound.name),
  };
}

function countValues(weight: tf.LayerVariable): number {
  return weight.shape.reduce<number>((product, side) => product * (side ?? 1), 1);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
