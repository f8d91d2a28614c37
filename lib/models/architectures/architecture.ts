import { ArgumentError } from "../../errors/argument-error.ts";
import type { ImageSize } from "../../images/image.ts";
import type { PreprocessMode } from "../../images/preprocess.ts";
import type { tf } from "../../tensors/tf.ts";

/** How one of the networks is built. Names and meanings as in Keras, camelCased. */
export interface ArchitectureOptions {
  /** Height and width of the images in pixels; a number stands for a square. At least 32 each, for InceptionV3 75. */
  readonly inputSize: number | ImageSize;
  /** Whether the network ends in its own classifier. @defaultValue true */
  readonly includeTop?: boolean;
  /** Without top: pools the last feature map to one vector an image. Without it the feature map is the output. */
  readonly pooling?: "avg" | "max";
  /** Classes of the top. @defaultValue 1000 */
  readonly classes?: number;
  /** Multiplies every number of channels (rounded down). @defaultValue 1 */
  readonly width?: number;
  /** Activation of the top; `"linear"` gives logits. @defaultValue "softmax" */
  readonly classifierActivation?: "softmax" | "linear";
  /** VGG with its top only: units of `fc1` and `fc2`. @defaultValue 4096 times `width`, rounded down */
  readonly topUnits?: number;
}

/** A network as data: what it is called, what it needs, and how to build it. */
export interface Architecture {
  readonly name: string;
  /** Side in pixels of the images it was published with. */
  readonly defaultInputSize: number;
  /** Smallest height and width, in pixels, of an image that leaves a feature map. */
  readonly smallestInputSize: number;
  readonly preprocessing: PreprocessMode;
  /** Layer whose output is the last feature map. */
  readonly featureLayer: string;
  /** First layer of the last block: where fine-tuning usually starts. */
  readonly lastBlockLayer: string;
  /** Layers of the top that have weights. */
  readonly topLayers: readonly string[];
  /** Channels of the feature map at this width. */
  featureCount(width: number): number;
  /**
   * Builds the network with zero kernels and biases, gammas and moving variances 1: to be filled with weights.
   *
   * @returns a model that the caller owns.
   */
  build(options: ArchitectureOptions): tf.LayersModel;
}

/** {@link ArchitectureOptions} with every default filled in and every value checked. */
export interface CheckedOptions {
  readonly inputShape: [height: number, width: number, channels: 3];
  readonly includeTop: boolean;
  readonly pooling: "avg" | "max" | undefined;
  readonly classes: number;
  readonly width: number;
  readonly classifierActivation: "softmax" | "linear";
  readonly topUnits: number;
}

/** What of the options an architecture allows. */
export interface OptionLimits {
  /** Of an image, in pixels: {@link Architecture.smallestInputSize}. */
  readonly smallestSide: number;
  /** Whether the top has layers whose units may be chosen. @defaultValue false */
  readonly hasTopUnits?: boolean;
}

/**
 * Fills in the defaults of {@link ArchitectureOptions} and checks them.
 *
 * @throws {@link ArgumentError} for a smaller side, `pooling` together with a top, `topUnits` where there are none, or a
 *   number that is not positive.
 */
export function checkOptions(options: ArchitectureOptions, limits: OptionLimits): CheckedOptions {
  const { smallestSide, hasTopUnits = false } = limits;
  const { includeTop = true, pooling, classes = 1000, width = 1, classifierActivation = "softmax" } = options;
  const size = toImageSize(options.inputSize);
  for (const side of ["height", "width"] as const) {
    if (!(Number.isInteger(size[side]) && size[side] >= smallestSide)) {
      const expected = `an integer of at least ${smallestSide} pixels`;
      throw new ArgumentError(`${side} of inputSize`, expected, size[side]);
    }
  }
  if (!(Number.isFinite(width) && width > 0)) throw new ArgumentError("width", "a positive number", width);
  if (pooling !== undefined && pooling !== "avg" && pooling !== "max") {
    throw new ArgumentError("pooling", `"avg", "max" or nothing`, pooling);
  }
  if (includeTop && pooling !== undefined) {
    throw new ArgumentError("pooling", "nothing when includeTop is true (or set includeTop: false)", pooling);
  }
  if (classifierActivation !== "softmax" && classifierActivation !== "linear") {
    throw new ArgumentError("classifierActivation", `"softmax" or "linear"`, classifierActivation);
  }
  if (options.topUnits !== undefined && !(includeTop && hasTopUnits)) {
    throw new ArgumentError("topUnits", "nothing but for VGG with its top", options.topUnits);
  }
  const topUnits = options.topUnits ?? scaleChannels(4096, width);
  for (const [name, count] of Object.entries({ classes, topUnits })) {
    if (!(Number.isInteger(count) && count > 0)) throw new ArgumentError(name, "a positive integer", count);
  }
  const inputShape: CheckedOptions["inputShape"] = [size.height, size.width, 3];
  return { inputShape, includeTop, pooling, classes, width, classifierActivation, topUnits };
}

/** Turns the side of a square into a size. */
export function toImageSize(size: number | ImageSize): ImageSize {
  return typeof size === "number"
    ? { width: size, height: size }
    : { width: size.width, height: size.height };
}

/** Number of channels at a width: rounded down, at least 1. */
export function scaleChannels(channels: number, width: number): number {
  return Math.max(1, Math.floor(channels * width));
}
