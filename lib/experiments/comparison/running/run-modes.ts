import type { ImageDataset } from "../../../datasets/index.ts";
import type { FeatureSet } from "../../../features/feature-set.ts";
import { takeRows } from "../../../matrix/matrix.ts";

import { summarize } from "../../../models/summary.ts";
import type { Split } from "../../../selection/stratified-split.ts";
import { fitSvc, type SvcOptions } from "../../../svm/fit-svc.ts";
import { type FineTuneOptions, fineTune } from "../../../training/fine-tune.ts";
import { type FromScratchOptions, trainFromScratch } from "../../../training/from-scratch.ts";
import type { LedgerEntry } from "../../../training/ledger.ts";
import type { StepProgress } from "../../../training/loop/fit-options.ts";
import { type TrainedHead, type TrainHeadOptions, trainHead } from "../../../training/train-head.ts";
import { selectRows } from "../../../training/training-rows.ts";
import { type ComparisonRun, TRANSFER_MODES, type TransferMode } from "../comparison.ts";
import { type LabelledSpec, loadPooled } from "./backbone-spec.ts";

/**
 * What the experiment sets itself. Early stopping is among them: the only rows that it could watch are the test rows, and
 * what it chooses by them it could not be tested on.
 */
/** Options of training that a comparison sets itself. */
export type ChosenHere =
  | "validation"
  | "seed"
  | "signal"
  | "onEpoch"
  | "onStep"
  | "earlyStopping"
  | "checkpoint";

/** How the modes are trained; what all of them share, such as seeds, is the experiment's. */
export interface ModeOptions {
  /** Of the `"features"` mode. @defaultValue linear, C 0.01, on standardised features */
  readonly svm?: SvcOptions | undefined;
  /** Of the `"frozen"` mode, and of the head that fine-tuning begins with. */
  readonly head?: Omit<TrainHeadOptions, ChosenHere> | undefined;
  readonly fineTune?: Omit<FineTuneOptions, ChosenHere> | undefined;
  /** Of the `"scratch"` mode; the network has the size and width of the pretrained one. */
  readonly scratch?: Omit<FromScratchOptions, ChosenHere | "inputSize" | "width" | "pooling"> | undefined;
}

/** One backbone and one split: what the modes are run on. */
export interface ModeTask {
  readonly spec: LabelledSpec;
  /** Images in the order of `features`. */
  readonly dataset: ImageDataset;
  readonly features: FeatureSet;
  /** Answer of the network's own classifier for each image, as one's own classes; absent when it has none. */
  readonly answers: readonly number[] | undefined;
  readonly rows: Split;
  readonly seed: number;
  readonly options: ModeOptions;
  readonly signal: AbortSignal | undefined;
  /** Called in the course of training with the share that is done, in [0, 1]. */
  readonly onShare?: ((mode: TransferMode, share: number) => void) | undefined;
}

type ModeResult = Pick<ComparisonRun, "mode" | "predicted" | "seconds" | "trainedParameters">;

/** Runs the modes in order on one split; a mode without what it needs is left out. */
export async function runModes(
  task: ModeTask,
  modes: readonly TransferMode[],
  onMode?: (mode: TransferMode) => void,
): Promise<ModeResult[]> {
  const results: ModeResult[] = [];
  let trained: TrainedHead | undefined;
  try {
    // In the chapter's order, for fine-tuning moves the head that the frozen mode is described by.
    for (const mode of TRANSFER_MODES.filter((known) => modes.includes(known))) {
      task.signal?.throwIfAborted();
      if (mode === "classifier" && task.answers !== undefined)
        results.push(useClassifier(task, task.answers));
      if (mode === "features") results.push(fitOnFeatures(task));
      if (mode === "frozen" || mode === "fine-tuned") trained ??= await trainFrozen(task);
      if (mode === "frozen") results.push(describeFrozen(trained!));
      if (mode === "fine-tuned") results.push(await tune(task, trained!));
      if (mode === "scratch") results.push(await startFromScratch(task));
      onMode?.(mode);
    }
  } finally {
    trained?.dispose();
  }
  return results;
}

