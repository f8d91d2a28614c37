import { copyValues, putValues } from "../checkpoints/weight-values.ts";
import { type Evaluation, evaluateInTurns } from "../evaluate-layers.ts";
import type { LayerPlan } from "../layer-plan.ts";
import { rateAt } from "../schedules/schedule.ts";
import type { TrainingRows } from "../training-rows.ts";
import { DivergedError } from "./diverged-error.ts";
import { drawEpoch } from "./epoch-rows.ts";
import type { EpochRecord, FitOptions, FitResult } from "./fit-options.ts";
import {
  beginRun,
  freshEpoch,
  named,
  openRun,
  type Run,
  resumeRun,
  type Standing,
  saveRun,
} from "./run-state.ts";
import { trainOnBatch } from "./train-step.ts";

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
  const run = openRun(plan, rows, options);
  try {
    return await trainRun(run);
  } finally {
    run.optimizer.dispose();
  }
}

async function trainRun(run: Run): Promise<FitResult> {
  const { options, stopper, random, optimizer } = run;
  const { epochs, checkpoint, onEpoch } = options;
  const resumed = await resumeRun(run);
  const standing = resumed ?? (await beginRun(run));
  const { progress } = standing;
  if (resumed === undefined) await onEpoch?.(progress.history[0]!);
  const isOver = () => progress.epoch > epochs || (stopper?.readState().stopped ?? false);
  let checked: Evaluation | undefined;
  while (!isOver()) {
    await takeSteps(run, standing);
    checked = await validate(run, standing);
    const record = recordOf(run, standing, checked);
    if (stopper?.observe(record) && stopper.restoreBest) standing.bestWeights = copyValues(run.moving);
    progress.history.push(record);
    Object.assign(progress, freshEpoch(progress.epoch + 1, random.drawn()));
    if (isOver() || record.epoch % (checkpoint?.everyEpochs ?? 1) === 0) await saveRun(run, standing);
    await onEpoch?.(record);
    // What a callback read of the weights stays as it was.
    optimizer.detach();
  }
  return finish(run, standing, checked);
}

/** Takes the steps of the epoch under way that were not taken yet. */
async function takeSteps(run: Run, standing: Standing): Promise<void> {
  const { rows, options, random, schedule, batchSize, stepsPerEpoch, totalSteps } = run;
  const { epochs, checkpoint, onStep } = options;
  const { progress } = standing;
  const { epoch } = progress;
  const started = performance.now() - progress.seconds * 1000;
  random.skipTo(progress.drawnBefore);
  const epochRows = await drawEpoch(epoch, rows, options, random.next);
  random.skipTo(progress.drawn);
  while (progress.batch < stepsPerEpoch) {
    await stopWhenAborted(run, standing);
    const from = progress.batch * batchSize;
    const batch = epochRows.take(from, Math.min(rows.features.rows, from + batchSize));
    const learningRate = rateAt(schedule, progress.step, totalSteps);
    const { loss, correct } = trainOnBatch(run.trainer, batch, learningRate);
    if (!Number.isFinite(loss)) throw new DivergedError(epoch, learningRate);
    progress.lossSum += loss * batch.labels.length;
    progress.correct += correct;
    progress.batch++;
    progress.step++;
    progress.seconds = (performance.now() - started) / 1000;
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
    if (isDue && progress.batch < stepsPerEpoch) await saveRun(run, standing);
    // Timers, interrupts and messages get their turn between steps.
    await new Promise(setImmediate);
  }
  await stopWhenAborted(run, standing);
}

async function stopWhenAborted(run: Run, standing: Standing): Promise<void> {
  const { signal } = run.options;
  if (!signal?.aborted) return;
  await saveRun(run, standing);
  signal.throwIfAborted();
}

/** Evaluates the validation rows where they are wanted after each epoch; a run that is aborted meanwhile goes on from here. */
async function validate(run: Run, standing: Standing): Promise<Evaluation | undefined> {
  const { validation, validateEachEpoch = true, signal } = run.options;
  if (validation === undefined || !validateEachEpoch) return undefined;
  try {
    return await evaluateInTurns(run.plan, validation, signal);
  } catch (error) {
    await saveRun(run, standing);
    throw error;
  }
}

function recordOf(
  { rows, schedule, totalSteps }: Run,
  { progress }: Standing,
  checked: Evaluation | undefined,
): EpochRecord {
  const { epoch, lossSum, correct, step, seconds } = progress;
  const learningRate = rateAt(schedule, step - 1, totalSteps);
  const count = rows.features.rows;
  return {
    epoch,
    loss: lossSum / count,
    accuracy: correct / count,
    ...named(checked),
    learningRate,
    seconds,
  };
}

/** Puts the best weights back where early stopping asks for it. */
async function finish(
  { plan, rows, options, stopper, moving }: Run,
  { progress, bestWeights }: Standing,
  checked: Evaluation | undefined,
): Promise<FitResult> {
  const { history, before } = progress;
  const { bestEpoch = 0, stopped = false } = stopper?.readState() ?? {};
  const last = progress.epoch - 1;
  const epoch = bestWeights === undefined ? last : bestEpoch;
  if (bestWeights !== undefined && epoch !== last) putValues(moving, bestWeights);
  const isKnown = epoch === last && checked !== undefined;
  const after = isKnown ? checked : await evaluateInTurns(plan, options.validation ?? rows);
  return { history, before, after, epoch, stoppedEarly: stopped };
}
