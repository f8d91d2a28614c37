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
import { createOptimizer } from "../optimizers/optimizer.ts";
import { trainedWeights } from "../optimizers/trained-weights.ts";
import { rateAt, scheduleOf } from "../schedules/schedule.ts";
import type { TrainingRows } from "../training-rows.ts";
import { countedRandom } from "./counted-random.ts";
import { DivergedError } from "./diverged-error.ts";
import { createStopper } from "./early-stopping.ts";
import { drawEpoch } from "./epoch-rows.ts";
import { type EpochRecord, type FitOptions, type FitResult, requireFitOptions } from "./fit-options.ts";
import { classWeightsOf, type Trainer, trainOnBatch } from "./train-step.ts";

/**
 * Trains the trainable layers of a plan to tell classes apart: categorical cross-entropy on its softmax output.
 *
 * Dropout and BatchNormalization are in training mode, BatchNormalization only where it trains. The optimizer lives as
 * long as the call; nothing is left behind but the moved weights and, where one is asked for, the checkpoint.
 *
 * A training that goes on from a checkpoint takes the same steps as one that was never cut, bit for bit on the same
 * machine, engine and number of threads: weights, moving statistics, the optimizer's memory, random numbers, early
 * stopping and the place within the epoch are in it. `history` and `before` are those of the first start. `epochs` may
 * grow as long as the rates of the steps already taken stay what they were.
 *
 * @param plan - ends in probabilities `[batch, class]`; its layers are moved in place.
 * @throws {@link ArgumentError} when nothing trains, or an option is out of range; {@link DivergedError} when the loss
 *   is not finite; {@link CheckpointError} when the checkpoint to go on from is damaged or of another training; the
 *   signal's reason when it is aborted, after the step under way.
 * @example
 * const { history, after } = await fitLayers(planLayers(head), features, {
 *   epochs: 20,
 *   learningRate: cosine({ peak: 1e-3, warmUp: 0.1 }),
 *   checkpoint: { path: "out/head.checkpoint", resume: true },
 * });
 */
