import type { DatasetSplit, ImageDataset } from "../../datasets/index.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { type Comparison, type ComparisonRun, TRANSFER_MODES, type TransferMode } from "./comparison.ts";
import { type BackboneSpec, toSpecs } from "./running/backbone-spec.ts";
import { type SeededSplit, splitRepeats } from "./running/pooled-images.ts";
import { type PrepareOptions, prepareBackbones } from "./running/prepared-backbone.ts";
import type { ModeOptions } from "./running/run-modes.ts";
import { type RunProgress, runSplits } from "./running/run-splits.ts";
import { pairRuns, summarizeRuns } from "./summarize-runs.ts";

export interface CompareOptions extends ModeOptions, PrepareOptions {
  /** @defaultValue `"features"`, `"frozen"` and `"fine-tuned"` */
  readonly modes?: readonly TransferMode[] | undefined;
  /** Splits, each with the seed after the one before. @defaultValue 1 */
  readonly repeats?: number | undefined;
  /** Of the first repeat: which rows are tested, the first weights of heads, the order of rows. @defaultValue 0 */
  readonly seed?: number | undefined;
  /** Share of each class to test with, in (0, 1); not used when the data come split. @defaultValue 0.3 */
  readonly testFraction?: number | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/**
 * Compares backbones, each used in several modes, on the same splits of the same images.
 *
 * Nothing is chosen by the test rows: epochs and settings are the options', whatever the test accuracy does.
 *
 * @param backbones - names, or names with the options that they are loaded with.
 * @param data - images to be split in each repeat, or images that come split (repeats then differ by seeds alone).
 * @throws {@link ArgumentError} for labels that are equal, an unknown mode, or classes that are too small to be split;
 *   as {@link extractFeatures}, {@link trainHead} and {@link fineTune}; the signal's reason when aborted.
 * @example
 * const comparison = await compare(["vgg16", "resnet50"], await loadSamples(), { repeats: 3 });
 * await comparisonTable(comparison)
 */
export async function compare(
  backbones: readonly (string | BackboneSpec)[],
  data: ImageDataset | DatasetSplit,
  options: CompareOptions = {},
): Promise<Comparison> {
  const { modes = ["features", "frozen", "fine-tuned"], repeats = 1 } = options;
  requireModes(modes);
  if (!(Number.isInteger(repeats) && repeats > 0)) throw new ArgumentError("repeats", "at least 1", repeats);
  const { prepared, readable } = await prepareBackbones(toSpecs(backbones), data, { ...options, modes });
  const splits = splitRepeats(readable, { ...options, repeats });
  const runs: ComparisonRun[] = [];
  for (const backbone of prepared) {
    runs.push(...(await runSplits(backbone, readable.dataset, splits, { ...options, modes })));
  }
  const records = splits.map(({ rows, seed }) => describeRepeat(readable.dataset, rows, seed));
  return {
    classNames: readable.dataset.classNames,
    backbones: prepared.map(({ facts }) => facts),
    summary: summarizeRuns(runs, records, readable.fixed !== undefined),
    runs,
    repeats: records,
    pairs: pairRuns(runs, records[0]!),
    skipped: prepared[0]!.features.skipped,
    omitted: prepared.flatMap(({ spec, answers }) =>
      answers !== undefined && "reason" in answers
        ? [{ backbone: spec.label, mode: "classifier" as const, reason: answers.reason }]
        : [],
    ),
  };
}

function describeRepeat({ items }: ImageDataset, rows: SeededSplit["rows"], seed: number) {
  return {
    seed,
    truth: rows.test.map((row) => items[row]!.label),
    paths: rows.test.map((row) => items[row]!.path),
    trainRows: rows.train.length,
  };
}

function requireModes(modes: readonly TransferMode[]): void {
  const unknown = modes.find((mode) => !TRANSFER_MODES.includes(mode));
  if (unknown !== undefined || modes.length === 0) {
    throw new ArgumentError("modes", `some of ${TRANSFER_MODES.join(", ")}`, unknown ?? "none");
  }
}
