import type { tf } from "../tensors/tf.ts";
import type { Evaluation } from "./evaluate-layers.ts";
import { createHead, type HeadOptions } from "./heads/head.ts";
import { planLayers } from "./layer-plan.ts";
import { fitLayers } from "./loop/fit-layers.ts";
import type { EpochRecord, FitOptions } from "./loop/fit-options.ts";
import type { TrainingRows } from "./training-rows.ts";

export interface TrainHeadOptions extends HeadOptions, Partial<FitOptions> {}

export interface TrainedHead extends Disposable {
  /** `[batch, ...features]` -> probabilities `[batch, class]`; belongs to this record. */
  readonly head: tf.LayersModel;
  readonly classNames: readonly string[];
  /** One record an epoch; epoch 0 is the untrained head. */
  readonly history: readonly EpochRecord[];
  /** On the validation rows, or the training rows where there are none. */
  readonly evaluation: Evaluation;
  /** Epoch whose weights the head has: the last one, or the best one where early stopping put it back. */
  readonly epoch: number;
  readonly stoppedEarly: boolean;
  readonly seconds: number;
  dispose(): void;
}

/**
 * Trains a new head on features of a frozen backbone: the chapter's integrated feature extractor, at the cost of the
 * head alone, because a frozen backbone gives the same features every epoch.
 *
 * With augmented pictures, their features are `views`: see {@link extractViews}.
 *
 * @param rows - features of the training images, such as {@link extractFeatures} returns.
 * @throws as {@link createHead} and {@link fitLayers}.
 * @example
 * using trained = await trainHead(trainFeatures, { validation: testFeatures, epochs: 30 });
 * console.log(trained.evaluation.accuracy);
 */
export async function trainHead(rows: TrainingRows, options: TrainHeadOptions = {}): Promise<TrainedHead> {
  const { epochs = 30, learningRate = 1e-3, ...rest } = options;
  const started = performance.now();
  const head = createHead(rows, options);
  try {
    const { history, after, epoch, stoppedEarly } = await fitLayers(planLayers(head), rows, {
      ...rest,
      epochs,
      learningRate,
    });
    const seconds = (performance.now() - started) / 1000;
    let disposed = false;
    const dispose = () => {
      if (!disposed) head.dispose();
      disposed = true;
    };
    return {
      head,
      classNames: rows.classNames,
      history,
      evaluation: after,
      epoch,
      stoppedEarly,
      seconds,
      dispose,
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    head.dispose();
    throw error;
  }
}
