import { mcnemar } from "../../metrics/mcnemar.ts";
import type { ComparisonRepeat, ComparisonRun, ComparisonSummary, PairedTest } from "./comparison.ts";
import { intervalOfRepeats } from "./interval-of-repeats.ts";

/**
 * Averages the repeats of each backbone and mode.
 *
 * @param fixedTest - whether all repeats tested the same rows.
 */
export function summarizeRuns(
  runs: readonly ComparisonRun[],
  repeats: readonly Pick<ComparisonRepeat, "trainRows">[],
  fixedTest: boolean,
): ComparisonSummary[] {
  const keyOf = ({ backbone, mode }: ComparisonRun) => `${backbone}\n${mode}`;
  const keys = [...new Set(runs.map(keyOf))];
  return keys.map((key) => {
    const group = runs.filter((run) => keyOf(run) === key);
    const { backbone, mode, total, trainedParameters } = group[0]!;
    const accuracies = group.map(({ accuracy }) => accuracy);
    const sizes = { train: repeats[0]!.trainRows, test: total };
    return {
      backbone,
      mode,
      ...intervalOfRepeats(accuracies, sizes, fixedTest),
      repeats: group.length,
      seconds: group.reduce((sum, { seconds }) => sum + seconds, 0) / group.length,
      trainedParameters,
    };
  });
}

/** Tests every two backbones in each mode against each other, on the first repeat's rows. */
export function pairRuns(runs: readonly ComparisonRun[], { truth }: ComparisonRepeat): PairedTest[] {
  const first = runs.filter(({ repeat }) => repeat === 0);
  return first.flatMap((run, index) =>
    first
      .slice(index + 1)
      .filter((other) => other.mode === run.mode && other.backbone !== run.backbone)
      .map((other) => ({
        mode: run.mode,
        first: run.backbone,
        second: other.backbone,
        ...mcnemar(truth, run.predicted, other.predicted),
      })),
  );
}
