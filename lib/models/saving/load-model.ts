import { ArgumentError } from "../../errors/argument-error.ts";
import type { ImageSize } from "../../images/image.ts";
import type { PreprocessMode } from "../../images/preprocess.ts";
import type { tf } from "../../tensors/tf.ts";
import { type Backbone, type BackboneConfig, ownModel } from "../backbone.ts";
import { fingerprintFile } from "../weights/fingerprint.ts";
import { WeightFormatError } from "../weights/weight-file-error.ts";
import { toClassIndex } from "./attach-head.ts";
import { type Description, parseDescription } from "./description.ts";
import { type LoadedLayers, loadLayers } from "./load-layers.ts";
import { type RecognizedArchitecture, recognizeArchitecture } from "./recognize-architecture.ts";

/** Options of {@link loadModel}. */
export interface LoadModelOptions {
  /** One a class, in the order of the outputs. @defaultValue those in the file; none in files that Keras wrote */
  readonly classNames?: readonly string[] | undefined;
  /**
   * How the network wants its pixels. @defaultValue what the file says or does itself, else that of the published
   * network that it contains
   */
  readonly preprocessing?: PreprocessMode | undefined;
  /**
   * Height and width in pixels, for a network that leaves them open; a number stands for a square.
   * @defaultValue those of the network, else those that it was published with
   */
  readonly inputSize?: number | ImageSize | undefined;
}

/**
 * Loads a network whole from a `.keras` or `.h5` file: one that {@link saveModel} wrote, or one that Keras saved.
 *
 * Models that Keras saved may be Functional or Sequential, with models inside (`base_model(inputs)`), of the layers that
 * {@link saveModel} writes. Layers that only act in training, such as `RandomFlip`, are left out;
 * `preprocess_input` or `Rescaling` in front of the network becomes the network's preprocessing. What was left out or
 * changed is in `config.weights.notes`. Optimizers are not read.
 *
 * @returns a network that the caller disposes: it classifies, extracts features, trains on and exports like any backbone.
 * @throws {@link WeightFormatError} for a missing, cut, damaged or foreign file, weights alone, and a layer that is not
 *   supported; {@link WeightMismatchError} when weights do not fit the configuration; {@link ArgumentError} for options
 *   that do not fit, and for a network whose preprocessing nothing tells.
 * @example
 * using network = await loadModel("flowers.keras");
 * const [photo] = await classify(network, ["photo.jpg"]);
 */
export async function loadModel(path: string, options: LoadModelOptions = {}): Promise<Backbone> {
  const loaded = await loadLayers(path, { inputSize: options.inputSize });
  try {
    const description = parseDescription(loaded.description);
    const recognized = recognizeArchitecture(loaded.graph);
    const sums = await fingerprintFile(path);
    const { origin } = description ?? {};
    const notes = [...(origin?.notes ?? []), ...loaded.notes];
    const source = origin?.source === "random" ? "random" : "file";
    const name = description?.name ?? recognized?.architecture.name ?? loaded.model.name;
    return ownModel(name, loaded.model, {
      ...(description?.config ?? describeForeign(loaded, recognized)),
      ...sizeOf(loaded.model, path),
      preprocessing: findPreprocessing(path, { options, loaded, description, recognized }),
      ...(options.classNames && { classIndex: toClassIndex(options.classNames, loaded.model) }),
      weights: { source, path, ...sums, notes },
    });
  } catch (error) {
    loaded.model.dispose();
    throw error;
  }
}

/** What can be told of a network that this library did not save. */
function describeForeign(
  { model, graph }: LoadedLayers,
  recognized: RecognizedArchitecture | undefined,
): Omit<BackboneConfig, "weights" | "preprocessing" | "inputSize"> {
  const isMap = (layer: tf.layers.Layer) => layer.outputShape.length === 4;
  const maps = model.layers.slice(1).filter(isMap);
  const kernels = graph.layers.filter(({ type }) => type === "Conv2D" || type === "DepthwiseConv2D");
  const featureLayer = recognized?.featureLayer ?? maps.at(-1)?.name ?? graph.output;
  const ends = graph.layers.at(-1);
  return {
    includeTop: ends?.type === "Dense" || ends?.type === "Softmax" || ends?.type === "Activation",
    pooling: undefined,
    width: recognized?.width ?? 1,
    featureCount: (model.getLayer(featureLayer).outputShape as number[]).at(-1)!,
    featureLayer,
    lastBlockLayer: recognized?.lastBlockLayer ?? kernels.at(-1)?.name ?? graph.layers[0]!.name,
    pretrained: true,
  };
}

function sizeOf(model: tf.LayersModel, file: string): Pick<BackboneConfig, "inputSize"> {
  const [, height, width, channels] = model.inputs[0]!.shape;
  if (model.inputs[0]!.shape.length !== 4 || channels !== 3) {
    const found = `one of inputs [${model.inputs[0]!.shape.slice(1).join(", ")}]`;
    const advice = "read it with loadLayers";
    throw new WeightFormatError({ file, expected: "a network of images [height, width, 3]", found, advice });
  }
  return { inputSize: { width: width!, height: height! } };
}

function findPreprocessing(
  file: string,
  sources: {
    readonly options: LoadModelOptions;
    readonly loaded: LoadedLayers;
    readonly description: Description | undefined;
    readonly recognized: RecognizedArchitecture | undefined;
  },
): PreprocessMode {
  const { options, loaded, description, recognized } = sources;
  const inFile = loaded.preprocessing;
  if (inFile !== undefined && options.preprocessing !== undefined && options.preprocessing !== inFile) {
    throw new ArgumentError("preprocessing", `"${inFile}", which ${file} does itself`, options.preprocessing);
  }
  const found =
    inFile ??
    options.preprocessing ??
    description?.config.preprocessing ??
    recognized?.architecture.preprocessing;
  if (found !== undefined) return found;
  const expected = `"caffe", "tf" or "torch" (${file} does not say how it wants its pixels)`;
  throw new ArgumentError("preprocessing", expected, "nothing");
}
