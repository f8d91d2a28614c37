import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { LabError } from "../errors/lab-error.ts";
import { permutation, type Random, seededRandom } from "../random/generator.ts";
import { tf } from "../tensors/tf.ts";
import { type Evaluation, evaluateLayers } from "./evaluate-layers.ts";
import { type LayerPlan, runPlan, trainableVariables } from "./layer-plan.ts";
import { batchTensor, oneHot, type TrainingRows } from "./training-rows.ts";

/** What one epoch came to. Epoch 0 is the model before its first step. */
export interface EpochRecord {
  readonly epoch: number;
  /** Mean over the epoch's batches, each measured before its step; for epoch 0, of the untouched model. */
  readonly loss: number;
  readonly accuracy: number;
  /** After the epoch's last step; absent without validation data. */
  readonly valLoss?: number;
  readonly valAccuracy?: number;
  readonly learningRate: number;
  readonly seconds: number;
}

export interface FitOptions {
  readonly validation?: TrainingRows | undefined;
  /** Passes over the training rows, at least 1. */
  readonly epochs: number;
  /** Rows a step. @defaultValue 32 */
  readonly batchSize?: number | undefined;
  /** Step size, above 0. */
  readonly learningRate: number;
  /** @defaultValue "adam" */
  readonly optimizer?: "sgd" | "adam" | undefined;
  /** Share of the last step that SGD adds to the next, in [0, 1). @defaultValue 0.9 */
  readonly momentum?: number | undefined;
  /** Keeps BatchNormalization that trains on its moving statistics, as Keras's transfer-learning guide does. */
  readonly freezeStatistics?: boolean | undefined;
  /** Order of the rows, and dropout. @defaultValue 0 */
  readonly seed?: number | undefined;
  /** Shuffles rows before each epoch. @defaultValue true */
  readonly shuffle?: boolean | undefined;
  readonly onEpoch?: ((record: EpochRecord) => void | Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What training came to. */
export interface FitResult {
  /** One record an epoch, the untouched model first. */
  readonly history: readonly EpochRecord[];
  /** The model before its first step, on the validation rows or, where there are none, the training rows. */
  readonly before: Evaluation;
  /** The model after its last step, on the same rows. */
  readonly after: Evaluation;
}

/** Training went wrong in a way that more of it will not mend: the loss is no longer a number. */
export class DivergedError extends LabError {
  override name = "DivergedError";
  readonly epoch: number;
  readonly learningRate: number;

  constructor(epoch: number, learningRate: number) {
    super(
      `training: expected a finite loss, received NaN in epoch ${epoch}; lower the learning rate (now ${learningRate})`,
    );
    this.epoch = epoch;
    this.learningRate = learningRate;
  }
}

/**
 * Trains the trainable layers of a plan to tell classes apart: categorical cross-entropy on its softmax output.
 *
 * Dropout and BatchNormalization are in training mode, BatchNormalization only where it trains. The optimizer lives as
 * long as the call; nothing is left behind but the moved weights.
 *
 * @param plan - ends in probabilities `[batch, class]`; its layers are moved in place.
 * @throws {@link ArgumentError} when nothing trains, or an option is out of range; {@link DivergedError} when the loss
 *   is not finite; the signal's reason when it is aborted, after the step under way.
 * @see Keras `trainers/trainer.py` (train_step) for the order of loss, gradient, step and metric
 */
export async function fitLayers(
  plan: LayerPlan,
  rows: TrainingRows,
  options: FitOptions,
): Promise<FitResult> {
  const {
    epochs,
    batchSize = 32,
    learningRate,
    seed = 0,
    shuffle = true,
    onEpoch,
    signal,
    validation,
  } = options;
  requireCount("epochs", epochs);
  requireCount("batchSize", batchSize);
  if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    throw new ArgumentError("learningRate", "a finite number above 0", learningRate);
  }
  if (rows.features.rows === 0) throw new ArgumentError("rows", "at least one row to train on", "none");
  const variables = trainableVariables(plan);
  if (variables.length === 0) {
    throw new ArgumentError(
      "layers",
      "at least one that trains; set layer.trainable, or unfreeze from a lower layer",
      "none",
    );
  }
  const random = seededRandom(seed);
  const count = rows.features.rows;
  const optimizer = createOptimizer(options);
  try {
    const untouched = evaluateUntouched(plan, rows, options);
    const history: EpochRecord[] = [untouched.record];
    await onEpoch?.(untouched.record);
    let checked: Evaluation | undefined;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const started = performance.now();
      const order = shuffle
        ? permutation(random, count)
        : Uint32Array.from({ length: count }, (_, row) => row);
      let lossSum = 0;
      let correct = 0;
      for (let from = 0; from < count; from += batchSize) {
        signal?.throwIfAborted();
        const batch = order.subarray(from, Math.min(count, from + batchSize));
        const step = trainOnBatch(
          plan,
          rows,
          batch,
          variables,
          optimizer,
          random,
          options.freezeStatistics ?? false,
        );
        if (!Number.isFinite(step.loss)) throw new DivergedError(epoch, learningRate);
        lossSum += step.loss * batch.length;
        correct += step.correct;
        // Timers, interrupts and messages get their turn between steps.
        await new Promise(setImmediate);
      }
      const seconds = (performance.now() - started) / 1000;
      checked = validation && evaluateLayers(plan, validation);
      const record = {
        epoch,
        loss: lossSum / count,
        accuracy: correct / count,
        ...named(checked),
        learningRate,
        seconds,
      };
      history.push(record);
      await onEpoch?.(record);
    }
    return { history, before: untouched.evaluation, after: checked ?? evaluateLayers(plan, rows) };
  } finally {
    optimizer.dispose();
  }
}