export async function fitLayers(
  plan: LayerPlan,
  rows: TrainingRows,
  options: FitOptions,
): Promise<FitResult> {
  requireFitOptions(rows, options);
  const weights = trainedWeights(plan, options);
  const stopper =
    options.earlyStopping && createStopper(options.earlyStopping, options.validation !== undefined);
  const random = countedRandom(options.seed ?? 0);
  using optimizer = createOptimizer(weights, options);
  const trainer: Trainer = {
    plan,
    weights,
    optimizer,
    random: random.next,
    freezeStatistics: options.freezeStatistics ?? false,
    classCount: rows.classNames.length,
    classWeights: classWeightsOf(rows, options.classWeight),
    labelSmoothing: options.labelSmoothing,
  };
  const { validation, epochs, batchSize = 32, checkpoint, onStep, onEpoch, signal } = options;
  const count = rows.features.rows;
  const stepsPerEpoch = Math.ceil(count / batchSize);
  const totalSteps = epochs * stepsPerEpoch;
  const schedule = scheduleOf(options.learningRate);
  const moving = movingVariables(plan);
  let bestWeights: readonly Float32Array[] | undefined;
  let checked: Evaluation | undefined;

  let known: TrainingIdentity | undefined;
  const identity = () => {
    known ??= { fingerprint: fingerprint(plan, rows, options), schedule, epochs, totalSteps };
    return known;
  };
  const save = async () => {
    if (checkpoint === undefined) return;
    progress.drawn = random.drawn();
    const state = { progress, stopping: stopper?.readState(), bestWeights, optimizer: optimizer.readState() };
    await saveTraining(checkpoint.path, { ...state, weights: copyValues(moving) }, identity());
  };
  const stopWhenAborted = async () => {
    if (!signal?.aborted) return;
    await save();
    signal.throwIfAborted();
  };

  const found = checkpoint?.resume ? await loadTraining(checkpoint.path, identity) : undefined;
  if (found !== undefined) {
    putValues(moving, found.weights);
    optimizer.writeState(found.optimizer);
    if (found.stopping !== undefined) stopper?.writeState(found.stopping);
    bestWeights = found.bestWeights;
  }
  const progress = found?.progress ?? (await start(plan, rows, rateAt(schedule, 0, totalSteps), options));
  if (found === undefined) await onEpoch?.(progress.history[0]!);

  while (progress.epoch <= epochs && !stopper?.readState().stopped) {
    const started = performance.now() - progress.seconds * 1000;
    const passed = () => (performance.now() - started) / 1000;
    const { epoch } = progress;
    random.skipTo(progress.drawnBefore);
    const epochRows = await drawEpoch(epoch, rows, options, random.next);
    random.skipTo(progress.drawn);
    while (progress.batch < stepsPerEpoch) {
      await stopWhenAborted();
      const from = progress.batch * batchSize;
      const batch = epochRows.take(from, Math.min(count, from + batchSize));
      const learningRate = rateAt(schedule, progress.step, totalSteps);
      const { loss, correct } = trainOnBatch(trainer, batch, learningRate);
      if (!Number.isFinite(loss)) throw new DivergedError(epoch, learningRate);
      progress.lossSum += loss * batch.labels.length;
      progress.correct += correct;
      progress.batch++;
      progress.step++;
      progress.seconds = passed();
      onStep?.({
        epoch,
        epochs,
        step: progress.step,
        totalSteps,
        loss,
        learningRate,
        seconds: progress.seconds,
      });
      const isDue = checkpoint?.everySteps !== undefined && progress.step % checkpoint.everySteps === 0;
      if (isDue && progress.batch < stepsPerEpoch) await save();
      // Timers, interrupts and messages get their turn between steps.
      await new Promise(setImmediate);
    }
    await stopWhenAborted();
    checked = validation && (await evaluateOrSave(() => evaluateInTurns(plan, validation, signal), save));
    const record: EpochRecord = {
      epoch,
      loss: progress.lossSum / count,
      accuracy: progress.correct / count,
      ...named(checked),
      learningRate: rateAt(schedule, progress.step - 1, totalSteps),
      seconds: progress.seconds,
    };
    if (stopper?.observe(record) && stopper.restoreBest) bestWeights = copyValues(moving);
    progress.history.push(record);
    beginEpoch(progress, epoch + 1, random.drawn());
    const isLast = epoch === epochs || stopper?.readState().stopped;
    if (isLast || epoch % (checkpoint?.everyEpochs ?? 1) === 0) await save();
    await onEpoch?.(record);
    // What a callback read of the weights stays as it was.
    optimizer.detach();
  }

  const { bestEpoch = 0, stopped = false } = stopper?.readState() ?? {};
  const last = progress.epoch - 1;
  const epoch = bestWeights === undefined ? last : bestEpoch;
  if (bestWeights !== undefined && bestEpoch !== last) {
    putValues(moving, bestWeights);
    checked = undefined;
  }
  const after = checked ?? (await evaluateInTurns(plan, validation ?? rows));
  return { history: progress.history, before: progress.before, after, epoch, stoppedEarly: stopped };
}

/** The model before its first step. */
async function start(
  plan: LayerPlan,
  rows: TrainingRows,
  learningRate: number,
  { validation, signal }: FitOptions,
): Promise<Progress> {
  const started = performance.now();
  const onRows = await evaluateInTurns(plan, rows, signal);
  const checked = validation && (await evaluateInTurns(plan, validation, signal));
  const seconds = (performance.now() - started) / 1000;
  const { loss, accuracy } = onRows;
  const record: EpochRecord = { epoch: 0, loss, accuracy, ...named(checked), learningRate, seconds };
  const progress = { step: 0, history: [record], before: checked ?? onRows } as Partial<Progress> as Progress;
  beginEpoch(progress, 1, 0);
  return progress;
}

function beginEpoch(progress: Progress, epoch: number, drawn: number): void {
  const fresh = { epoch, batch: 0, lossSum: 0, correct: 0, seconds: 0, drawnBefore: drawn, drawn };
  Object.assign(progress, fresh);
}

async function evaluateOrSave(
  evaluate: () => Promise<Evaluation>,
  save: () => Promise<void>,
): Promise<Evaluation> {
  try {
    return await evaluate();
  } catch (error) {
    await save();
    throw error;
  }
}

function named(evaluation: Evaluation | undefined) {
  return evaluation === undefined ? {} : { valLoss: evaluation.loss, valAccuracy: evaluation.accuracy };
}
