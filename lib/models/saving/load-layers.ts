import { ArgumentError } from "../../errors/argument-error.ts";
import type { ImageSize } from "../../images/image.ts";
import type { PreprocessMode } from "../../images/preprocess.ts";
import type { tf } from "../../tensors/tf.ts";
import { toImageSize } from "../architectures/architecture.ts";
import { readFloat32 } from "../weights/formats/hdf5.ts";
import { type OpenWeightFile, withWeightFile } from "../weights/formats/open.ts";
import { assignWeights } from "../weights/load.ts";
import { WeightFormatError } from "../weights/weight-file-error.ts";
import { LayerConfigError } from "./config/layer-config-error.ts";
import { type ReadNetwork, readConfig } from "./config/read-config.ts";
import { findStoredWeights } from "./find-stored-weights.ts";
import { buildModel, type NetworkGraph } from "./network-graph.ts";
import { recognizeArchitecture } from "./recognize-architecture.ts";

/** A model of a file, and what the file says about it. */
export interface LoadedLayers {
  /** Owned by the caller. */
  readonly model: tf.LayersModel;
  readonly graph: NetworkGraph;
  /** How the file itself prepares decoded pixels; undefined when it does not. */
  readonly preprocessing: PreprocessMode | undefined;
  /** What {@link saveModel} wrote about a backbone, as JSON. */
  readonly description: string | undefined;
  /** What was left out or changed. */
  readonly notes: readonly string[];
}

/**
 * Loads any model from a `.keras` or `.h5` file, such as a head alone, as layers of TensorFlow.js.
 *
 * @param options - `inputSize`: for a model that leaves height and width open.
 * @returns the model, which the caller disposes, and what the file says about it.
 * @throws {@link WeightFormatError}, {@link WeightMismatchError}, {@link ArgumentError} as {@link loadModel}.
 * @example const { model } = await loadLayers("head.keras");
 */
export async function loadLayers(
  path: string,
  { inputSize }: { readonly inputSize?: number | ImageSize | undefined } = {},
): Promise<LoadedLayers> {
  return await withWeightFile(path, (file) => {
    const network = read(file, path);
    const graph = sizeGraph(network.graph, inputSize, path);
    const model = asFormatError(path, () => buildModel(graph));
    try {
      const pairs = findStoredWeights(model, { ...network, stored: file.weights, file: path });
      const precisions = new Set(pairs.map(({ stored }) => stored.precision));
      precisions.delete("float32");
      assignWeights(
        pairs.map(({ variable, stored }) => ({
          variable,
          values: readFloat32(stored.dataset, path, file.library),
        })),
      );
      const converted = [...precisions].map((precision) => `${precision} numbers converted to float32`);
      const { preprocessing, notes } = network;
      const { description } = file.notes;
      return { model, graph, preprocessing, description, notes: [...notes, ...converted] };
    } catch (error) {
      model.dispose();
      throw error;
    }
  });
}

function read({ config, weights }: OpenWeightFile, file: string): ReadNetwork {
  if (config === undefined) {
    throw new WeightFormatError({
      file,
      expected: "a whole model (its configuration and its weights)",
      found: `weights alone (${weights.format})`,
      advice: "load them into a network: loadBackbone(name, { weights: path })",
    });
  }
  return asFormatError(file, () => readConfig(config));
}

/** Puts the name of the file to what is wrong with one of its layers. */
function asFormatError<T>(file: string, compute: () => T): T {
  try {
    return compute();
  } catch (cause) {
    if (cause instanceof LayerConfigError) {
      const { layer, layerClass, expected, found } = cause;
      const facts = { file, layer: `${layer} of class ${layerClass}`, expected, found };
      throw new WeightFormatError(facts, { cause });
    }
    if (
      cause instanceof SyntaxError ||
      cause instanceof TypeError ||
      (cause as Error)?.name === "ValueError"
    ) {
      const found = `one that cannot be built (${(cause as Error).message})`;
      throw new WeightFormatError({ file, expected: "a Keras configuration", found }, { cause });
    }
    throw cause;
  }
}

/** Settles the size of the images where the network leaves it open. */
function sizeGraph(
  graph: NetworkGraph,
  inputSize: number | ImageSize | undefined,
  file: string,
): NetworkGraph {
  const { shape } = graph.input;
  const given = inputSize === undefined ? undefined : toImageSize(inputSize);
  if (shape.length !== 3) {
    if (given === undefined) return graph;
    throw new ArgumentError(
      "inputSize",
      `nothing: ${file} takes no images`,
      `${given.width}x${given.height}`,
    );
  }
  const published = recognizeArchitecture(graph)?.architecture.defaultInputSize;
  const size = given ?? (published === undefined ? undefined : toImageSize(published));
  const sides = [size?.height, size?.width];
  const sized = shape.map((side, axis) => side ?? sides[axis] ?? null);
  if (given !== undefined && (sized[0] !== given.height || sized[1] !== given.width)) {
    const expected = `${shape[1] ?? "any"}x${shape[0] ?? "any"}, which ${file} was made for`;
    throw new ArgumentError("inputSize", expected, `${given.width}x${given.height}`);
  }
  if (sized.includes(null)) {
    throw new ArgumentError("inputSize", `a size: ${file} leaves it open`, "nothing");
  }
  return { ...graph, input: { ...graph.input, shape: sized } };
}
