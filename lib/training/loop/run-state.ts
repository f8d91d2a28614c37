import type { tf } from "../../tensors/tf.ts";
import { fingerprint } from "../checkpoints/fingerprint.ts";
import {
  loadTraining,
  type Progress,
  saveTraining,
  type TrainingIdentity,
} from "../checkpoints/training-checkpoint.ts";
import { copyValues, movingVariables, putValues } from "../checkpoints/weight-values.ts";
import { type Evaluation, evaluateInTurns } from "../evaluate-layers.ts";
import type { LayerPlan } from "../layer-plan.ts";
import { createOptimizer, type Optimizer, type OptimizerOptions } from "../optimizers/optimizer.ts";
import { trainedWeights } from "../optimizers/trained-weights.ts";
import { rateAt, type Schedule, scheduleOf } from "../schedules/schedule.ts";
import type { TrainingRows } from "../training-rows.ts";
import { type CountedRandom, countedRandom } from "./counted-random.ts";
import { createStopper, type Stopper } from "./early-stopping.ts";
import { type EpochRecord, type FitOptions, requireFitOptions } from "./fit-options.ts";
import { classWeightsOf, type Trainer } from "./train-step.ts";

/** What a training is made of, before it is known whether it begins or goes on. */
export interface Run {
  readonly plan: LayerPlan;
  readonly rows: TrainingRows;
  readonly options: FitOptions;
  readonly trainer: Trainer;
  /** To be disposed when the run is over. */
  readonly optimizer: Optimizer;
  readonly stopper: Stopper | undefined;
  readonly random: CountedRandom;
  readonly schedule: Schedule;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** All that training can change: weights that train, and moving statistics. */
  readonly moving: readonly tf.Variable[];
  /** Computed on first use, for it reads all rows. */
  identity(): TrainingIdentity;
}

/** Where a run stands. */
export interface Standing {
  readonly progress: Progress;
  /** Weights of the best epoch so far, where early stopping keeps them. */
  bestWeights: readonly Float32Array[] | undefined;
}

/**
 * Checks the options that say nothing of rows or layers, so that a mistake shows before anything is computed.
 *
 * @throws {@link ArgumentError} when one is out of range.
 */
export function requireOptions(
  options: OptimizerOptions &
    Partial<Pick<FitOptions, "learningRate" | "earlyStopping" | "seed" | "validateEachEpoch">>,
  hasValidation: boolean,
): void {
  if (options.learningRate !== undefined) scheduleOf(options.learningRate);
  openStopper(options, hasValidation);
  if (options.seed !== undefined) countedRandom(options.seed);
  createOptimizer([], options).dispose();
}

/** What early stopping may watch is what is evaluated after each epoch. */
function openStopper(
  { earlyStopping, validateEachEpoch = true }: Pick<FitOptions, "earlyStopping" | "validateEachEpoch">,
  hasValidation: boolean,
): Stopper | undefined {
  return earlyStopping && createStopper(earlyStopping, hasValidation && validateEachEpoch);
}

/** @throws {@link ArgumentError} when nothing trains, or an option is out of range. */
export function openRun(plan: LayerPlan, rows: TrainingRows, options: FitOptions): Run {
  requireFitOptions(rows, options);
  const { epochs, batchSize = 32, seed = 0, freezeStatistics = false, labelSmoothing } = options;
  const weights = trainedWeights(plan, options);
  const stopper = openStopper(options, options.validation !== undefined);
  const schedule = scheduleOf(options.learningRate);
  const classWeights = classWeightsOf(rows, options.classWeight);
  const classCount = rows.classNames.length;
  const random = countedRandom(seed);
  const optimizer = createOptimizer(weights, options);
  const stepsPerEpoch = Math.ceil(rows.features.rows / batchSize);
  const totalSteps = epochs * stepsPerEpoch;
  let known: TrainingIdentity | undefined;
  return {
    plan,
    rows,
    options,
    trainer: {
      plan,
      weights,
      optimizer,
      random: random.next,
      freezeStatistics,
      classCount,
      classWeights,
      labelSmoothing,
    },
    optimizer,
    stopper,
    random,
    schedule,
    batchSize,
    stepsPerEpoch,
    totalSteps,
    moving: movingVariables(plan),
    identity() {
      known ??= { fingerprint: fingerprint(plan, rows, options), schedule, epochs, totalSteps };
      return known;
    },
  };
}

/**
 * Goes on from the checkpoint of a run, where it is asked for and there is one.
 *
 * @throws {@link CheckpointError} when it is damaged, or of another training; nothing is changed then.
 */
export async function resumeRun(run: Run): Promise<Standing | undefined> {
  const { checkpoint } = run.options;
  const found = checkpoint?.resume ? await loadTraining(checkpoint.path, run.identity) : undefined;
  if (found === undefined) return undefined;
  putValues(run.moving, found.weights);
  run.optimizer.writeState(found.optimizer);
  if (found.stopping !== undefined) run.stopper?.writeState(found.stopping);
  return { progress: found.progress, bestWeights: found.bestWeights };
}

/** Measures the model before its first step. */
export async function beginRun({ plan, rows, options, schedule, totalSteps }: Run): Promise<Standing> {
  const { validation, signal } = options;
  const started = performance.now();
  const onRows = await evaluateInTurns(plan, rows, signal);
  const checked = validation && (await evaluateInTurns(plan, validation, signal));
  const seconds = (performance.now() - started) / 1000;
  const { loss, accuracy } = onRows;
  const learningRate = rateAt(schedule, 0, totalSteps);
  const record: EpochRecord = { epoch: 0, loss, accuracy, ...named(checked), learningRate, seconds };
  const progress = { step: 0, history: [record], before: checked ?? onRows, ...freshEpoch(1, 0) };
  return { progress, bestWeights: undefined };
}

/** Writes the checkpoint of a run that has one. */
export async function saveRun(run: Run, { progress, bestWeights }: Standing): Promise<void> {
  const { options, optimizer, random, stopper, moving } = run;
  if (options.checkpoint === undefined) return;
  progress.drawn = random.drawn();
  const state = {
    progress,
    stopping: stopper?.readState(),
    weights: copyValues(moving),
    optimizer: optimizer.readState(),
    bestWeights,
  };
  await saveTraining(options.checkpoint.path, state, run.identity());
}

/** What is counted anew in each epoch. */
export function freshEpoch(epoch: number, drawn: number) {
  return { epoch, batch: 0, lossSum: 0, correct: 0, seconds: 0, drawnBefore: drawn, drawn };
}

/** An evaluation as it stands in the record of an epoch. */
export function named(evaluation: Evaluation | undefined) {
  return evaluation === undefined ? {} : { valLoss: evaluation.loss, valAccuracy: evaluation.accuracy };
}
