import { thumbnail } from "../images/encode.ts";
import type { ImageItem } from "./image-dataset.ts";
import { readImages } from "./read-images.ts";

/**
 * Makes a small copy of each picture, to be shown beside a point of a chart.
 *
 * @param paths - picture files.
 * @param sidePx - width and height of a copy.
 * @returns one `data:image/...` URI a path; `undefined` for a file that cannot be read.
 * @example const thumbnails = await thumbnailsOf(features.paths, 64);
 */
export async function thumbnailsOf(paths: readonly string[], sidePx = 64): Promise<(string | undefined)[]> {
  const result: (string | undefined)[] = paths.map(() => undefined);
  const items: ImageItem[] = paths.map((path) => ({ path, label: 0 }));
  for await (const { images, indices } of readImages(items, {
    size: { width: sidePx, height: sidePx },
    fit: "crop",
  })) {
    const made = await Promise.all(images.map((image) => thumbnail(image, sidePx)));
    indices.forEach((index, position) => {
      result[index] = made[position];
    });
  }
  return result;
}
