import type { SweepStep } from "./find-learning-rate.ts";

/**
 * Suggests the rate half-way through the middle third of the longest run of ever lower smoothed losses (which may leave
 * steps out), or `undefined` when no loss is lower than one before.
 *
 * @see fastai `callback/schedule.py`, valley
 */
export function suggestValley(steps: readonly SweepStep[]): number | undefined {
  const lengths = steps.map(() => 1);
  let end = 0;
  for (let later = 1; later < steps.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const falls = steps[later]!.smoothedLoss < steps[earlier]!.smoothedLoss;
      if (falls) lengths[later] = Math.max(lengths[later]!, lengths[earlier]! + 1);
    }
    if (lengths[later]! > lengths[end]!) end = later;
  }
  if ((lengths[end] ?? 1) === 1) return undefined;
  const start = end - lengths[end]!;
  const third = (end - start) / 3;
  return steps[Math.max(0, start + Math.floor(third) + Math.floor(third / 2))]!.learningRate;
}

/**
 * Suggests the rate from which the smoothed loss falls fastest, by the logarithm of the rate, or `undefined` when it
 * never falls.
 *
 * @see fastai `callback/schedule.py`, steep
 */
export function suggestSteepest(steps: readonly SweepStep[]): number | undefined {
  let steepest = 0;
  let suggestion: number | undefined;
  for (let index = 1; index < steps.length; index++) {
    const [before, after] = [steps[index - 1]!, steps[index]!];
    const fall =
      (after.smoothedLoss - before.smoothedLoss) / Math.log(after.learningRate / before.learningRate);
    if (fall < steepest) {
      steepest = fall;
      suggestion = before.learningRate;
    }
  }
  return suggestion;
}
