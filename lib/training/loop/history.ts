import type { EpochRecord } from "./fit-options.ts";

/** Curves of a training run, one value an epoch, named as in Keras's `History`. */
export interface History {
  readonly loss: number[];
  readonly accuracy: number[];
  /** Empty without validation data. */
  readonly valLoss: number[];
  readonly valAccuracy: number[];
}

/**
 * Turns epoch records into curves, without the record of the untouched model.
 *
 * @example learningCurves({ runs: [{ name: "frozen", history: historyOf(trained.history) }] });
 */
export function historyOf(records: readonly EpochRecord[]): History {
  const epochs = records.filter(({ epoch }) => epoch > 0);
  return {
    loss: epochs.map(({ loss }) => loss),
    accuracy: epochs.map(({ accuracy }) => accuracy),
    valLoss: epochs.flatMap(({ valLoss }) => valLoss ?? []),
    valAccuracy: epochs.flatMap(({ valAccuracy }) => valAccuracy ?? []),
  };
}
