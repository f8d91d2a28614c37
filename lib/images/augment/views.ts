import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ArgumentError } from "../../errors/argument-error.ts";
import { type Random, seededRandom } from "../../random/generator.ts";
import { decodeImage } from "../decode.ts";
import type { Image } from "../image.ts";
import { type AugmentOptions, augmentImage } from "./augment-image.ts";

export interface AugmentedViewsOptions extends Omit<AugmentOptions, "random" | "size"> {
  /** Views to make, at least 1. @defaultValue 4 */
  readonly views?: number | undefined;
  /** @defaultValue 0 */
  readonly seed?: number | undefined;
  /** Size of each view in pixels. @defaultValue that of the image */
  readonly size?: AugmentOptions["size"] | undefined;
}

/**
 * Returns the generator of one view of one picture: the same for the same seed, picture and view, in whatever order and
 * on whatever machine views are made.
 *
 * @param pictureSha256 - digest of the picture's file, as {@link contentHash} gives it.
 * @param view - number of the view, from 0.
 */
export function viewRandom(seed: number, pictureSha256: string, view: number): Random {
  const digest = createHash("sha256").update(`${seed} ${pictureSha256} ${view}`).digest();
  return seededRandom(digest.readUInt32LE(0));
}

/**
 * Makes random views of one picture, to be looked at.
 *
 * For a file and equal options these are the pictures that {@link extractViews} puts through a network, in its order.
 *
 * @param source - path of a picture, or a decoded image (told apart by its pixels).
 * @returns the views, in order.
 * @throws {@link ArgumentError} for a bad recipe, number of views or size; {@link DecodeError} for a file that cannot be
 *   read.
 * @example const views = await augmentedViews("dog.jpg", { augment: "light", views: 8, seed: 1 });
 */
export async function augmentedViews(
  source: string | Image,
  options: AugmentedViewsOptions,
): Promise<Image[]> {
  const { views = 4, seed = 0, ...rest } = options;
  if (!Number.isInteger(views) || views < 1)
    throw new ArgumentError("views", "a whole number of at least 1", views);
  const image = typeof source === "string" ? await decodeImage(source) : source;
  const content = typeof source === "string" ? await readFile(source) : image.pixels;
  const digest = createHash("sha256").update(content).digest("hex");
  const size = options.size ?? { width: image.width, height: image.height };
  return Array.from({ length: views }, (_, view) =>
    augmentImage(image, { ...rest, size, random: viewRandom(seed, digest, view) }),
  );
}
