import { decodeImage } from "../images/decode.ts";
import { DecodeError } from "../images/decode-error.ts";
import type { Image } from "../images/image.ts";
import type { SkippedImage } from "./image-dataset.ts";

/** A picture at its own size, and the file that it came from. */
export interface Photo {
  readonly path: string;
  readonly image: Image;
}

/**
 * Decodes some pictures at their own size, to be looked at and classified one by one.
 *
 * @param options.strict - throws at the first picture that cannot be read. @defaultValue false
 * @param options.onSkip - called for each picture that cannot be read and is left out.
 * @throws {@link DecodeError} when `strict`, or when none can be read.
 * @example const [{ image }] = await readPhotos(["dog.jpg"]);
 */
export async function readPhotos(
  paths: readonly string[],
  options: { readonly strict?: boolean; readonly onSkip?: (skipped: SkippedImage) => void } = {},
): Promise<Photo[]> {
  const { strict = false, onSkip } = options;
  const photos: Photo[] = [];
  let fault: DecodeError | undefined;
  for (const path of paths) {
    try {
      photos.push({ path, image: await decodeImage(path) });
    } catch (error) {
      if (!(error instanceof DecodeError) || strict) throw error;
      fault = error;
      onSkip?.({ path, reason: error.reason });
    }
  }
  if (photos.length === 0 && fault !== undefined) throw fault;
  return photos;
}
