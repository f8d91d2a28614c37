import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import type { ProgressStream } from "../../kernel/commands/progress-printer.ts";
import type { DownloadProgress } from "../../lib/datasets/download/progress.ts";
import { DatasetError, type ImageDataset } from "../../lib/datasets/image-dataset.ts";
import { ArgumentError } from "../../lib/errors/argument-error.ts";
import { requireFormat, writeFeatures } from "../../lib/features/export/write-features.ts";
import { type ExtractProgress, extractFeatures } from "../../lib/features/extract.ts";
import { extractLayers } from "../../lib/features/extract-layers.ts";
import type { FeatureSet } from "../../lib/features/feature-set.ts";
import { findArchitecture } from "../../lib/models/architectures/find-architecture.ts";
import type { Backbone } from "../../lib/models/backbone.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { DownloadPrinter } from "../terminal/download-printer.ts";
import { exitCodeOf } from "../terminal/exit-code-of.ts";
import { ProgressLine } from "../terminal/progress-line.ts";
import { untilInterrupted } from "../terminal/until-interrupted.ts";
import type { ExtractCommandOptions } from "./command.ts";
import { findPictures } from "./find-pictures.ts";

/**
 * Does what `transferlab extract` was asked to.
 *
 * @param out - gets the paths of the files; `progress` how far it is, what was left out, and errors.
 * @returns the exit code.
 */
export async function extract(
  source: string,
  options: ExtractCommandOptions,
  out: ProgressStream,
  progress: NodeJS.WriteStream,
): Promise<number> {
  return untilInterrupted(async (signal) => {
    const line = new ProgressLine(progress);
    const downloads = new DownloadPrinter(progress);
    try {
      return await exitCodeOf(async () => {
        requireFormat(options.out);
        const needsTop = needsTheTop(options);
        const found = await findPictures(source, { signal, onProgress: downloads.print });
        downloads.stop();
        const backbone = await openBackbone(options, { needsTop, signal, onProgress: downloads.print });
        downloads.stop();
        try {
          const onProgress = tellProgress(line, options.model);
          const { sets, first } = await compute(backbone, found.dataset, options, { signal, onProgress });
          const { paths, skipped } = first;
          const { parts } = found;
          const texts = parts === undefined ? {} : { part: paths.map((path) => parts.get(path)!) };
          const written = await writeFeatures(sets, options.out, {
            labels: found.hasClasses,
            texts,
            about: { weights: options.weights },
          });
          line.stop();
          for (const { path, reason } of skipped) progress.write(`Left out: ${path}: ${reason}\n`);
          for (const file of written) out.write(`${file}\n`);
          return EXIT_CODES.ok;
        } finally {
          backbone.dispose();
        }
      });
    } catch (error) {
      if (!signal.aborted) throw error;
      downloads.stop();
      line.note(
        "Interrupted: no file was written. What was computed of the photos is kept for the next time.",
      );
      return EXIT_CODES.interrupted;
    } finally {
      downloads.stop();
      line.stop();
    }
  });
}

/** Only then are the larger files with the classifier needed. */
function needsTheTop({ model, layers = [] }: ExtractCommandOptions): boolean {
  const top = ["flatten", ...findArchitecture(model).topLayers, "logits"];
  return layers.some((layer) => top.includes(layer));
}

async function openBackbone(
  { model, weights, layers, pooling }: ExtractCommandOptions,
  options: {
    readonly needsTop: boolean;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: DownloadProgress) => void;
  },
): Promise<Backbone> {
  const { needsTop, signal, onProgress } = options;
  // With layers, the mean over space that ends Keras's ResNet50 and InceptionV3 can be one of them.
  const pooled = layers === undefined ? pooling : "avg";
  return await loadBackbone(model, {
    weights,
    includeTop: needsTop,
    ...(!needsTop && pooled !== "none" && { pooling: pooled }),
    signal,
    onProgress,
  });
}

interface Computed {
  readonly sets: FeatureSet | Readonly<Record<string, FeatureSet>>;
  /** One of them, for what all have in common: the pictures. */
  readonly first: FeatureSet;
}

async function compute(
  backbone: Backbone,
  dataset: ImageDataset,
  { layers, pooling, strict }: ExtractCommandOptions,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: ExtractProgress) => void },
): Promise<Computed> {
  try {
    if (layers === undefined) {
      const set = await extractFeatures(backbone, dataset, { ...options, strict });
      return { sets: set, first: set };
    }
    const sets = await extractLayers(backbone, dataset, { ...options, strict, layers, pooling });
    return { sets, first: sets[layers[0]!]! };
  } catch (error) {
    // Not what was typed is at fault, but what the folder holds.
    if (!(error instanceof ArgumentError) || error.argument !== "dataset") throw error;
    throw new DatasetError("photos", `expected ${error.expected}, received ${error.received}`, {
      cause: error,
    });
  }
}

function tellProgress(line: ProgressLine, model: string): (progress: ExtractProgress) => void {
  return ({ done, total }) => line.tell(`${model}, features`, done / total, `${done} of ${total} photos`);
}