function useClassifier({ rows }: ModeTask, answers: readonly number[]): ModeResult {
  const predicted = rows.test.map((row) => answers[row]!);
  return { mode: "classifier", predicted, seconds: 0, trainedParameters: 0 };
}

function fitOnFeatures({ features: { features, labels }, rows, options }: ModeTask): ModeResult {
  const started = performance.now();
  const svc = fitSvc(
    takeRows(features, rows.train),
    rows.train.map((row) => labels[row]!),
    { kernel: "linear", C: 0.01, ...options.svm },
  );
  const predicted = svc.predict(takeRows(features, rows.test));
  const seconds = (performance.now() - started) / 1000;
  return {
    mode: "features",
    predicted,
    seconds,
    trainedParameters: countPlanes(svc.classes.length, features.columns),
  };
}

/** Weights and intercepts of the planes between every two classes. */
function countPlanes(classes: number, features: number): number {
  return ((classes * (classes - 1)) / 2) * (features + 1);
}

async function trainFrozen(task: ModeTask): Promise<TrainedHead> {
  const { features, rows, options, seed, signal } = task;
  return trainHead(selectRows(features, rows.train), {
    ...options.head,
    validation: selectRows(features, rows.test),
    validateEachEpoch: false,
    seed,
    signal,
    onStep: tellShare(task, "frozen"),
  });
}

function describeFrozen({ head, evaluation, seconds }: TrainedHead): ModeResult {
  return {
    mode: "frozen",
    predicted: evaluation.predicted,
    seconds,
    trainedParameters: summarize(head).trainableParameters,
  };
}

/** Loads the backbone anew, for fine-tuning moves it. */
async function tune(task: ModeTask, trained: TrainedHead): Promise<ModeResult> {
  const { dataset, rows, options, seed, signal } = task;
  const backbone = await loadPooled(task.spec);
  try {
    const tuned = await fineTune(backbone, trained.head, pickItems(dataset, rows.train), {
      ...options.fineTune,
      validation: pickItems(dataset, rows.test),
      validateEachEpoch: false,
      seed,
      signal,
      onStep: tellShare(task, "fine-tuned"),
    });
    return {
      mode: "fine-tuned",
      predicted: tuned.after.predicted,
      seconds: trained.seconds + tuned.trunkSeconds + tuned.seconds,
      trainedParameters: countTrained(tuned.ledger),
    };
  } finally {
    backbone.dispose();
  }
}

/** The same network from random weights, all of it trained. */
async function startFromScratch(task: ModeTask): Promise<ModeResult> {
  const { spec, dataset, rows, options, seed, signal } = task;
  const pretrained = await loadPooled(spec);
  try {
    const scratch = await trainFromScratch(
      pretrained,
      { recipe: "gap-dense" },
      pickItems(dataset, rows.train),
      {
        ...options.scratch,
        validation: pickItems(dataset, rows.test),
        validateEachEpoch: false,
        seed,
        signal,
        onStep: tellShare(task, "scratch"),
      },
    );
    scratch.dispose();
    return {
      mode: "scratch",
      predicted: scratch.after.predicted,
      seconds: scratch.imageSeconds + scratch.seconds,
      trainedParameters: countTrained(scratch.ledger),
    };
  } finally {
    pretrained.dispose();
  }
}

function tellShare({ onShare }: ModeTask, mode: TransferMode) {
  return ({ step, totalSteps }: StepProgress) => onShare?.(mode, step / totalSteps);
}

function pickItems(dataset: ImageDataset, rows: readonly number[]): ImageDataset {
  return { ...dataset, items: rows.map((row) => dataset.items[row]!) };
}

function countTrained(ledger: readonly LedgerEntry[]): number {
  return ledger.filter(({ role }) => role === "trained").reduce((sum, { size }) => sum + size, 0);
}
