import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImageDataset, ImageItem } from "../../datasets/index.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { cropImage } from "../../images/augment/crop.ts";
import { flipHorizontal } from "../../images/augment/flip.ts";
import { decodeImage } from "../../images/decode.ts";
import { encodeJpeg } from "../../images/encode.ts";
import type { Image } from "../../images/image.ts";
import { resizeImage } from "../../images/resize.ts";
import { permutation, type Random, seededRandom } from "../../random/generator.ts";

/**
 * What was done to a picture to get its duplicate:
 * - `"re-encoded"`: saved again as a JPEG of quality 60
 * - `"smaller"`: at two thirds of its side
 * - `"cropped"`: a tenth of the side cut off all around
 * - `"flipped"`: left and right exchanged
 */
export type DuplicateKind = "re-encoded" | "smaller" | "cropped" | "flipped";

export const DUPLICATE_KINDS: readonly DuplicateKind[] = ["re-encoded", "smaller", "cropped", "flipped"];

/** A duplicate that is known, because it was made. */
export interface PlantedDuplicate {
  readonly kind: DuplicateKind;
  /** Files of the picture and of what was made of it. */
  readonly original: string;
  readonly copy: string;
}

export interface PlantedDuplicates {
  /** The data set with the copies behind its own pictures, under the same labels. */
  readonly dataset: ImageDataset;
  readonly planted: readonly PlantedDuplicate[];
}

/**
 * Makes near-duplicates of some pictures, as files in a folder: a test of whatever claims to find duplicates.
 *
 * The kinds take turns, so that each comes as often as the others, or once more.
 *
 * @param folder - made if it is not there; files of the same names in it are written over.
 * @param options.count - pictures to make a duplicate of, at least 1. @defaultValue 12
 * @param options.seed - which pictures. @defaultValue 0
 * @param options.random - source of chance, in place of `seed`.
 * @throws {@link ArgumentError} when there are fewer pictures than `count`; {@link DecodeError} for one that is chosen
 *   and cannot be read.
 * @example const { dataset, planted } = await plantDuplicates(await loadSamples(), await mkdtemp(join(tmpdir(), "copies-")));
 */
export async function plantDuplicates(
  dataset: ImageDataset,
  folder: string,
  options: { readonly count?: number; readonly seed?: number; readonly random?: Random } = {},
): Promise<PlantedDuplicates> {
  const { count = 12, seed = 0, random = seededRandom(seed) } = options;
  const { items } = dataset;
  if (!(Number.isInteger(count) && count >= 1 && count <= items.length)) {
    throw new ArgumentError("count", `a whole number of 1 to ${items.length}, the pictures there are`, count);
  }
  await mkdir(folder, { recursive: true });
  const planted: PlantedDuplicate[] = [];
  const copies: ImageItem[] = [];
  for (const [turn, row] of permutation(random, items.length).subarray(0, count).entries()) {
    const kind = DUPLICATE_KINDS[turn % DUPLICATE_KINDS.length]!;
    const { path: original, label } = items[row]!;
    const copy = join(folder, `${String(turn + 1).padStart(3, "0")}-${kind}.jpg`);
    const changed = change(await decodeImage(original), kind);
    await writeFile(copy, await encodeJpeg(changed, { quality: kind === "re-encoded" ? 60 : 90 }));
    planted.push({ kind, original, copy });
    copies.push({ path: copy, label });
  }
  return { dataset: { ...dataset, items: [...items, ...copies] }, planted };
}

function change(image: Image, kind: DuplicateKind): Image {
  const { width, height } = image;
  const side = (length: number, share: number) => Math.max(1, Math.round(length * share));
  switch (kind) {
    case "re-encoded":
      return image;
    case "smaller":
      return resizeImage(image, { width: side(width, 2 / 3), height: side(height, 2 / 3) });
    case "cropped": {
      const size = { width: side(width, 0.8), height: side(height, 0.8) };
      const [left, top] = [Math.floor((width - size.width) / 2), Math.floor((height - size.height) / 2)];
      return cropImage(image, { ...size, left, top });
    }
    case "flipped":
      return flipHorizontal(image);
  }
}
