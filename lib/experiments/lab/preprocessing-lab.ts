import { ArgumentError } from "../../errors/argument-error.ts";
import { createTrunk } from "../../features/trunk.ts";
import { decodeImage } from "../../images/decode.ts";
import type { ResizeFilter } from "../../images/filters.ts";
import { createImage, type Image } from "../../images/image.ts";
import { PREPROCESS_RECIPES, type PreprocessMode } from "../../images/preprocess.ts";
import { type ResizeOptions, resizeImage } from "../../images/resize.ts";
import { matrix } from "../../matrix/matrix.ts";
import type { Backbone } from "../../models/backbone.ts";
import { decodePredictions, type Prediction } from "../../models/decode-predictions.ts";

export interface PreprocessingLabOptions {
  /** Ways of scaling. @defaultValue all three */
  readonly modes?: readonly PreprocessMode[] | undefined;
  /** Order in which the colours reach the preprocessing; `"bgr"` is the mistake. @defaultValue both */
  readonly channelOrders?: readonly ChannelOrder[] | undefined;
  /** @defaultValue nearest, bilinear and bicubic */
  readonly filters?: readonly ResizeFilter[] | undefined;
  /** @defaultValue squash and crop */
  readonly fits?: readonly NonNullable<ResizeOptions["fit"]>[] | undefined;
  /**
   * What the photo shows: an id (`"n02107142"`) or a name of the networks' classes.
   * @defaultValue each network's answer with its own preprocessing, bilinear and squashed
   */
  readonly truth?: string | undefined;
}

/** Red first, as images are decoded, or blue first, as OpenCV reads them. */
export type ChannelOrder = "rgb" | "bgr";

/** What one network makes of the photo prepared in one way. */
export interface PreprocessingTrial {
  readonly network: string;
  readonly mode: PreprocessMode;
  readonly channelOrder: ChannelOrder;
  readonly filter: ResizeFilter;
  readonly fit: NonNullable<ResizeOptions["fit"]>;
  /** Whether mode and order are those that the network was trained with. */
  readonly asTrained: boolean;
  /** Class whose probability is followed. */
  readonly truth: Prediction;
  /** Five most probable classes. */
  readonly predictions: readonly Prediction[];
  readonly pretrained: boolean;
}

/**
 * Prepares one photo in every way, right and wrong, and asks every network: what a wrong channel order, scale or resize
 * costs.
 *
 * @param backbones - loaded with their tops and class names; borrowed.
 * @param photo - path of a file, or a decoded image of any size.
 * @returns one trial a network, mode, order, filter and fit, in this order of nesting.
 * @throws {@link ArgumentError} when a network has no named classes, or none of them is `truth`.
 * @example
 * const trials = await preprocessingLab([vgg, resnet], "dog.jpg", { truth: "n02107142" });
 * trials.filter(({ channelOrder }) => channelOrder === "bgr").map(({ truth }) => truth.probability);
 */
export async function preprocessingLab(
  backbones: readonly Backbone[],
  photo: string | Image,
  options: PreprocessingLabOptions = {},
): Promise<PreprocessingTrial[]> {
  const { truth } = options;
  const image = typeof photo === "string" ? await decodeImage(photo) : photo;
  const trials: PreprocessingTrial[] = [];
  for (const backbone of backbones) {
    requireNamedClasses(backbone);
    const classIndex = truth === undefined ? await mostProbable(backbone, image) : findClass(backbone, truth);
    trials.push(...(await tryAll(backbone, image, classIndex, options)));
  }
  return trials;
}

async function tryAll(
  backbone: Backbone,
  image: Image,
  classIndex: number,
  options: PreprocessingLabOptions,
): Promise<PreprocessingTrial[]> {
  const {
    modes = Object.keys(PREPROCESS_RECIPES) as PreprocessMode[],
    channelOrders = ["rgb", "bgr"],
    filters = ["nearest", "bilinear", "bicubic"],
    fits = ["squash", "crop"],
  } = options;
  const trials: PreprocessingTrial[] = [];
  for (const mode of modes) {
    const prepared = channelOrders.flatMap((channelOrder) =>
      filters.flatMap((filter) =>
        fits.map((fit) => {
          const resized = resizeImage(image, { ...backbone.config.inputSize, filter, fit });
          return {
            channelOrder,
            filter,
            fit,
            image: channelOrder === "bgr" ? swapRedAndBlue(resized) : resized,
          };
        }),
      ),
    );
    const rows = await classifyPrepared(
      backbone,
      mode,
      prepared.map((one) => one.image),
    );
    prepared.forEach(({ channelOrder, filter, fit }, index) => {
      const ranked = rows[index]!;
      trials.push({
        network: backbone.name,
        mode,
        channelOrder,
        filter,
        fit,
        asTrained: mode === backbone.config.preprocessing && channelOrder === "rgb",
        truth: ranked.find((prediction) => prediction.index === classIndex)!,
        predictions: ranked.slice(0, 5),
        pretrained: backbone.config.pretrained,
      });
    });
  }
  return trials;
}

/** All classes of each image, most probable first, under a preprocessing that need not be the network's own. */
async function classifyPrepared(
  backbone: Backbone,
  preprocessing: PreprocessMode,
  images: readonly Image[],
): Promise<Prediction[][]> {
  const trunk = await createTrunk(backbone, { preprocessing });
  try {
    const classIndex = backbone.config.classIndex!;
    const probabilities = matrix(images.length, classIndex.length);
    for (const [row, image] of images.entries()) {
      probabilities.values.set(await trunk.run([image]), row * classIndex.length);
    }
    return decodePredictions(probabilities, classIndex, { top: classIndex.length });
  } finally {
    await trunk.dispose();
  }
}

async function mostProbable(backbone: Backbone, image: Image): Promise<number> {
  const resized = resizeImage(image, { ...backbone.config.inputSize, filter: "bilinear" });
  const [ranked] = await classifyPrepared(backbone, backbone.config.preprocessing, [resized]);
  return ranked![0]!.index;
}

function requireNamedClasses(backbone: Backbone): void {
  const { includeTop, classIndex } = backbone.config;
  if (!includeTop || classIndex === undefined) {
    throw new ArgumentError(
      "backbones",
      "networks with their top and class names",
      `${backbone.name} without`,
    );
  }
}

function findClass(backbone: Backbone, truth: string): number {
  const found = backbone.config.classIndex!.findIndex(({ id, name }) => id === truth || name === truth);
  if (found < 0)
    throw new ArgumentError("truth", `an id or name of ${backbone.name}'s classes`, `"${truth}"`);
  return found;
}

function swapRedAndBlue(image: Image): Image {
  const swapped = createImage(image, image.pixels.slice());
  for (let at = 0; at < swapped.pixels.length; at += 3) {
    swapped.pixels[at] = image.pixels[at + 2]!;
    swapped.pixels[at + 2] = image.pixels[at]!;
  }
  return swapped;
}
