import { ArgumentError } from "../../errors/argument-error.ts";

/**
 * The learning rate of each step, a pure function.
 *
 * @param step - from 0 to `totalSteps` - 1.
 * @param totalSteps - steps of the whole training.
 * @returns a finite rate of at least 0.
 * @example const halved: Schedule = (step, totalSteps) => (step < totalSteps / 2 ? 1e-3 : 5e-4);
 */
export type Schedule = (step: number, totalSteps: number) => number;

/**
 * Returns the schedule that a learning rate stands for: itself, or one rate for every step.
 *
 * @throws {@link ArgumentError} when the rate is not a finite number above 0.
 */
export function scheduleOf(learningRate: number | Schedule): Schedule {
  if (typeof learningRate === "function") return learningRate;
  requireRate("learningRate", learningRate);
  return () => learningRate;
}

/**
 * Returns the rate of one step.
 *
 * @throws {@link ArgumentError} when the schedule gives what is not a finite number of at least 0.
 */
export function rateAt(schedule: Schedule, step: number, totalSteps: number): number {
  const rate = schedule(step, totalSteps);
  if (rate >= 0 && Number.isFinite(rate)) return rate;
  throw new ArgumentError(
    "learningRate",
    `a finite number of at least 0 for step ${step} of ${totalSteps}`,
    rate,
  );
}

/** @throws {@link ArgumentError} when the rate is not a finite number above 0. */
export function requireRate(argument: string, rate: number): void {
  if (!(rate > 0 && Number.isFinite(rate)))
    throw new ArgumentError(argument, "a finite number above 0", rate);
}

/** @throws {@link ArgumentError} when the value is not in [0, 1]. */
export function requireShare(argument: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new ArgumentError(argument, "a number in [0, 1]", value);
}
