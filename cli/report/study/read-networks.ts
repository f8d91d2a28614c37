import type { DatasetSplit, ImageDataset, SkippedImage } from "../../../lib/datasets/index.ts";
import type { BackboneSpec } from "../../../lib/experiments/comparison/running/backbone-spec.ts";
import { loadPooled } from "../../../lib/experiments/comparison/running/backbone-spec.ts";
import { extractFeatures } from "../../../lib/features/extract.ts";
import type { FeatureSet } from "../../../lib/features/feature-set.ts";
import { type Matrix, takeRows } from "../../../lib/matrix/matrix.ts";
import type { BackboneConfig } from "../../../lib/models/backbone.ts";
import { summarize } from "../../../lib/models/summary.ts";

/** A network, and what it makes of every photo. */
export interface ReadNetwork {
  readonly name: string;
  readonly config: BackboneConfig;
  readonly parameters: number;
  /** Multiply-accumulate operations a photo, without top. */
  readonly macs: number;
  readonly features: FeatureSet;
  /** Of computing the features; undefined where some came from the cache, for that tells nothing. */
  readonly featureSeconds: number | undefined;
}

/**
 * Runs photos through a network, its last feature map averaged.
 *
 * @param onProgress - photos done so far, and of how many.
 * @throws as {@link extractFeatures}.
 */
export async function readNetwork(
  spec: BackboneSpec,
  dataset: ImageDataset,
  options: {
    readonly strict: boolean;
    readonly signal: AbortSignal;
    readonly onProgress: (done: number, total: number) => void;
  },
): Promise<ReadNetwork> {
  const { strict, signal, onProgress } = options;
  const backbone = await loadPooled(spec);
  try {
    const started = performance.now();
    let known = 0;
    const features = await extractFeatures(backbone, dataset, {
      strict,
      signal,
      onProgress: ({ done, total, cached }) => {
        known = cached;
        onProgress(done, total);
      },
    });
    const seconds = (performance.now() - started) / 1000;
    const { parameters, macs } = summarize(backbone.model);
    return {
      name: spec.name,
      config: backbone.config,
      parameters,
      macs,
      features,
      featureSeconds: known === 0 ? seconds : undefined,
    };
  } finally {
    backbone.dispose();
  }
}

/** Photos that a network could not be given. */
export function unreadableOf({ features }: ReadNetwork): readonly SkippedImage[] {
  return features.skipped;
}

/** A split as one list, with the features of its photos. */
export interface SplitRows {
  /** Training photos, then test photos. */
  readonly items: ImageDataset["items"];
  readonly labels: readonly number[];
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** `[photo, feature]` of a network, in the order of `items`. */
  readonly featuresOf: (network: ReadNetwork) => Matrix;
}

/** Puts the features of each network into the order of a split. */
export function rowsOfSplit({ train, test }: DatasetSplit): SplitRows {
  const items = [...train.items, ...test.items];
  return {
    items,
    labels: items.map(({ label }) => label),
    train: train.items.map((_, row) => row),
    test: test.items.map((_, row) => train.items.length + row),
    featuresOf: ({ features }) => {
      const rowOf = new Map(features.paths.map((path, row) => [path, row]));
      return takeRows(
        features.features,
        items.map(({ path }) => rowOf.get(path)!),
      );
    },
  };
}
