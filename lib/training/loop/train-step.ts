import { ShapeError } from "../../errors/argument-error.ts";
import type { Random } from "../../random/generator.ts";
import { groupByClass } from "../../selection/class-groups.ts";
import { type ClassWeight, resolveClassWeights } from "../../svm/class-weights.ts";
import { tf } from "../../tensors/tf.ts";
import { type LayerPlan, runPlan } from "../layer-plan.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { TrainedWeight } from "../optimizers/trained-weights.ts";
import type { LabelledBatch, TrainingRows } from "../training-rows.ts";

/** What a step is taken with. */
export interface Trainer {
  /** Ends in probabilities `[batch, class]`. */
  readonly plan: LayerPlan;
  readonly weights: readonly TrainedWeight[];
  readonly optimizer: Pick<Optimizer, "applyGradients">;
  /** Chooses what dropout drops. */
  readonly random: Random;
  /** Keeps BatchNormalization that trains on its moving statistics. */
  readonly freezeStatistics: boolean;
  readonly classCount: number;
  /** Weight of each class in the loss; absent: 1 for all. */
  readonly classWeights?: readonly number[] | undefined;
  /** Share of the truth that is spread over all classes. */
  readonly labelSmoothing?: number | undefined;
}

/**
 * Takes one step: loss and correct answers before it, then the weights move.
 *
 * @throws {@link ShapeError} when the plan's output is not `[batch, classCount]`.
 * @see Keras `trainers/trainer.py` (train_step) for the order of loss, gradient, step and metric
 */
export function trainOnBatch(
  trainer: Trainer,
  batch: LabelledBatch,
  learningRate: number,
): { readonly loss: number; readonly correct: number } {
  const { plan, weights, optimizer, random, freezeStatistics, classCount } = trainer;
  const { labels, values, shape } = batch;
  return tf.tidy(() => {
    const input = tf.tensor(values, [labels.length, ...shape]);
    const truth = truthOf(batch, trainer);
    let correct = 0;
    const { value, grads } = tf.variableGrads(
      () => {
        const probabilities = runPlan(plan, input, { training: true, freezeStatistics, random });
        if (probabilities.rank !== 2 || probabilities.shape[1] !== classCount)
          throw new ShapeError("output of the layers", `[batch, ${classCount}]`, probabilities.shape);
        correct = countRight(probabilities.dataSync(), labels);
        const losses = tf.metrics.categoricalCrossentropy(truth, probabilities);
        return weigh(losses, batch, trainer).mean() as tf.Scalar;
      },
      weights.map(({ variable }) => variable),
    );
    optimizer.applyGradients(grads, learningRate);
    return { loss: value.arraySync(), correct };
  });
}

/** Resolves weights by label; classes without rows have 1. */
export function classWeightsOf(
  { labels, classNames }: TrainingRows,
  classWeight: ClassWeight | undefined,
): number[] | undefined {
  if (classWeight === undefined) return undefined;
  const groups = groupByClass(labels);
  const given = resolveClassWeights(classWeight, groups);
  const weights = classNames.map(() => 1);
  groups.forEach(({ label }, index) => {
    weights[label] = given[index]!;
  });
  return weights;
}

/** `[batch, class]`: ones and zeros, or with smoothing what Keras's CategoricalCrossentropy makes of them. */
function truthOf({ labels }: LabelledBatch, { classCount, labelSmoothing = 0 }: Trainer): tf.Tensor2D {
  const values = new Float32Array(labels.length * classCount).fill(labelSmoothing / classCount);
  labels.forEach((label, row) => {
    values[row * classCount + label]! += 1 - labelSmoothing;
  });
  return tf.tensor2d(values, [labels.length, classCount]);
}

function weigh(losses: tf.Tensor, { labels }: LabelledBatch, { classWeights }: Trainer): tf.Tensor {
  return classWeights === undefined ? losses : losses.mul(labels.map((label) => classWeights[label]!));
}

function countRight(probabilities: ArrayLike<number>, labels: readonly number[]): number {
  const classCount = probabilities.length / labels.length;
  return labels.filter((label, row) => {
    let best = 0;
    for (let column = 1; column < classCount; column++) {
      if (probabilities[row * classCount + column]! > probabilities[row * classCount + best]!) best = column;
    }
    return best === label;
  }).length;
}
