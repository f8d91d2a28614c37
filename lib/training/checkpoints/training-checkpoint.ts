import type { Evaluation } from "../evaluate-layers.ts";
import type { StoppingState } from "../loop/early-stopping.ts";
import type { EpochRecord } from "../loop/fit-options.ts";
import type { OptimizerState } from "../optimizers/optimizer.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-file.ts";
import { compareFingerprints, digestRates, type Fingerprint } from "./fingerprint.ts";

/** Where training stands, without the arrays. */
export interface Progress {
  /** Epoch under way, from 1. */
  epoch: number;
  /** Steps done in this epoch. */
  batch: number;
  /** Steps done since the start. */
  step: number;
  /** Sums over the rows of this epoch. */
  lossSum: number;
  correct: number;
  /** Seconds that this epoch took so far. */
  seconds: number;
  /** Random numbers drawn before this epoch, and until now. */
  drawnBefore: number;
  drawn: number;
  history: EpochRecord[];
  before: Evaluation;
}

/** All that is needed to go on. */
export interface TrainingState {
  readonly progress: Progress;
  readonly stopping: StoppingState | undefined;
  /** Values of the weights that may move, in the plan's order. */
  readonly weights: readonly Float32Array[];
  readonly optimizer: OptimizerState;
  /** Weights of the best epoch so far, where early stopping keeps them. */
  readonly bestWeights: readonly Float32Array[] | undefined;
}

/** What a checkpoint must agree with. */
export interface TrainingIdentity {
  readonly fingerprint: Fingerprint;
  readonly schedule: Schedule;
  readonly epochs: number;
  readonly totalSteps: number;
}

interface Header {
  readonly fingerprint: Fingerprint;
  readonly epochs: number;
  /** Digests of the rates of the steps that were taken, and of all that were planned. */
  readonly ratesTaken: string;
  readonly ratesPlanned: string;
  readonly progress: Progress;
  readonly stopping?: StoppingState | undefined;
  readonly iterations: number;
  readonly weightCount: number;
  /** Arrays that the optimizer keeps of each weight it moves. */
  readonly slotCounts: readonly number[];
}

/** Writes where a training stands. */
export async function saveTraining(
  path: string,
  state: TrainingState,
  { fingerprint, schedule, epochs, totalSteps }: TrainingIdentity,
): Promise<void> {
  const { progress, stopping, weights, optimizer, bestWeights = [] } = state;
  const header: Header = {
    fingerprint,
    epochs,
    ratesTaken: digestRates(schedule, progress.step, totalSteps),
    ratesPlanned: digestRates(schedule, totalSteps, totalSteps),
    progress,
    stopping,
    iterations: optimizer.iterations,
    weightCount: weights.length,
    slotCounts: optimizer.slots.map(({ length }) => length),
  };
  await writeCheckpoint(path, { header, arrays: [...weights, ...optimizer.slots.flat(), ...bestWeights] });
}

/**
 * Reads where a training stood. Nothing is changed but what is returned.
 *
 * @returns `undefined` when there is no file.
 * @throws {@link CheckpointError} when it is damaged, or of another training.
 */
export async function loadTraining(
  path: string,
  identity: () => TrainingIdentity,
): Promise<TrainingState | undefined> {
  const content = await readCheckpoint<Header>(path);
  if (content === undefined) return undefined;
  const { header, arrays } = content;
  const differences = compareIdentity(header, identity());
  if (differences.length > 0) throw new CheckpointError(path, "different", differences);
  const { weightCount, slotCounts, iterations, progress, stopping } = header;
  let next = weightCount;
  const slots = slotCounts.map((count) => {
    next += count;
    return arrays.slice(next - count, next);
  });
  const bestWeights = next < arrays.length ? arrays.slice(next) : undefined;
  return {
    progress,
    stopping,
    weights: arrays.slice(0, weightCount),
    optimizer: { iterations, slots },
    bestWeights,
  };
}

function compareIdentity(header: Header, identity: TrainingIdentity): string[] {
  const { fingerprint, schedule, epochs, totalSteps } = identity;
  const differences = compareFingerprints(header.fingerprint, fingerprint);
  const { epoch, step } = header.progress;
  if (epoch > epochs + 1) differences.push(`${epoch - 1} epochs done instead of at most ${epochs}`);
  else if (
    digestRates(schedule, step, totalSteps) !== header.ratesTaken ||
    (epochs === header.epochs && digestRates(schedule, totalSteps, totalSteps) !== header.ratesPlanned)
  ) {
    const planned = epochs === header.epochs ? "" : ` (planned for ${header.epochs} epochs, not ${epochs})`;
    differences.push(`other learning rates${planned}`);
  }
  return differences;
}

/**
 * Reads the history of a training that is over.
 *
 * @throws {@link CheckpointError} when there is no such file, or it is damaged.
 */
export async function readHistory(
  path: string,
): Promise<{ readonly history: readonly EpochRecord[]; readonly before: Evaluation }> {
  const content = await readCheckpoint<Header>(path);
  if (content === undefined)
    throw new CheckpointError(path, "damaged", ["no file beside that of what followed"]);
  return content.header.progress;
}
