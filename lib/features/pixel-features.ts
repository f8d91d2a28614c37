import type { ImageDataset } from "../datasets/index.ts";
import { readImages } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { matrix } from "../matrix/matrix.ts";
import type { FeatureSet } from "./feature-set.ts";

export interface PixelFeatureOptions {
  /** Pictures are brought to `side` x `side` pixels. @defaultValue 32 */
  readonly side?: number | undefined;
  /** Stops at the first picture that cannot be read instead of skipping it. @defaultValue false */
  readonly strict?: boolean | undefined;
}

/**
 * Takes the pixels themselves as features: the baseline that transfer has to beat.
 *
 * @returns one row a readable picture: `side * side * 3` values in [0, 1], red first.
 * @throws {@link ArgumentError} when no picture could be read; {@link DecodeError} when `strict`.
 * @example const { features } = await pixelFeatures(dataset, { side: 32 });
 */
export async function pixelFeatures(
  dataset: ImageDataset,
  options: PixelFeatureOptions = {},
): Promise<FeatureSet> {
  const { side = 32, strict = false } = options;
  const columns = side * side * 3;
  const size = { width: side, height: side };
  const rows: Float32Array[] = [];
  const kept: number[] = [];
  const skipped = [...dataset.skipped];
  const onSkip = (skip: (typeof skipped)[number]) => skipped.push(skip);
  for await (const { images, indices } of readImages(dataset.items, { size, strict, onSkip })) {
    for (const { pixels } of images) rows.push(Float32Array.from(pixels, (level) => level / 255));
    kept.push(...indices);
  }
  if (rows.length === 0) {
    throw new ArgumentError(
      "dataset",
      "at least one picture that can be read",
      `${skipped.length} that cannot`,
    );
  }
  const features = matrix(rows.length, columns);
  rows.forEach((row, index) => {
    features.values.set(row, index * columns);
  });
  return {
    features,
    shape: [side, side, 3],
    labels: kept.map((index) => dataset.items[index]!.label),
    classNames: dataset.classNames,
    paths: kept.map((index) => dataset.items[index]!.path),
    skipped,
    provenance: {
      backbone: "pixels",
      pretrained: true,
      layer: "pixels",
      pooling: undefined,
      trunkSha256: "",
      inputSize: size,
      preprocessing: "divided by 255",
      resize: `bilinear squash ${side}x${side}`,
    },
  };
}
