import type { TableBundle } from "../tables/result-table.ts";
import { type ShownValue, showAs } from "../tables/shown-value.ts";
import { tf } from "../tensors/tf.ts";
import { BatchNormalization } from "./layers/batch-normalization.ts";
import { countMacs } from "./summary/count-macs.ts";
import { summaryHtml, summaryText } from "./summary/summary-table.ts";

/** A layer in a {@link ModelSummary}. */
export interface LayerSummary {
  readonly name: string;
  /** Class of the layer as Keras calls it, such as `"Conv2D"`. */
  readonly type: string;
  /** Shape of the output; `null` stands for any size of batch. */
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Whether the layer is not frozen; a layer without parameters may be either. */
  readonly trainable: boolean;
  /** Multiply-accumulate operations for one image; NaN where a size is open or the layer's kind is not known here. */
  readonly macs: number;
  /** Names of the layers that it reads. */
  readonly inputs: readonly string[];
}

/** What `model.summary()` prints in Keras, as data. */
export interface SummaryFacts {
  readonly name: string;
  /** One a layer, in the order of `model.layers`. */
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Parameters of frozen layers, and moving statistics. */
  readonly nonTrainableParameters: number;
  /** Multiply-accumulate operations for one image; NaN where those of a layer are not known. */
  readonly macs: number;
}

/** A summary that a notebook shows as a table. */
export type ModelSummary = ShownValue<SummaryFacts, TableBundle>;

/**
 * Lists the layers of a model with their shapes, numbers of parameters and operations.
 *
 * A model inside the model is one layer, and a layer that is called twice counts its operations twice.
 *
 * @param model - borrowed.
 * @example
 * summarize(backbone.model).parameters; // 138357544 for VGG16 with top
 * summarize(backbone.model) // as the last line of a cell: the table of model.summary()
 * @see Keras `utils/summary_utils.py`, print_summary
 */
export function summarize(model: tf.LayersModel): ModelSummary {
  const layers = model.layers.map((layer) => summarizeLayer(layer, model));
  // By variable: layers may share them.
  const parameters = sum([...new Set(model.weights)].map(countValues));
  const trainable = new Set(model.trainable ? model.layers.flatMap(trainableWeightsOf) : []);
  const trainableParameters = sum([...trainable].map(countValues));
  return withDisplay({
    name: model.name,
    layers,
    parameters,
    trainableParameters,
    nonTrainableParameters: parameters - trainableParameters,
    macs: sum(layers.map(({ macs }) => macs)),
  });
}

function withDisplay(facts: SummaryFacts): ModelSummary {
  return showAs(facts, () => ({ "text/html": summaryHtml(facts), "text/plain": summaryText(facts) }));
}

function summarizeLayer(layer: tf.layers.Layer, model: tf.LayersModel): LayerSummary {
  const calls = callsOf(layer, model);
  const outputShape = firstShape(calls[0]?.outputShapes ?? layer.outputShape);
  return {
    name: layer.name,
    type: layer instanceof BatchNormalization ? "BatchNormalization" : layer.getClassName(),
    outputShape,
    parameters: sum(layer.weights.map(countValues)),
    trainableParameters: sum(trainableWeightsOf(layer).map(countValues)),
    trainable: layer.trainable ?? true,
    macs: layer instanceof tf.LayersModel ? calls.length * summarize(layer).macs : sum(calls.map(macsOf)),
    inputs: calls.flatMap((call) => call.inboundLayers.map((inbound) => inbound.name)),
  };
  function macsOf(call: Call): number {
    const input = call.inboundLayers.length === 0 ? [] : firstShape(call.inputShapes);
    return countMacs(layer, input, firstShape(call.outputShapes));
  }
}

type Call = tf.layers.Layer["inboundNodes"][number];

/** The calls of a layer that belong to this model; models may share layers. */
function callsOf(layer: tf.layers.Layer, model: tf.LayersModel): Call[] {
  const calls = layer.inboundNodes.filter((_, index) =>
    model.containerNodes.has(`${layer.name}_ib-${index}`),
  );
  // A sequential model keeps its nodes in a model of its own.
  return calls.length > 0 ? calls : layer.inboundNodes.slice(0, 1);
}

function firstShape(shapes: tf.Shape | tf.Shape[]): (number | null)[] {
  return (Array.isArray(shapes[0]) ? shapes[0] : shapes) as (number | null)[];
}

function trainableWeightsOf(layer: tf.layers.Layer): tf.LayerVariable[] {
  return layer.trainable ? layer.trainableWeights : [];
}

function countValues(weight: tf.LayerVariable): number {
  return weight.shape.reduce<number>((product, side) => product * (side ?? 1), 1);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
