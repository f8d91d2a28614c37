import type { tf } from "../../tensors/tf.ts";

/** What of a network trains, in layers that have weights. */
export interface TrainableLayer {
  readonly name: string;
  readonly trains: boolean;
  readonly parameters: number;
  /** Parameters that training moves: without moving statistics, which are updated but not trained. */
  readonly trainableParameters: number;
}

/** What of some models trains: the last lines of Keras's `summary()`, and the layers behind them. */
export interface TrainableState {
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Of frozen layers, and moving statistics of those that train: Keras's "Non-trainable params". */
  readonly nonTrainableParameters: number;
  /** Of frozen layers alone. */
  readonly frozenParameters: number;
  /** One a layer with weights, in order. */
  readonly layers: readonly TrainableLayer[];
  /** The same in a sentence: `"frozen: block1_conv1 to block4_conv3 (7,635,264); trains: block5_conv1 to .."`. */
  readonly text: string;
}

/**
 * Says which layers train, and how many parameters that is.
 *
 * @param models - one model, or a backbone's and its head's; borrowed.
 * @example
 * for (const name of ["block1_conv1", "block1_conv2", "block2_conv1", "block2_conv2"])
 *   vgg.model.getLayer(name).trainable = false;
 * describeTrainable(vgg.model).frozenParameters; // 260160
 * @see Keras `utils/summary_utils.py`, print_summary
 */
export function describeTrainable(models: tf.LayersModel | readonly tf.LayersModel[]): TrainableState {
  const layers = [models]
    .flat()
    .flatMap((model) => model.layers)
    .filter((layer) => layer.weights.length > 0)
    .map(describeLayer);
  const parameters = sum(layers.map((layer) => layer.parameters));
  const trainableParameters = sum(layers.map((layer) => layer.trainableParameters));
  const frozen = layers.filter(({ trains }) => !trains);
  return {
    parameters,
    trainableParameters,
    nonTrainableParameters: parameters - trainableParameters,
    frozenParameters: sum(frozen.map((layer) => layer.parameters)),
    layers,
    text: runsOf(layers).map(describeRun).join("; "),
  };
}

function describeLayer(layer: tf.layers.Layer): TrainableLayer {
  const trainable = layer.trainable ? layer.trainableWeights : [];
  return {
    name: layer.name,
    trains: layer.trainable,
    parameters: sum(layer.weights.map(countValues)),
    trainableParameters: sum(trainable.map(countValues)),
  };
}

/** Layers that follow one another and are in the same state. */
function runsOf(layers: readonly TrainableLayer[]): TrainableLayer[][] {
  const runs: TrainableLayer[][] = [];
  for (const layer of layers) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]!.trains === layer.trains) run.push(layer);
    else runs.push([layer]);
  }
  return runs;
}

function describeRun(run: readonly TrainableLayer[]): string {
  const [first, last] = [run[0]!, run.at(-1)!];
  const names = first === last ? first.name : `${first.name} to ${last.name}`;
  const count = sum(run.map((layer) => (first.trains ? layer.trainableParameters : layer.parameters)));
  return `${first.trains ? "trains" : "frozen"}: ${names} (${count.toLocaleString("en-US")})`;
}

function countValues(weight: tf.LayerVariable): number {
  return weight.shape.reduce<number>((product, side) => product * (side ?? 1), 1);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