function evaluateUntouched(plan: LayerPlan, rows: TrainingRows, { validation, learningRate }: FitOptions) {
  const started = performance.now();
  const onRows = evaluateLayers(plan, rows);
  const checked = validation && evaluateLayers(plan, validation);
  const seconds = (performance.now() - started) / 1000;
  const { loss, accuracy } = onRows;
  const record: EpochRecord = { epoch: 0, loss, accuracy, ...named(checked), learningRate, seconds };
  return { record, evaluation: checked ?? onRows };
}

function named(evaluation: Evaluation | undefined) {
  return evaluation === undefined ? {} : { valLoss: evaluation.loss, valAccuracy: evaluation.accuracy };
}

/** One step: loss and correct answers before it, then the weights move. */
export function trainOnBatch(
  plan: LayerPlan,
  rows: TrainingRows,
  batch: ArrayLike<number>,
  variables: tf.Variable[],
  optimizer: tf.Optimizer,
  random: Random,
  freezeStatistics: boolean,
): { readonly loss: number; readonly correct: number } {
  return tf.tidy(() => {
    const input = batchTensor(rows, batch);
    const truth = oneHot(rows, batch);
    let correct = 0;
    const { value, grads } = tf.variableGrads(() => {
      const probabilities = runPlan(plan, input, { training: true, freezeStatistics, random });
      if (probabilities.rank !== 2 || probabilities.shape[1] !== rows.classNames.length) {
        throw new ShapeError(
          "output of the layers",
          `[batch, ${rows.classNames.length}]`,
          probabilities.shape,
        );
      }
      correct = tf.tidy(() => probabilities.argMax(1).equal(truth.argMax(1)).sum().arraySync() as number);
      return tf.metrics.categoricalCrossentropy(truth, probabilities).mean() as tf.Scalar;
    }, variables);
    optimizer.applyGradients(grads);
    return { loss: value.arraySync(), correct };
  });
}

function createOptimizer({ optimizer = "adam", learningRate, momentum = 0.9 }: FitOptions): tf.Optimizer {
  if (!(momentum >= 0 && momentum < 1)) throw new ArgumentError("momentum", "a number in [0, 1)", momentum);
  switch (optimizer) {
    case "adam":
      return tf.train.adam(learningRate);
    case "sgd":
      return momentum === 0 ? tf.train.sgd(learningRate) : tf.train.momentum(learningRate, momentum);
    default:
      throw new ArgumentError("optimizer", `"sgd" or "adam"`, `"${optimizer as string}"`);
  }
}

function requireCount(argument: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new ArgumentError(argument, "a whole number of at least 1", value);
}
