import { describe, expect, it } from "vitest";
import { rankRuns } from "../../../../cli/report/study/ranked-runs.ts";
import type { ReadNetwork } from "../../../../cli/report/study/read-networks.ts";
import type { Comparison, TransferMode } from "../../../../lib/experiments/comparison/comparison.ts";

const truth = Array.from({ length: 40 }, (_, row) => row % 2);
const rightOn = (count: number) => truth.map((label, row) => (row < count ? label : 1 - label));

function comparisonOf(runs: ReadonlyArray<readonly [string, TransferMode, number]>): Comparison {
  return {
    classNames: ["a", "b"],
    repeats: [{ seed: 0, truth, paths: [], trainRows: 40 }],
    summary: runs.map(([backbone, mode, correct]) => ({
      backbone,
      mode,
      accuracy: correct / 40,
      low: correct / 40 - 0.1,
      high: correct / 40 + 0.1,
    })),
    runs: runs.map(([backbone, mode, correct]) => ({
      backbone,
      mode,
      correct,
      total: 40,
      accuracy: correct / 40,
      predicted: rightOn(correct),
      seconds: 2,
      trainedParameters: mode === "features" ? 10 : 20,
    })),
  } as unknown as Comparison;
}

const networks = [
  { name: "vgg16", macs: 5, featureSeconds: 3 },
  { name: "resnet50", macs: 2, featureSeconds: undefined },
] as unknown as ReadNetwork[];

describe("rankRuns", () => {
  it("puts the best beside the next, and beside the best of another network", () => {
    const {
      best,
      topTwo,
      networks: pair,
    } = rankRuns(
      comparisonOf([
        ["vgg16", "features", 30],
        ["vgg16", "fine-tuned", 39],
        ["vgg16", "frozen", 38],
        ["resnet50", "features", 20],
      ]),
      networks,
    );
    expect([best.backbone, best.mode, best.correct]).toEqual(["vgg16", "fine-tuned", 39]);
    expect(topTwo!.second.mode).toBe("frozen");
    expect(topTwo!.test).toMatchObject({ onlyFirst: 1, onlySecond: 0, pValue: 1 });
    expect(pair!.second.backbone).toBe("resnet50");
    expect(pair!.test.pValue).toBeLessThan(0.001);
  });

  it("names the simplest that the test cannot tell from the best", () => {
    const ranked = (features: number) =>
      rankRuns(
        comparisonOf([
          ["vgg16", "features", features],
          ["vgg16", "fine-tuned", 39],
        ]),
        networks,
      ).simplest.mode;
    expect(ranked(36)).toBe("features");
    expect(ranked(20)).toBe("fine-tuned");
  });

  it("prefers the run that trains less among equals, and has no time for features from the cache", () => {
    const {
      best,
      runs,
      networks: pair,
    } = rankRuns(
      comparisonOf([
        ["resnet50", "frozen", 30],
        ["resnet50", "features", 30],
      ]),
      networks,
    );
    expect(best.mode).toBe("features");
    expect(pair).toBeUndefined();
    expect(runs.map(({ seconds }) => seconds)).toEqual([undefined, undefined]);
    expect(rankRuns(comparisonOf([["vgg16", "frozen", 1]]), networks)).toMatchObject({
      topTwo: undefined,
      best: { seconds: 5 },
    });
  });
});
