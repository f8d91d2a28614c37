import { ArgumentError } from "../../errors/argument-error.ts";
import { copyValues, movingVariables, putValues } from "../checkpoints/weight-values.ts";
import type { LayerPlan } from "../layer-plan.ts";
import { createOptimizer, type OptimizerOptions } from "../optimizers/optimizer.ts";
import { type RateFactors, trainedWeights } from "../optimizers/trained-weights.ts";
import { requireRate } from "../schedules/schedule.ts";
import type { TrainingRows } from "../training-rows.ts";
import { countedRandom } from "./counted-random.ts";
import { drawEpoch, type EpochRows } from "./epoch-rows.ts";
import { type FitOptions, requireFitOptions } from "./fit-options.ts";
import { suggestSteepest, suggestValley } from "./suggest-rate.ts";
import { classWeightsOf, type Trainer, trainOnBatch } from "./train-step.ts";

export interface FindLearningRateOptions
  extends OptimizerOptions,
    Pick<
      FitOptions,
      "batchSize" | "freezeStatistics" | "seed" | "classWeight" | "labelSmoothing" | "signal"
    > {
  /** First rate, above 0. @defaultValue 1e-7 */
  readonly lowest?: number | undefined;
  /** Rate of the last step, above `lowest`. @defaultValue 10 */
  readonly highest?: number | undefined;
  /** Steps of the sweep, at least 20. @defaultValue 100 */
  readonly steps?: number | undefined;
  readonly rateFactors?: RateFactors | undefined;
}

/** One step of a sweep. */
export interface SweepStep {
  readonly learningRate: number;
  /** Of the step's batch, before the step. */
  readonly loss: number;
  /** Exponential mean of the losses so far, corrected for its start at zero. */
  readonly smoothedLoss: number;
}

export interface LearningRateSweep {
  /** Every step that was taken, in order. */
  readonly steps: readonly SweepStep[];
  /** Two thirds down the longest fall of the loss: a rate to train with; `undefined` when the loss never falls. */
  readonly valley: number | undefined;
  /** Where the loss falls fastest against the logarithm of the rate; `undefined` when it never falls. */
  readonly steepest: number | undefined;
  /** Whether the loss exploded or was no longer a number, which ends the sweep. */
  readonly diverged: boolean;
}

/** fastai's smoothing of the recorded losses. */
const SMOOTHING = 0.98;
/** A smoothed loss of so many times the best one ends the sweep, as in fastai. */
const DIVERGENCE = 4;
/**
 * So many steps in a row with so many times the loss of chance, or of the start, end it too: probabilities are clipped at
 * 1e-7, so that the loss is at most 16 and its mean may never be four times the best one.
 */
const BAD_STEPS = 3;
const BAD_LOSS = 2;
/** Steps at the end that no suggestion is made from: the loss has exploded there. */
const TAIL_STEPS = 5;

/**
 * Finds a learning rate: trains with a rate that grows exponentially from step to step, and looks where the loss falls.
 *
 * Weights and moving statistics are put back exactly as they were, also after an error.
 *
 * @param plan - ends in probabilities `[batch, class]`.
 * @throws {@link ArgumentError} when nothing trains or an option is out of range; the signal's reason when aborted.
 * @example
 * const { valley } = await findLearningRate(planLayers(head), features);
 * @see Smith 2015, https://arxiv.org/abs/1506.01186; fastai `callback/schedule.py`, LRFinder, valley and steep
 */
export async function findLearningRate(
  plan: LayerPlan,
  rows: TrainingRows,
  options: FindLearningRateOptions = {},
): Promise<LearningRateSweep> {
  const { lowest = 1e-7, highest = 10, steps = 100, signal, batchSize = 32 } = options;
  requireRate("lowest", lowest);
  requireRate("highest", highest);
  if (highest <= lowest) throw new ArgumentError("highest", `a rate above lowest (${lowest})`, highest);
  if (!(Number.isInteger(steps) && steps >= 20))
    throw new ArgumentError("steps", "a whole number of at least 20", steps);
  requireFitOptions(rows, { ...options, epochs: 1, learningRate: lowest });
  const weights = trainedWeights(plan, options);
  const { next: random } = countedRandom(options.seed ?? 0);
  const moving = movingVariables(plan);
  const kept = copyValues(moving);
  const optimizer = createOptimizer(weights, options);
  const trainer: Trainer = {
    plan,
    weights,
    optimizer,
    random,
    freezeStatistics: options.freezeStatistics ?? false,
    classCount: rows.classNames.length,
    classWeights: classWeightsOf(rows, options.classWeight),
    labelSmoothing: options.labelSmoothing,
  };
  const taken: SweepStep[] = [];
  let diverged = false;
  try {
    const batches = endlessBatches(rows, batchSize, random);
    let mean = 0;
    let best = Number.POSITIVE_INFINITY;
    let bad = 0;
    for (let step = 0; step < steps && !diverged; step++) {
      signal?.throwIfAborted();
      const learningRate = lowest * (highest / lowest) ** (step / (steps - 1));
      const { value: batch } = await batches.next();
      const { loss } = trainOnBatch(trainer, batch!, learningRate);
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
      const smoothedLoss = mean / (1 - SMOOTHING ** (step + 1));
      best = Math.min(best, smoothedLoss);
      const usual = Math.max(Math.log(trainer.classCount), taken[0]?.loss ?? loss);
      bad = loss > BAD_LOSS * usual ? bad + 1 : 0;
      // Written so that NaN ends the sweep.
      diverged = !(smoothedLoss <= DIVERGENCE * best) || bad === BAD_STEPS;
      if (Number.isFinite(loss)) taken.push({ learningRate, loss, smoothedLoss });
      await new Promise(setImmediate);
    }
  } finally {
    putValues(moving, kept);
    optimizer.dispose();
  }
  const judged = taken.slice(Math.floor(steps / 10), -TAIL_STEPS);
  return { steps: taken, valley: suggestValley(judged), steepest: suggestSteepest(judged), diverged };
}

/** Batches of full size, epoch after epoch; all rows where there are fewer than a batch. */
async function* endlessBatches(rows: TrainingRows, batchSize: number, random: () => number) {
  const count = rows.features.rows;
  const size = Math.min(batchSize, count);
  for (let epoch = 1; ; epoch++) {
    const drawn: EpochRows = await drawEpoch(epoch, rows, { epochs: 1, learningRate: 1 }, random);
    for (let from = 0; from + size <= count; from += size) yield drawn.take(from, from + size);
  }
}
