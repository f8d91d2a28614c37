import type { ImageSize } from "../images/image.ts";
import type { PreprocessMode } from "../images/preprocess.ts";
import type { tf } from "../tensors/tf.ts";
import type { Architecture } from "./architectures/architecture.ts";
import type { TrainingRecord } from "./bundled.ts";
import type { ClassIndex } from "./class-index.ts";

/** Where a backbone's weights come from. */
export interface WeightsProvenance {
  /**
   * - `"tiny-imagenet"`: bundled with the package
   * - `"imagenet"`: a file whose md5 is that of a file Keras publishes
   * - `"file"`: any other file
   * - `"random"`: nothing learned; results made with it mean nothing
   */
  readonly source: "tiny-imagenet" | "imagenet" | "file" | "random";
  /** Path of the file; absent for random weights. */
  readonly path?: string;
  readonly md5?: string;
  readonly sha256?: string;
  /** How a bundled model was trained and what it scores. */
  readonly record?: TrainingRecord;
  /** What was done to make the file fit, such as layers matched by order because their names differ. */
  readonly notes?: readonly string[];
}

/** What there is to know about a backbone besides its weights. */
export interface BackboneConfig {
  /** Size in pixels of the images that it takes. */
  readonly inputSize: ImageSize;
  readonly preprocessing: PreprocessMode;
  readonly includeTop: boolean;
  readonly pooling: "avg" | "max" | undefined;
  /** Multiplier of the channels; 1 is the published network. */
  readonly width: number;
  /** Channels of the last feature map, and so values of a pooled feature vector. */
  readonly featureCount: number;
  /** Layer whose output is the last feature map. */
  readonly featureLayer: string;
  /** First layer of the last block: where fine-tuning usually starts. */
  readonly lastBlockLayer: string;
  /** Names of the outputs of the top; absent without top or when the weights come without names. */
  readonly classIndex?: ClassIndex;
  /** `false` for random weights: every output made with them must say so. */
  readonly pretrained: boolean;
  readonly weights: WeightsProvenance;
}

/** A pretrained network: a model of TensorFlow.js and what belongs to it. */
export interface Backbone extends Disposable {
  /** Name of the architecture, such as `"vgg16"`. */
  readonly name: string;
  /** Float32 `[batch, height, width, 3]`, preprocessed, in; belongs to the backbone. */
  readonly model: tf.LayersModel;
  readonly config: BackboneConfig;
  /** Frees every weight. A second call does nothing. Models that share layers with `model` are unusable afterwards. */
  dispose(): void;
}

/** Puts a model and its description together. The backbone owns `model` from now on. */
export function createBackbone(
  architecture: Architecture,
  model: tf.LayersModel,
  config: Omit<
    BackboneConfig,
    "preprocessing" | "featureCount" | "featureLayer" | "lastBlockLayer" | "pretrained"
  >,
): Backbone {
  const { name, preprocessing, featureLayer, lastBlockLayer } = architecture;
  return ownModel(name, model, {
    ...config,
    preprocessing,
    featureLayer,
    lastBlockLayer,
    featureCount: architecture.featureCount(config.width),
    pretrained: config.weights.source !== "random",
  });
}

/** Makes a backbone of a model that is described in full. The backbone owns `model` from now on. */
export function ownModel(name: string, model: tf.LayersModel, config: BackboneConfig): Backbone {
  let disposed = false;
  const dispose = () => {
    if (!disposed) model.dispose();
    disposed = true;
  };
  return { name, model, config, dispose, [Symbol.dispose]: dispose };
}
