import type { DatasetSplit, ImageDataset } from "../../../datasets/index.ts";
import { type ExtractOptions, extractFeatures } from "../../../features/extract.ts";
import type { FeatureSet } from "../../../features/feature-set.ts";
import { summarize } from "../../../models/summary.ts";
import type { ComparedBackbone, TransferMode } from "../comparison.ts";
import { type LabelledSpec, loadClassifier, loadPooled } from "./backbone-spec.ts";
import { type ClassMap, matchClassNames, predictMapped } from "./class-map.ts";
import { keepReadable, type PooledImages, poolImages } from "./pooled-images.ts";
import type { RunProgress, StepShare } from "./run-splits.ts";

/** A backbone with all that does not depend on the split. */
export interface PreparedBackbone {
  readonly spec: LabelledSpec;
  readonly features: FeatureSet;
  /** Answers of its own classifier as one's own classes, or why it has none; absent when nobody asked. */
  readonly answers?: readonly number[] | { readonly reason: string };
  readonly facts: ComparedBackbone;
}

export interface PrepareOptions {
  /** How images are read and features are kept. */
  readonly extract?: Omit<ExtractOptions, "layer" | "pooling" | "onProgress" | "signal"> | undefined;
  /** Of the `"classifier"` mode. @defaultValue classes whose ids or names match, see {@link matchClassNames} */
  readonly classMap?: ClassMap | undefined;
  /** Called in the course of a step with the share of it that is done. */
  readonly onShare?: ((share: StepShare) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs all images through every backbone once.
 *
 * @returns the backbones, and the images that could be read.
 */
export async function prepareBackbones(
  specs: readonly LabelledSpec[],
  data: ImageDataset | DatasetSplit,
  options: PrepareOptions & {
    readonly modes: readonly TransferMode[];
    readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  },
): Promise<{ prepared: PreparedBackbone[]; readable: PooledImages }> {
  const { modes, signal, onProgress } = options;
  const pooled = poolImages(data);
  const prepared: PreparedBackbone[] = [];
  for (const spec of specs) {
    signal?.throwIfAborted();
    prepared.push(await prepareBackbone(spec, pooled.dataset, modes.includes("classifier"), options));
    onProgress?.({ backbone: spec.label, step: "features", done: 1, total: 1 });
  }
  return { prepared, readable: keepReadable(pooled, prepared[0]!.features) };
}

/** Runs all images through a backbone once, and through its own classifier if that is asked for. */
async function prepareBackbone(
  spec: LabelledSpec,
  dataset: ImageDataset,
  askClassifier: boolean,
  options: PrepareOptions,
): Promise<PreparedBackbone> {
  const { extract, signal, onShare } = options;
  const backbone = await loadPooled(spec);
  try {
    const { parameters, macs } = summarize(backbone.model);
    const started = performance.now();
    let cachedImages = 0;
    const features = await extractFeatures(backbone, dataset, {
      ...extract,
      signal,
      onProgress: ({ cached, done, total }) => {
        cachedImages = cached;
        onShare?.({ backbone: spec.label, step: "features", repeat: 0, share: done / total });
      },
    });
    const featureSeconds = (performance.now() - started) / 1000;
    const { pretrained } = backbone.config;
    const facts = { backbone: spec.label, parameters, macs, featureSeconds, cachedImages, pretrained };
    const answers = askClassifier ? await classifyAll(spec, dataset, options) : undefined;
    return { spec, features, facts, ...(answers && { answers }) };
  } finally {
    backbone.dispose();
  }
}

/** What the network's own classifier says of every image: its probabilities are features like any other. */
async function classifyAll(
  spec: LabelledSpec,
  dataset: ImageDataset,
  { extract, classMap, onShare, signal }: PrepareOptions,
): Promise<readonly number[] | { readonly reason: string }> {
  const backbone = await loadClassifier(spec);
  try {
    const { classIndex } = backbone.config;
    if (classIndex === undefined) return { reason: "the network's own classes have no names" };
    const { classNames } = dataset;
    const map = classMap ?? matchClassNames(classNames, classIndex);
    const unmatched = classNames.filter((name) => !Object.hasOwn(map, name));
    if (unmatched.length > 0) {
      return { reason: `none of the network's classes is ${unmatched.join(", ")} (give a classMap)` };
    }
    const { features } = await extractFeatures(backbone, dataset, {
      ...extract,
      signal,
      onProgress: ({ done, total }) =>
        onShare?.({ backbone: spec.label, step: "classifier", repeat: 0, share: done / total }),
    });
    return predictMapped(features, classIndex, classNames, map);
  } finally {
    backbone.dispose();
  }
}
