import { decodeImage } from "../images/decode.ts";
import { DecodeError } from "../images/decode-error.ts";
import type { Image, ImageSize } from "../images/image.ts";
import { type ResizeOptions, resizeImage } from "../images/resize.ts";
import type { ImageItem, SkippedImage } from "./image-dataset.ts";

export interface ReadImagesOptions {
  /** Size that every picture is brought to. */
  readonly size: ImageSize;
  /** @defaultValue "bilinear" */
  readonly filter?: ResizeOptions["filter"] | undefined;
  /** @defaultValue "squash" */
  readonly fit?: ResizeOptions["fit"] | undefined;
  /** Makes a picture of `size` out of a decoded one, given its position among the items. @defaultValue resizing */
  readonly prepare?: ((image: Image, position: number) => Image) | undefined;
  /** Pictures a batch. @defaultValue 8 */
  readonly batchSize?: number | undefined;
  /** Throws at the first picture that cannot be read. @defaultValue false */
  readonly strict?: boolean | undefined;
  /** Called for each picture that cannot be read and is left out. */
  readonly onSkip?: ((skipped: SkippedImage) => void) | undefined;
}

/** Pictures of one size, in the order of the items. */
export interface ImageBatch {
  readonly images: readonly Image[];
  readonly labels: readonly number[];
  /** Position of each picture among the items. */
  readonly indices: readonly number[];
}

/**
 * Decodes and resizes pictures, a batch at a time. The next batch is decoded while the caller works on this one; no more
 * than two batches are in memory.
 *
 * @returns batches of at most `batchSize` pictures, none of them empty.
 * @throws {@link DecodeError} for the first picture that cannot be read, when `strict`.
 * @example for await (const { images, labels } of readImages(items, { size: { width: 224, height: 224 } })) console.log(images.length, labels);
 */
export async function* readImages(
  items: readonly ImageItem[],
  options: ReadImagesOptions,
): AsyncGenerator<ImageBatch, void, undefined> {
  const { batchSize = 8 } = options;
  const readFrom = (from: number) =>
    readBatch(items, from, Math.min(items.length, from + batchSize), options);
  let ahead = readFrom(0);
  for (let from = 0; from < items.length; from += batchSize) {
    const batch = await ahead;
    if (from + batchSize < items.length) {
      ahead = readFrom(from + batchSize);
      // Its fault is reported when the batch is asked for, which it never is when the caller stops early.
      ahead.catch(() => undefined);
    }
    if (batch.images.length > 0) yield batch;
  }
}

async function readBatch(
  items: readonly ImageItem[],
  from: number,
  to: number,
  { size, filter, fit, prepare, strict = false, onSkip }: ReadImagesOptions,
): Promise<ImageBatch> {
  const resize = { ...size, ...(filter && { filter }), ...(fit && { fit }) };
  const read = async ({ path }: ImageItem, index: number): Promise<Image | DecodeError> => {
    try {
      const image = await decodeImage(path);
      return prepare === undefined ? resizeImage(image, resize) : prepare(image, from + index);
    } catch (error) {
      if (error instanceof DecodeError) return error;
      throw error;
    }
  };
  const results = await Promise.all(items.slice(from, to).map(read));
  const images: Image[] = [];
  const indices: number[] = [];
  results.forEach((result, index) => {
    if (!(result instanceof DecodeError)) {
      images.push(result);
      indices.push(from + index);
    } else if (strict) {
      throw result;
    } else {
      onSkip?.({ path: items[from + index]!.path, reason: result.reason });
    }
  });
  return { images, labels: indices.map((index) => items[index]!.label), indices };
}
