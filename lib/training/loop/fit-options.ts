import { ArgumentError } from "../../errors/argument-error.ts";
import type { ClassWeight } from "../../svm/class-weights.ts";
import type { Evaluation } from "../evaluate-layers.ts";
import type { OptimizerOptions } from "../optimizers/optimizer.ts";
import type { RateFactors } from "../optimizers/trained-weights.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { TrainingRows } from "../training-rows.ts";
import type { EarlyStopping } from "./early-stopping.ts";

/** What one epoch came to. Epoch 0 is the model before its first step. */
export interface EpochRecord {
  readonly epoch: number;
  /**
   * Mean over the epoch's batches, each measured before its step, with class weights and label smoothing; for epoch 0, of
   * the untouched model, without them.
   */
  readonly loss: number;
  readonly accuracy: number;
  /** After the epoch's last step; absent without validation data, and where `validateEachEpoch` is false. */
  readonly valLoss?: number;
  readonly valAccuracy?: number;
  /** Of the epoch's last step, for a weight with the rate factor 1. */
  readonly learningRate: number;
  readonly seconds: number;
}

/** Where training stands after a step. */
export interface StepProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done since the start of training. */
  readonly step: number;
  readonly totalSteps: number;
  /** Of the step's batch, before the step. */
  readonly loss: number;
  readonly learningRate: number;
  /** Since the start of the epoch. */
  readonly seconds: number;
}

/** Where and how often training is written to disk. */
export interface CheckpointOptions {
  /** File that holds the last checkpoint; its folder is made when it is not there. */
  readonly path: string;
  /** Writes one every so many epochs, and after the last one. @defaultValue 1 */
  readonly everyEpochs?: number | undefined;
  /** Writes one every so many steps too. @defaultValue only after epochs */
  readonly everySteps?: number | undefined;
  /**
   * Goes on from the checkpoint at `path`, or starts from the beginning when there is none. Without it the first
   * checkpoint replaces what is there. @defaultValue false
   */
  readonly resume?: boolean | undefined;
}

export interface FitOptions extends OptimizerOptions {
  readonly validation?: TrainingRows | undefined;
  /**
   * Whether the validation rows are evaluated after every epoch, for the history and for early stopping; `false`: before
   * the first step and after the last alone, which saves the time where nobody looks at the curve. @defaultValue true
   */
  readonly validateEachEpoch?: boolean | undefined;
  /** Passes over the training rows, at least 1. */
  readonly epochs: number;
  /** Rows a step. @defaultValue 32 */
  readonly batchSize?: number | undefined;
  /** Step size, above 0, or the schedule that gives it. */
  readonly learningRate: number | Schedule;
  /** Factors of the learning rate by layer, or by `layer/weight`. @defaultValue 1 for all */
  readonly rateFactors?: RateFactors | undefined;
  /** Keeps BatchNormalization that trains on its moving statistics, as Keras's transfer-learning guide does. */
  readonly freezeStatistics?: boolean | undefined;
  /** Order of the rows, choice of views, and dropout. @defaultValue 0 */
  readonly seed?: number | undefined;
  /** Shuffles rows before each epoch. @defaultValue true */
  readonly shuffle?: boolean | undefined;
  /**
   * Weight of each class in the loss, by label: "balanced" is rows / (classes × rows of the class). As in Keras, the
   * weighted losses of a batch are divided by its rows, not by the sum of the weights. @defaultValue 1 for all
   */
  readonly classWeight?: ClassWeight | undefined;
  /** Share of the truth that is spread evenly over all classes, in [0, 1). @defaultValue 0 */
  readonly labelSmoothing?: number | undefined;
  readonly earlyStopping?: EarlyStopping | undefined;
  /**
   * Further versions of the training rows, such as features of augmented pictures: in each epoch each row is taken from
   * the plain rows or one of these, all equally likely. Rows, labels and shape as in the plain rows.
   */
  readonly views?: readonly TrainingRows[] | undefined;
  /**
   * Makes the rows of one epoch (from 1) instead of `views`, in the order of the plain rows. Equal epochs must give equal
   * rows for a resumed training to continue exactly. The plain rows are still what is evaluated.
   */
  readonly drawViews?: ((epoch: number) => Promise<TrainingRows>) | undefined;
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Called after each step; weights move in place between calls, so copy what you read of them. */
  readonly onStep?: ((progress: StepProgress) => void) | undefined;
  readonly onEpoch?: ((record: EpochRecord) => void | Promise<void>) | undefined;
  /** Stops after the step under way; a checkpoint is written first where there is one. */
  readonly signal?: AbortSignal | undefined;
}

/** What training came to. */
export interface FitResult {
  /** One record an epoch, the untouched model first. */
  readonly history: readonly EpochRecord[];
  /** The model before its first step, on the validation rows or, where there are none, the training rows. */
  readonly before: Evaluation;
  /** The model as it is now, on the same rows. */
  readonly after: Evaluation;
  /** Epoch whose weights the model has now: the last one, or the best one where early stopping put it back. */
  readonly epoch: number;
  /** Whether early stopping ended the training before its last epoch. */
  readonly stoppedEarly: boolean;
}

/** @throws {@link ArgumentError} for an option that is out of range, or rows that do not belong together. */
export function requireFitOptions(rows: TrainingRows, options: FitOptions): void {
  const { epochs, batchSize = 32, labelSmoothing = 0, views = [], drawViews, checkpoint } = options;
  requireCount("epochs", epochs);
  requireCount("batchSize", batchSize);
  if (rows.features.rows === 0) throw new ArgumentError("rows", "at least one row to train on", "none");
  if (!(labelSmoothing >= 0 && labelSmoothing < 1))
    throw new ArgumentError("labelSmoothing", "a number in [0, 1)", labelSmoothing);
  if (views.length > 0 && drawViews !== undefined)
    throw new ArgumentError("views", "either views or drawViews", "both");
  views.forEach((view, index) => {
    requireSameRows(`views[${index}]`, view, rows);
  });
  if (checkpoint !== undefined) {
    const { everyEpochs = 1, everySteps = 1 } = checkpoint;
    requireCount("checkpoint.everyEpochs", everyEpochs);
    requireCount("checkpoint.everySteps", everySteps);
  }
}

/** @throws {@link ArgumentError} when `view` has not the rows of `rows`, in their order. */
export function requireSameRows(argument: string, view: TrainingRows, rows: TrainingRows): void {
  const { features, labels, shape } = view;
  if (features.rows !== rows.features.rows || shape.join() !== rows.shape.join()) {
    throw new ArgumentError(
      argument,
      `${rows.features.rows} rows of shape [${rows.shape.join(", ")}], as the plain rows`,
      `${features.rows} of [${shape.join(", ")}]`,
    );
  }
  const other = labels.findIndex((label, row) => label !== rows.labels[row]);
  if (other >= 0)
    throw new ArgumentError(argument, "the labels of the plain rows", `another one in row ${other}`);
}

function requireCount(argument: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new ArgumentError(argument, "a whole number of at least 1", value);
}
