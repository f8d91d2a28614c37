import { requireRate, requireShare, type Schedule } from "./schedule.ts";

export interface CosineOptions {
  /** Highest rate, above 0. */
  readonly peak: number;
  /** Share of the steps in which the rate rises from `start` to `peak` in a straight line, in [0, 1]. @defaultValue 0 */
  readonly warmUp?: number | undefined;
  /** First rate of the warm-up, as a share of the peak, in [0, 1]. @defaultValue 0 */
  readonly start?: number | undefined;
  /** Where the rate falls to, as a share of the peak, in [0, 1]. @defaultValue 0 */
  readonly floor?: number | undefined;
}

/**
 * Lets the rate fall along half a cosine, after a warm-up in a straight line.
 *
 * Keras's `CosineDecay` with `decay_steps` = the steps after the warm-up and `alpha` = `floor`; the floor itself would be
 * the rate of the step after the last one.
 *
 * @throws {@link ArgumentError} when an option is out of range.
 * @example await fineTune(backbone, head, train, { learningRate: cosine({ peak: 1e-4, warmUp: 0.1 }) });
 * @see Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983; Keras `schedules/learning_rate_schedule.py`
 */
export function cosine({ peak, warmUp = 0, start = 0, floor = 0 }: CosineOptions): Schedule {
  requireRate("peak", peak);
  for (const [name, share] of Object.entries({ warmUp, start, floor })) requireShare(name, share);
  return (step, totalSteps) => {
    const warmUpSteps = Math.round(warmUp * totalSteps);
    if (step < warmUpSteps) return peak * (start + (1 - start) * (step / warmUpSteps));
    const done = Math.min(1, (step - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps));
    return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * done)));
  };
}
