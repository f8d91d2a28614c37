import { ArgumentError } from "../../errors/argument-error.ts";
import { requireRate, requireShare, type Schedule } from "./schedule.ts";

export interface OneCycleOptions {
  /** Highest rate, above 0. */
  readonly peak: number;
  /** Share of the steps in which the rate rises, in [0, 1]. @defaultValue 0.25 */
  readonly rise?: number | undefined;
  /** The first rate is `peak / divide`; at least 1. @defaultValue 25 */
  readonly divide?: number | undefined;
  /** The rate falls to `peak / divideFinal`; at least 1. @defaultValue 1e5 */
  readonly divideFinal?: number | undefined;
}

/**
 * Lets the rate rise to its peak and fall far below its start, both along half a cosine: one cycle in the whole training.
 *
 * Names and defaults of fastai's `fit_one_cycle` (`pct_start`, `div`, `div_final`); fastai's momentum, which falls while
 * the rate rises, stays where it is here.
 *
 * @throws {@link ArgumentError} when an option is out of range.
 * @example await fineTune(backbone, head, train, { learningRate: oneCycle({ peak: 1e-3 }) });
 * @see Smith 2018, https://arxiv.org/abs/1803.09820; fastai `callback/schedule.py`, fit_one_cycle and combined_cos
 */
export function oneCycle({ peak, rise = 0.25, divide = 25, divideFinal = 1e5 }: OneCycleOptions): Schedule {
  requireRate("peak", peak);
  requireShare("rise", rise);
  for (const [name, divisor] of Object.entries({ divide, divideFinal })) {
    if (!(divisor >= 1 && Number.isFinite(divisor)))
      throw new ArgumentError(name, "a finite number of at least 1", divisor);
  }
  return (step, totalSteps) => {
    const done = step / totalSteps;
    return done < rise
      ? between(peak / divide, peak, done / rise)
      : between(peak, peak / divideFinal, (done - rise) / (1 - rise));
  };
}

/** From `start` to `end` along half a cosine. */
function between(start: number, end: number, done: number): number {
  return start + (1 + Math.cos(Math.PI * (1 - done))) * ((end - start) / 2);
}
