import { ArgumentError } from "../../errors/argument-error.ts";
import { requireRate, type Schedule } from "./schedule.ts";

export interface ExponentialDecayOptions {
  /** First rate, above 0. */
  readonly initial: number;
  /** Factor of the rate after `every` steps, in (0, 1]. */
  readonly factor: number;
  /** Steps in which the rate falls by `factor`, at least 1. */
  readonly every: number;
  /** Lets the rate fall every `every` steps at once instead of a little each step. @defaultValue false */
  readonly staircase?: boolean | undefined;
}

/**
 * Multiplies the rate by `factor` every `every` steps: `initial × factor ^ (step / every)`.
 *
 * @throws {@link ArgumentError} when an option is out of range.
 * @example exponentialDecay({ initial: 1e-2, factor: 0.1, every: 300, staircase: true });
 * @see Keras `schedules/learning_rate_schedule.py`, ExponentialDecay
 */
export function exponentialDecay({
  initial,
  factor,
  every,
  staircase = false,
}: ExponentialDecayOptions): Schedule {
  requireRate("initial", initial);
  if (!(factor > 0 && factor <= 1)) throw new ArgumentError("factor", "a number in (0, 1]", factor);
  if (!(every >= 1)) throw new ArgumentError("every", "a number of at least 1", every);
  return (step) => initial * factor ** (staircase ? Math.floor(step / every) : step / every);
}
