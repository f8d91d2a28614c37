import { type Matrix, matrix } from "../matrix/matrix.ts";
import { accuracyInterval } from "../metrics/accuracy.ts";
import { tf } from "../tensors/tf.ts";
import { type LayerPlan, runPlan } from "./layer-plan.ts";
import { batchTensor, type TrainingRows } from "./training-rows.ts";

/** How well a model tells the classes of some rows. */
export interface Evaluation {
  /** Mean categorical cross-entropy. */
  readonly loss: number;
  /** Share of rows whose most probable class is theirs. */
  readonly accuracy: number;
  /** Interval of the accuracy at 95 % confidence. */
  readonly low: number;
  readonly high: number;
  readonly correct: number;
  readonly total: number;
  /** Most probable class of each row. */
  readonly predicted: readonly number[];
}

const BATCH_ROWS = 64;
/** As Keras keeps the logarithm finite: backend.epsilon(). */
const EPSILON = 1e-7;

/** Runs the plan in inference mode on every row: probabilities `[row, class]`. */
export function predictLayers(plan: LayerPlan, rows: TrainingRows): Matrix {
  const count = rows.features.rows;
  const classCount = rows.classNames.length;
  const result = matrix(count, classCount);
  for (let from = 0; from < count; from += BATCH_ROWS) {
    const batch = Array.from({ length: Math.min(BATCH_ROWS, count - from) }, (_, index) => from + index);
    const output = tf.tidy(() => runPlan(plan, batchTensor(rows, batch), { training: false }));
    result.values.set(output.dataSync(), from * classCount);
    output.dispose();
  }
  return result;
}

/** Predicts every row and compares with its class. */
export function evaluateLayers(plan: LayerPlan, rows: TrainingRows): Evaluation {
  const probabilities = predictLayers(plan, rows);
  const { rows: total, columns, values } = probabilities;
  const predicted: number[] = [];
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < total; row++) {
    const truth = rows.labels[row]!;
    let best = 0;
    for (let column = 1; column < columns; column++) {
      if (values[row * columns + column]! > values[row * columns + best]!) best = column;
    }
    predicted.push(best);
    if (best === truth) correct++;
    loss -= Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, values[row * columns + truth]!))) / total;
  }
  const { low, high } = accuracyInterval(correct, total);
  return { loss, accuracy: correct / total, low, high, correct, total, predicted };
}
