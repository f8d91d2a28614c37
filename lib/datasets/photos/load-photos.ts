import { ArgumentError } from "../../errors/argument-error.ts";
import { DatasetError, type SkippedImage } from "../image-dataset.ts";
import { IMAGE_EXTENSIONS, listImages, unreadReason } from "../image-folder.ts";
import { isFolder } from "../known/image-source.ts";
import { loadImages } from "../load-images.ts";
import type { DatasetSplit } from "../split-dataset.ts";

/** Photos, whether or not they are sorted into classes. */
export interface PhotoCollection {
  /** All of them, in order of their paths: those of the classes, and loose ones. */
  readonly paths: readonly string[];
  /** Files that are pictures of a kind that is not read here. */
  readonly skipped: readonly SkippedImage[];
  /** Photos to train and to test with, where there are classes. */
  readonly split: DatasetSplit | undefined;
  /** Why there is no split. */
  readonly whyNoSplit: string | undefined;
}

/**
 * Lists somebody's photos: of a folder as it is, with a subfolder a class or without, or whatever {@link loadImages}
 * knows.
 *
 * @param source - a folder, or what {@link loadImages} takes.
 * @param options - of {@link loadImages}.
 * @throws {@link DatasetError} when there is no such folder, or no picture in it.
 * @example const { paths, split } = await loadPhotos("holiday", { seed: 1 });
 */
export async function loadPhotos(
  source: string | null,
  options: Parameters<typeof loadImages>[1] = {},
): Promise<PhotoCollection> {
  if (source === null || !(await isFolder(source))) {
    const split = await loadImages(source, options);
    const paths = [...split.train.items, ...split.test.items].map(({ path }) => path);
    const skipped = [...split.train.skipped, ...split.test.skipped];
    return { paths: paths.sort(), skipped, split, whyNoSplit: undefined };
  }
  const { paths, unread } = await listImages(source, IMAGE_EXTENSIONS);
  const skipped = unread.map((path) => ({ path, reason: unreadReason(path) }));
  if (paths.length === 0) {
    const found =
      unread.length === 0 ? "none" : `${unread.length} that are not read here (${skipped[0]!.reason})`;
    throw new DatasetError(source, `expected pictures (${IMAGE_EXTENSIONS.join(" ")}), received ${found}`);
  }
  try {
    return { paths, skipped, split: await loadImages(source, options), whyNoSplit: undefined };
  } catch (error) {
    if (!(error instanceof DatasetError || error instanceof ArgumentError)) throw error;
    return { paths, skipped, split: undefined, whyNoSplit: error.message };
  }
}
