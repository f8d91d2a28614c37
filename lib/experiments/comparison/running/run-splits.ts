import type { ImageDataset } from "../../../datasets/index.ts";
import { countCorrect } from "../../../metrics/accuracy.ts";
import { type ComparisonRun, TRANSFER_MODES, type TransferMode } from "../comparison.ts";
import type { SeededSplit } from "./pooled-images.ts";
import type { PreparedBackbone } from "./prepared-backbone.ts";
import { type ModeOptions, runModes } from "./run-modes.ts";

export interface RunProgress {
  readonly backbone: string;
  readonly step: "features" | TransferMode;
  /** Repeats of the step that are done. */
  readonly done: number;
  readonly total: number;
}

/** How far a step is that takes its time. */
export interface StepShare {
  readonly backbone: string;
  readonly step: "features" | TransferMode;
  /** 0 for the first. */
  readonly repeat: number;
  /** In [0, 1]. */
  readonly share: number;
}

export interface RunOptions extends ModeOptions {
  readonly modes: readonly TransferMode[];
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  readonly onShare?: ((share: StepShare) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a backbone in its modes on every split. */
export async function runSplits(
  { spec, features, answers }: PreparedBackbone,
  dataset: ImageDataset,
  splits: readonly SeededSplit[],
  options: RunOptions,
): Promise<ComparisonRun[]> {
  const runs: ComparisonRun[] = [];
  for (const [repeat, { rows, seed }] of splits.entries()) {
    const truth = rows.test.map((row) => features.labels[row]!);
    const results = await runModes(
      {
        spec,
        dataset,
        features,
        answers: answers !== undefined && !("reason" in answers) ? answers : undefined,
        rows,
        seed,
        options,
        signal: options.signal,
        onShare: (step, share) => options.onShare?.({ backbone: spec.label, step, repeat, share }),
      },
      options.modes,
      (mode) =>
        options.onProgress?.({ backbone: spec.label, step: mode, done: repeat + 1, total: splits.length }),
    );
    for (const result of results) {
      const correct = countCorrect(truth, result.predicted);
      const total = truth.length;
      runs.push({ backbone: spec.label, repeat, accuracy: correct / total, correct, total, ...result });
    }
  }
  return runs.sort((a, b) => TRANSFER_MODES.indexOf(a.mode) - TRANSFER_MODES.indexOf(b.mode));
}
