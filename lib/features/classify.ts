import { basename } from "node:path";
import { ArgumentError } from "../errors/argument-error.ts";
import { decodeImage } from "../images/decode.ts";
import type { ResizeFilter } from "../images/filters.ts";
import type { Image } from "../images/image.ts";
import { type ResizeOptions, resizeImage } from "../images/resize.ts";
import { matrix } from "../matrix/matrix.ts";
import type { Backbone } from "../models/backbone.ts";
import { decodePredictions, type Prediction } from "../models/decode-predictions.ts";
import { createTrunk } from "./trunk.ts";

export interface ClassifyOptions {
  /** Most probable classes to return, at least 1. @defaultValue 5 */
  readonly top?: number | undefined;
  /** Filter that brings photos to the network's size. Keras's own default is `"nearest"`. @defaultValue "bilinear" */
  readonly filter?: ResizeFilter | undefined;
  /** @defaultValue "squash" */
  readonly fit?: ResizeOptions["fit"] | undefined;
  readonly threads?: number | undefined;
}

/** What a network makes of one photo. */
export interface Classification {
  /** Name of the file, or of the place in the list. */
  readonly name: string;
  /** Most probable first. */
  readonly predictions: readonly Prediction[];
  /** `false`: the network has random weights, and this is not a result. */
  readonly pretrained: boolean;
}

/**
 * Uses a pretrained network as it is: photos in, the most probable of its own classes out.
 *
 * @param backbone - loaded with its top; borrowed.
 * @param photos - paths of files, or decoded images of any size.
 * @throws {@link ArgumentError} when the backbone has no top or its classes have no names; {@link DecodeError} for a file
 *   that cannot be read.
 * @example
 * using vgg = await loadBackbone("vgg16");
 * const [dog] = await classify(vgg, ["dog.jpg"]);
 * console.log(dog.predictions[0].name, dog.predictions[0].probability);
 */
export async function classify(
  backbone: Backbone,
  photos: readonly (string | Image)[],
  options: ClassifyOptions = {},
): Promise<Classification[]> {
  const { top = 5, filter = "bilinear", fit = "squash" } = options;
  const { classIndex, inputSize, includeTop, pretrained } = backbone.config;
  if (!includeTop)
    throw new ArgumentError("backbone", "one with its top (includeTop: true)", `${backbone.name} without`);
  if (classIndex === undefined) {
    throw new ArgumentError(
      "backbone",
      "weights whose classes have names",
      `${backbone.name} without a class index`,
    );
  }
  const trunk = await createTrunk(backbone, { threads: options.threads });
  try {
    const results: Classification[] = [];
    for (const [index, photo] of photos.entries()) {
      const image = typeof photo === "string" ? await decodeImage(photo) : photo;
      const resized = resizeImage(image, { ...inputSize, filter, fit });
      const probabilities = await trunk.run([resized]);
      const [predictions] = decodePredictions(matrix(1, probabilities.length, probabilities), classIndex, {
        top,
      });
      const name = typeof photo === "string" ? basename(photo) : `photo ${index + 1}`;
      results.push({ name, predictions: predictions!, pretrained });
    }
    return results;
  } finally {
    await trunk.dispose();
  }
}
