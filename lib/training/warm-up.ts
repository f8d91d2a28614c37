import { access } from "node:fs/promises";
import { readHistory } from "./checkpoints/training-checkpoint.ts";
import { type Evaluation, runRows } from "./evaluate-layers.ts";
import type { LayerPlan } from "./layer-plan.ts";
import { fitLayers } from "./loop/fit-layers.ts";
import type { EpochRecord, FitOptions } from "./loop/fit-options.ts";
import { oneCycle } from "./schedules/one-cycle.ts";
import type { Schedule } from "./schedules/schedule.ts";
import type { TrainingRows } from "./training-rows.ts";

/** Training of the head alone, before the layers below it train too. */
export interface WarmUp {
  /** Passes over the training rows, at least 1; fastai's `freeze_epochs`. */
  readonly epochs: number;
  /** @defaultValue fastai's: one cycle that rises to 2e-3 until its last hundredth */
  readonly learningRate?: number | Schedule | undefined;
  readonly onEpoch?: ((record: EpochRecord) => void | Promise<void>) | undefined;
}

const FASTAI_SCHEDULE = oneCycle({ peak: 2e-3, rise: 0.99 });

/**
 * Trains a head on what the layers below it make of the rows, which is computed once: they run in inference mode and do
 * not move.
 *
 * @param options - of the training that follows; early stopping, rate factors and the callbacks are not taken from them.
 * @returns `history` and `before` of the head's training.
 */
export async function trainHeadFirst(
  base: LayerPlan,
  head: LayerPlan,
  rows: TrainingRows,
  options: FitOptions,
  { epochs, learningRate = FASTAI_SCHEDULE, onEpoch }: WarmUp,
): Promise<{ readonly history: readonly EpochRecord[]; readonly before: Evaluation }> {
  const { validation, views = [], drawViews, checkpoint, signal } = options;
  const path = checkpoint && `${checkpoint.path}.warm-up`;
  // Once the layers below have trained, they no longer give what the head was trained on: all that is left is to tell.
  if (checkpoint?.resume && path !== undefined && (await isThere(checkpoint.path))) return readHistory(path);
  const through = (some: TrainingRows) => runRows(base, some, signal);
  const viewsThrough: TrainingRows[] = [];
  for (const view of views) viewsThrough.push(await through(view));
  return fitLayers(head, await through(rows), {
    ...options,
    validation: validation && (await through(validation)),
    views: viewsThrough,
    drawViews: drawViews && (async (epoch) => through(await drawViews(epoch))),
    epochs,
    learningRate,
    rateFactors: undefined,
    earlyStopping: undefined,
    onStep: undefined,
    onEpoch,
    checkpoint: checkpoint && path !== undefined ? { ...checkpoint, path } : undefined,
  });
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
