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
  const result = matrix(rows.features.rows, rows.classNames.length);
  for (const { values, from } of outputBatches(plan, rows)) result.values.set(values, from * result.columns);
  return result;
}

/** Predicts every row and compares with its class. */
export function evaluateLayers(plan: LayerPlan, rows: TrainingRows): Evaluation {
  return compareWithLabels(predictLayers(plan, rows), rows);
}

/**
 * Does what {@link evaluateLayers} does, and lets timers, interrupts and messages have their turn between batches.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function evaluateInTurns(
  plan: LayerPlan,
  rows: TrainingRows,
  signal?: AbortSignal | undefined,
): Promise<Evaluation> {
  return compareWithLabels(await runRows(plan, rows, signal).then(({ features }) => features), rows);
}

/**
 * Runs the plan in inference mode on every row, and returns what it makes of each, as rows.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function runRows(
  plan: LayerPlan,
  rows: TrainingRows,
  signal?: AbortSignal | undefined,
): Promise<TrainingRows> {
  let features = matrix(rows.features.rows, 0);
  let shape: readonly number[] = [];
  for (const batch of outputBatches(plan, rows)) {
    if (batch.from === 0) {
      shape = batch.shape;
      features = matrix(
        rows.features.rows,
        shape.reduce((product, side) => product * side, 1),
      );
    }
    features.values.set(batch.values, batch.from * features.columns);
    await new Promise(setImmediate);
    signal?.throwIfAborted();
  }
  return { features, shape, labels: rows.labels, classNames: rows.classNames };
}

/** Outputs of the plan, some rows at a time. */
function* outputBatches(plan: LayerPlan, rows: TrainingRows) {
  const count = rows.features.rows;
  for (let from = 0; from < count; from += BATCH_ROWS) {
    const batch = Array.from({ length: Math.min(BATCH_ROWS, count - from) }, (_, index) => from + index);
    const output = tf.tidy(() => runPlan(plan, batchTensor(rows, batch), { training: false }));
    const values = output.dataSync() as Float32Array;
    const shape = output.shape.slice(1);
    output.dispose();
    yield { values, shape, from };
  }
}

function compareWithLabels({ rows: total, columns, values }: Matrix, { labels }: TrainingRows): Evaluation {
  const predicted: number[] = [];
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < total; row++) {
    const truth = labels[row]!;
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
