import { readImages, type SkippedImage } from "../../../lib/datasets/index.ts";
import { type Classification, classify } from "../../../lib/features/classify.ts";
import { thumbnail } from "../../../lib/images/encode.ts";
import type { BackboneConfig } from "../../../lib/models/backbone.ts";
import { type LoadBackboneOptions, loadBackbone } from "../../../lib/models/registry.ts";
import { summarize } from "../../../lib/models/summary.ts";
import type { ProgressLine } from "../../terminal/progress-line.ts";

/** A network with its own classes, and what it says of every photo. */
export interface SeeingNetwork {
  readonly name: string;
  readonly config: BackboneConfig;
  readonly parameters: number;
  readonly macs: number;
  /** By path; photos that cannot be read are not there. */
  readonly answers: ReadonlyMap<string, Classification["predictions"]>;
}

/** Photos as the networks see them. */
export interface SeenPhotos {
  readonly networks: readonly SeeingNetwork[];
  readonly photos: ReadonlyArray<{ readonly path: string; readonly image: string }>;
  readonly skipped: readonly SkippedImage[];
  readonly seconds: number;
}

const SIDE_PX = 240;

/**
 * Asks networks for the most probable of their own classes for each photo.
 *
 * @throws as {@link loadBackbone} and {@link classify}; the signal's reason when aborted.
 */
export async function seePhotos(
  paths: readonly string[],
  options: {
    readonly specs: ReadonlyArray<LoadBackboneOptions & { readonly name: string }>;
    readonly strict: boolean;
    readonly signal: AbortSignal;
    readonly progress: Pick<ProgressLine, "tell">;
  },
): Promise<SeenPhotos> {
  const { specs, strict, signal, progress } = options;
  const started = performance.now();
  const networks: SeeingNetwork[] = [];
  const skipped = new Map<string, SkippedImage>();
  for (const { name, ...load } of specs) {
    progress.tell(name);
    const backbone = await loadBackbone(name, load);
    try {
      const seen = await classify(backbone, paths, {
        strict,
        signal,
        onSkip: (one) => skipped.set(one.path, one),
        onProgress: (done, total) => progress.tell(name, done / total, `${done} of ${total} photos`),
      });
      const { parameters, macs } = summarize(backbone.model);
      const answers = new Map(seen.map(({ path, predictions }) => [path!, predictions]));
      networks.push({ name, config: backbone.config, parameters, macs, answers });
    } finally {
      backbone.dispose();
    }
  }
  progress.tell("small copies of the photos");
  const photos = await shrinkPhotos(
    paths.filter((path) => !skipped.has(path)),
    signal,
  );
  return { networks, photos, skipped: [...skipped.values()], seconds: (performance.now() - started) / 1000 };
}

async function shrinkPhotos(paths: readonly string[], signal: AbortSignal) {
  const photos: { path: string; image: string }[] = [];
  const items = paths.map((path) => ({ path, label: 0 }));
  const size = { width: SIDE_PX, height: SIDE_PX };
  for await (const { images, indices } of readImages(items, { size, fit: "crop" })) {
    signal.throwIfAborted();
    const made = await Promise.all(images.map((image) => thumbnail(image, SIDE_PX)));
    indices.forEach((index, at) => {
      photos.push({ path: paths[index]!, image: made[at]! });
    });
  }
  return photos;
}
