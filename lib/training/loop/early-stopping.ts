import { ArgumentError } from "../../errors/argument-error.ts";
import type { EpochRecord } from "./fit-options.ts";

/** When training ends before its last epoch. */
export interface EarlyStopping {
  /** Epochs in a row without improvement after which training stops, at least 1. */
  readonly patience: number;
  /** Least change that counts as an improvement, at least 0. @defaultValue 0 */
  readonly minDelta?: number | undefined;
  /** What should improve. @defaultValue "valLoss" with validation data, else "loss" */
  readonly monitor?: "loss" | "accuracy" | "valLoss" | "valAccuracy" | undefined;
  /** Puts the weights of the best epoch back at the end, also when training ran to its last epoch. @defaultValue true */
  readonly restoreBest?: boolean | undefined;
}

/** What early stopping remembers between epochs. */
export interface StoppingState {
  readonly best?: number;
  readonly bestEpoch: number;
  /** Epochs since the last improvement. */
  readonly wait: number;
  readonly stopped: boolean;
}

/** Follows one figure from epoch to epoch. */
export interface Stopper {
  readonly restoreBest: boolean;
  /** Takes an epoch in, and tells whether it is the best so far. The untouched model does not take part. */
  observe(record: EpochRecord): boolean;
  readState(): StoppingState;
  writeState(state: StoppingState): void;
}

const MONITORS = ["loss", "accuracy", "valLoss", "valAccuracy"];

/**
 * Makes what decides on stopping.
 *
 * @throws {@link ArgumentError} when an option is out of range, or validation is monitored without validation data.
 * @see Keras `callbacks/early_stopping.py`
 */
export function createStopper(options: EarlyStopping, hasValidation: boolean): Stopper {
  const { patience, minDelta = 0, restoreBest = true } = options;
  const monitor = options.monitor ?? (hasValidation ? "valLoss" : "loss");
  if (!(Number.isInteger(patience) && patience >= 1))
    throw new ArgumentError("earlyStopping.patience", "a whole number of at least 1", patience);
  if (!(minDelta >= 0 && Number.isFinite(minDelta)))
    throw new ArgumentError("earlyStopping.minDelta", "a finite number of at least 0", minDelta);
  if (!MONITORS.includes(monitor))
    throw new ArgumentError("earlyStopping.monitor", MONITORS.join(", "), `"${monitor}"`);
  if (monitor.startsWith("val") && !hasValidation)
    throw new ArgumentError(
      "earlyStopping.monitor",
      "validation data, evaluated after each epoch, to monitor it on, or another one",
      monitor,
    );
  const sign = monitor.toLowerCase().endsWith("accuracy") ? 1 : -1;
  let state: StoppingState = { bestEpoch: 0, wait: 0, stopped: false };
  return {
    restoreBest,
    observe(record) {
      const value = record[monitor]!;
      const { best } = state;
      // Written so that NaN, which compares with nothing, is never an improvement.
      if (best === undefined ? !Number.isNaN(value) : sign * (value - best) > minDelta) {
        state = { best: value, bestEpoch: record.epoch, wait: 0, stopped: false };
        return true;
      }
      const wait = state.wait + 1;
      state = { ...state, wait, stopped: wait >= patience };
      return false;
    },
    readState: () => state,
    writeState(given) {
      state = given;
    },
  };
}
