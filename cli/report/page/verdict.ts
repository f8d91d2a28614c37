import { type RunPair, SIGNIFICANT } from "../study/ranked-runs.ts";
import type { Study } from "../study/study.ts";
import { networkName, runName } from "./mode-names.ts";
import { countOf, listOf, percent, pValueText, secondsText } from "./words.ts";

/** What came out, and how sure that is: plain text, a sentence or two each. */
export interface Verdict {
  /** The main result in one sentence. */
  readonly headline: string;
  readonly sureness: readonly string[];
  /** What stands against taking the numbers as they are; empty when nothing does. */
  readonly warnings: readonly string[];
}

/** Half the width of an interval that a result is usually wanted with. */
const WANTED_HALF_WIDTH = 0.05;

export function writeVerdict(study: Study, facts: { readonly isDrawn: boolean }): Verdict {
  const { ranking, split } = study;
  const { best, topTwo, networks, runs, simplest } = ranking;
  const chance = 1 / split.train.classNames.length;
  const headline =
    `Best: ${runName(best)}. Right on ${best.correct} of ${countOf(best.total, "test photo")} ` +
    `(${percent(best.accuracy)}; guessing would get ${percent(chance)}).`;
  const sureness = [
    `On other photos like these, the true accuracy is likely between ${percent(best.low)} and ${percent(best.high)} (95 % interval).${widthAdvice(best)}`,
    ...(topTwo === undefined
      ? []
      : [`Next: ${runName(topTwo.second)}, ${percent(topTwo.second.accuracy)}. ${compareText(topTwo)}`]),
    ...(networks === undefined || networks.second === topTwo?.second ? [] : [networksText(networks)]),
    ...(simplest === best
      ? []
      : [
          `If in doubt, take ${runName(simplest)} (${percent(simplest.accuracy)}): it trained in ` +
            `${secondsText(simplest.trainSeconds)}, and this test cannot tell it from the best.`,
        ]),
    ...(runs.length > 2
      ? [
          `The best of ${runs.length} was picked by the same test photos that it is reported on, which flatters it a ` +
            "little: expect somewhat less on new photos.",
        ]
      : []),
  ];
  return { headline, sureness, warnings: warningsOf(study, facts.isDrawn) };
}

/** How many test photos an interval of ±5 points would take. */
function widthAdvice({
  accuracy,
  low,
  high,
  total,
}: {
  accuracy: number;
  low: number;
  high: number;
  total: number;
}) {
  if ((high - low) / 2 <= WANTED_HALF_WIDTH) return "";
  const wanted = Math.ceil((1.96 ** 2 * accuracy * (1 - accuracy)) / WANTED_HALF_WIDTH ** 2 / 10) * 10;
  if (wanted <= total) return "";
  return ` To know it to within 5 points, test with about ${wanted} photos.`;
}

function compareText({ first, second, test }: RunPair): string {
  const { onlyFirst, onlySecond, pValue } = test;
  if (onlyFirst + onlySecond === 0)
    return "The two answer alike on which photos are right: there is no difference to see.";
  const split =
    `${countOf(onlyFirst, "photo")} only the first has right, ${onlySecond} only the second ` +
    `(McNemar's test, ${pValueText(pValue)})`;
  if (pValue < SIGNIFICANT) {
    return `The difference is more than chance would easily bring: ${split}.`;
  }
  const points = 100 * Math.abs(first.accuracy - second.accuracy);
  return (
    `With this many photos the difference${points === 0 ? "" : ` of ${points.toFixed(1)} points`} may be chance: ` +
    `${split}.`
  );
}

function networksText(pair: RunPair): string {
  const { first, second } = pair;
  return (
    `${networkName(first.backbone)} against ${networkName(second.backbone)}, each at its best: ` +
    `${percent(first.accuracy)} and ${percent(second.accuracy)}. ${compareText(pair)}`
  );
}

function warningsOf({ copies, skipped, networks, rows, split }: Study, isDrawn: boolean): string[] {
  const across = "pairs" in copies ? copies.pairs.filter(({ acrossSplit }) => acrossSplit).length : 0;
  const random = networks.filter(({ config }) => !config.pretrained).map(({ name }) => networkName(name));
  const smallest = Math.min(
    ...split.test.classNames.map((_, label) => rows.test.filter((row) => rows.labels[row] === label).length),
  );
  return [
    ...(isDrawn
      ? [
          "These pictures are drawn by a program, not photographed: the numbers say that all works, not how photos fare.",
        ]
      : []),
    ...(random.length > 0 ? [`${listOf(random)} has random weights: its numbers mean nothing.`] : []),
    ...(across > 0
      ? [
          `${countOf(across, "photo")} to test with ${across === 1 ? "has a near-copy" : "have near-copies"} among the photos to ` +
            "train with (see below): the accuracy looks better than it is.",
        ]
      : []),
    ...(smallest < 10
      ? [
          `A class is tested with ${countOf(smallest, "photo")} only: its own share of right answers says little.`,
        ]
      : []),
    ...(skipped.length > 0
      ? [
          `${countOf(skipped.length, "file")} could not be used and ${skipped.length === 1 ? "is" : "are"} named below.`,
        ]
      : []),
  ];
}
