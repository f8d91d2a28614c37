import {
  type Comparison,
  TRANSFER_MODES,
  type TransferMode,
} from "../../../lib/experiments/comparison/comparison.ts";
import { type McnemarResult, mcnemar } from "../../../lib/metrics/mcnemar.ts";
import type { ReadNetwork } from "./read-networks.ts";

/** A network used in one way, and how it fared on the test photos. */
export interface RankedRun {
  readonly backbone: string;
  readonly mode: TransferMode;
  readonly correct: number;
  readonly total: number;
  readonly accuracy: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Class of each test photo, by this run. */
  readonly predicted: readonly number[];
  /** Of training and testing, features apart. */
  readonly trainSeconds: number;
  /** With the features; undefined where these came from the cache. */
  readonly seconds: number | undefined;
  readonly trainedParameters: number;
  readonly macs: number;
}

/** Two runs on the same test photos. */
export interface RunPair {
  readonly first: RankedRun;
  readonly second: RankedRun;
  readonly test: McnemarResult;
}

/** What the runs say when they are put side by side. */
export interface Ranking {
  /** In the order in which they ran: by network, then mode. */
  readonly runs: readonly RankedRun[];
  /** Most right; of equals the one that trains least, and is so the simplest. */
  readonly best: RankedRun;
  /** The best beside the next; undefined for a single run. */
  readonly topTwo: RunPair | undefined;
  /** The best of the best network beside the best of the next; undefined for a single network. */
  readonly networks: RunPair | undefined;
  /** Of the runs that the test cannot tell from the best, the most right of those that train least; may be the best itself. */
  readonly simplest: RankedRun;
}

/** McNemar's test calls two runs different below this, as is usual. */
export const SIGNIFICANT = 0.05;

/**
 * Ranks the runs of a comparison and tests them in pairs on the same photos.
 *
 * @param comparison - of one repeat, with at least one run.
 */
export function rankRuns(comparison: Comparison, networks: readonly ReadNetwork[]): Ranking {
  const { truth } = comparison.repeats[0]!;
  const runs = comparison.runs.map((run): RankedRun => {
    const { backbone, mode, correct, total, accuracy, predicted, trainedParameters } = run;
    const network = networks.find(({ name }) => name === backbone)!;
    const { low, high } = comparison.summary.find((row) => row.backbone === backbone && row.mode === mode)!;
    return {
      backbone,
      mode,
      correct,
      total,
      accuracy,
      low,
      high,
      predicted,
      trainSeconds: run.seconds,
      seconds: network.featureSeconds === undefined ? undefined : network.featureSeconds + run.seconds,
      trainedParameters,
      macs: network.macs,
    };
  });
  const ranked = [...runs].sort(
    (a, b) => b.correct - a.correct || a.trainedParameters - b.trainedParameters || a.macs - b.macs,
  );
  const best = ranked[0]!;
  const pair = (second: RankedRun | undefined): RunPair | undefined =>
    second && { first: best, second, test: mcnemar(truth, best.predicted, second.predicted) };
  const equals = ranked.filter((run) => run === best || pair(run)!.test.pValue >= SIGNIFICANT);
  return {
    runs,
    best,
    topTwo: pair(ranked[1]),
    networks: pair(ranked.find(({ backbone }) => backbone !== best.backbone)),
    simplest: equals.reduce((least, run) => (workOf(run) < workOf(least) ? run : least)),
  };
}

/** Training that a mode takes, by its place in the chapter's order; not by the clock, which differs from run to run. */
function workOf({ mode }: RankedRun): number {
  return TRANSFER_MODES.indexOf(mode);
}
