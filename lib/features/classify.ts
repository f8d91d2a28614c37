import { basename } from "node:path";
import type { ImageDataset, SkippedImage } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { decodeImage } from "../images/decode.ts";
import { DecodeError } from "../images/decode-error.ts";
import type { ResizeFilter } from "../images/filters.ts";
import type { Image } from "../images/image.ts";
import { type ResizeOptions, resizeImage } from "../images/resize.ts";
import { type Matrix, matrix } from "../matrix/matrix.ts";
import type { Backbone } from "../models/backbone.ts";
import { decodePredictions, type Prediction } from "../models/decode-predictions.ts";
import { createTrunk } from "./trunk.ts";

/** What {@link classify} takes: paths and decoded images of any size, one or several, or the pictures of a data set. */
export type Photos = string | Image | readonly (string | Image)[] | ImageDataset;

export interface ClassifyOptions {
  /** Most probable classes to return, at least 1. @defaultValue 5 */
  readonly top?: number | undefined;
  /** Filter that brings photos to the network's size. Keras's own default is `"nearest"`. @defaultValue "bilinear" */
  readonly filter?: ResizeFilter | undefined;
  /** @defaultValue "squash" */
  readonly fit?: ResizeOptions["fit"] | undefined;
  /** Photos at once: more cost memory and save no time. @defaultValue 4 */
  readonly batchSize?: number | undefined;
  /** Stops at the first file that cannot be read instead of leaving it out. @defaultValue true */
  readonly strict?: boolean | undefined;
  /** Called for each file that is left out. */
  readonly onSkip?: ((skipped: SkippedImage) => void) | undefined;
  /** Called after each batch with photos done so far, and of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly threads?: number | undefined;
}

/** What a network makes of one photo. */
export interface Classification {
  /** Name of the file, or of the place in the list. */
  readonly name: string;
  /** File of the photo; absent for a decoded image. */
  readonly path?: string;
  /** Most probable first. Names are not unique: `id` (for ImageNet's classes the WordNet id) and `index` are. */
  readonly predictions: readonly Prediction[];
  /** `false`: the network began with random weights, and this is not a result. */
  readonly pretrained: boolean;
}

/**
 * Uses a trained network as it is: photos in, the most probable of its own classes out.
 *
 * Photos are decoded, resized and preprocessed for the network, a batch at a time, the next one while one is computed.
 *
 * @param backbone - with a top whose classes have names: a pretrained network, or a backbone with its head from
 *   {@link attachHead}; borrowed.
 * @param photos - paths or decoded images of any size, one or several, or a data set such as {@link imageFolder} gives.
 * @returns one result a photo, in order, without the files left out.
 * @throws {@link ArgumentError} when the backbone has no top, its classes have no names, or its output is not
 *   probabilities; {@link DecodeError} for a file that cannot be read, when `strict`; the signal's reason when aborted.
 * @example
 * using vgg = await loadBackbone("vgg16");
 * const [dog] = await classify(vgg, "dog.jpg");
 * console.log(dog.predictions[0].name, dog.predictions[0].probability);
 */
export async function classify(
  backbone: Backbone,
  photos: Photos,
  options: ClassifyOptions = {},
): Promise<Classification[]> {
  const { batchSize = 4, onProgress, signal } = options;
  const { pretrained } = backbone.config;
  const classIndex = requireClasses(backbone);
  const { top = 5 } = options;
  for (const [name, value] of Object.entries({ top, batchSize })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(name, "a whole number of at least 1", value);
    }
  }
  const listed = listPhotos(photos);
  if (listed.length === 0) return [];
  const trunk = await createTrunk(backbone, { threads: options.threads });
  const readFrom = (from: number) => readPhotos(listed.slice(from, from + batchSize), from, trunk, options);
  try {
    const results: Classification[] = [];
    let ahead = readFrom(0);
    for (let from = 0; from < listed.length; from += batchSize) {
      const batch = await ahead;
      signal?.throwIfAborted();
      ahead = readFrom(from + batchSize);
      // Its fault is reported when the batch is asked for, which it never is when this one stops the run.
      ahead.catch(() => undefined);
      if (batch.length > 0) {
        const values = await trunk.run(batch.map(({ image }) => image));
        const probabilities = matrix(batch.length, values.length / batch.length, values);
        requireProbabilities(backbone, probabilities);
        const decoded = decodePredictions(probabilities, classIndex, { top });
        batch.forEach(({ named }, row) => {
          results.push({ ...named, predictions: decoded[row]!, pretrained });
        });
      }
      onProgress?.(Math.min(listed.length, from + batchSize), listed.length);
    }
    return results;
  } finally {
    await trunk.dispose();
  }
}

function listPhotos(photos: Photos): readonly (string | Image)[] {
  if (typeof photos === "string") return [photos];
  if ("items" in photos) return photos.items.map(({ path }) => path);
  if ("pixels" in photos) return [photos];
  return photos;
}

/** Decodes and resizes some photos; those that cannot be read are left out, or end the run. */
async function readPhotos(
  photos: readonly (string | Image)[],
  from: number,
  { inputSize }: { readonly inputSize: Backbone["config"]["inputSize"] },
  { filter = "bilinear", fit = "squash", strict = true, onSkip }: ClassifyOptions,
) {
  const read = async (photo: string | Image, index: number) => {
    try {
      const image = typeof photo === "string" ? await decodeImage(photo) : photo;
      const named =
        typeof photo === "string"
          ? { name: basename(photo), path: photo }
          : { name: `photo ${from + index + 1}` };
      return { named, image: resizeImage(image, { ...inputSize, filter, fit }) };
    } catch (error) {
      if (strict || !(error instanceof DecodeError)) throw error;
      onSkip?.({ path: photo as string, reason: error.reason });
      return undefined;
    }
  };
  return (await Promise.all(photos.map(read))).filter((one) => one !== undefined);
}

function requireClasses({ name, config }: Backbone) {
  const { classIndex, includeTop } = config;
  if (!includeTop)
    throw new ArgumentError("backbone", "one with its top (includeTop: true)", `${name} without`);
  if (classIndex !== undefined) return classIndex;
  throw new ArgumentError("backbone", "weights whose classes have names", `${name} without a class index`);
}

/** What a linear top gives would look like probabilities where they are sorted, and be none. */
function requireProbabilities({ name }: Backbone, { columns, values }: Matrix): void {
  const first = values.subarray(0, columns);
  const sum = first.reduce((total, value) => total + value, 0);
  if (Number.isNaN(sum) || (Math.abs(sum - 1) < 1e-3 && first.every((value) => value >= 0))) return;
  const received = `${name}, whose outputs for the first photo sum to ${sum.toPrecision(3)}`;
  throw new ArgumentError("backbone", "a network that ends in a softmax", received);
}
