import { describe, expect, it } from "vitest";
import type { ComparisonRun } from "../../../../lib/experiments/comparison/comparison.ts";
import { pairRuns, summarizeRuns } from "../../../../lib/experiments/comparison/summarize-runs.ts";
import { accuracyInterval } from "../../../../lib/metrics/accuracy.ts";
import { repeatedInterval } from "../../../../lib/metrics/repeated-interval.ts";

const run = (backbone: string, repeat: number, predicted: number[], truth: number[]): ComparisonRun => {
  const correct = predicted.filter((label, row) => label === truth[row]).length;
  const total = truth.length;
  const accuracy = correct / total;
  return {
    backbone,
    mode: "features",
    repeat,
    predicted,
    correct,
    total,
    accuracy,
    seconds: repeat,
    trainedParameters: 7,
  };
};
const truth = [0, 1, 0, 1];
const repeat = { seed: 0, truth, paths: ["a", "b", "c", "d"], trainRows: 8 };

describe("summarizeRuns", () => {
  it("averages repeats, with the interval of one test set while they are few", () => {
    const runs = [run("vgg16", 0, [0, 1, 0, 1], truth), run("vgg16", 1, [0, 1, 1, 0], truth)];
    const [summary] = summarizeRuns(runs, [repeat, repeat], false);
    const { low, high } = accuracyInterval(3, 4);
    expect(summary).toEqual({
      backbone: "vgg16",
      mode: "features",
      accuracy: 0.75,
      low,
      high,
      repeats: 2,
      seconds: 0.5,
      trainedParameters: 7,
    });
  });

  it("takes the spread of the repeats from five on, unless all tested the same rows", () => {
    const answers = [
      [0, 1, 0, 1],
      [0, 1, 0, 0],
      [0, 1, 0, 1],
      [0, 0, 0, 0],
      [0, 1, 0, 1],
    ];
    const runs = answers.map((predicted, index) => run("vgg16", index, predicted, truth));
    const repeats = answers.map(() => repeat);
    const { mean, low, high } = repeatedInterval([1, 0.75, 1, 0.5, 1], { train: 8, test: 4 });
    expect(summarizeRuns(runs, repeats, false)[0]).toMatchObject({ accuracy: mean, low, high });
    expect(summarizeRuns(runs, repeats, true)[0]!.low).toBeCloseTo(accuracyInterval(3, 4).low, 12);
  });
});

describe("pairRuns", () => {
  it("tests every two backbones of a mode on the first repeat", () => {
    const runs = [
      run("vgg16", 0, [0, 1, 0, 1], truth),
      run("vgg16", 1, [1, 0, 1, 0], truth),
      run("resnet50", 0, [1, 0, 0, 1], truth),
      { ...run("resnet50", 0, [0, 0, 0, 0], truth), mode: "frozen" as const },
    ];
    expect(pairRuns(runs, repeat)).toEqual([
      { mode: "features", first: "vgg16", second: "resnet50", onlyFirst: 2, onlySecond: 0, pValue: 0.5 },
    ]);
  });
});
