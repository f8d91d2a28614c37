import { type McnemarResult, mcnemar, seededRandom } from "transferlab";
import { type Finding, notRightYet, notTried, openExercise, right } from "./exercise.ts";
import { describe, judgeNumbers, type NumberMistake, short } from "./judge-numbers.ts";

type Labels = readonly number[];
export type Discordant = (
  truth: Labels,
  first: Labels,
  second: Labels,
) => { readonly onlyFirst: number; readonly onlySecond: number } | undefined;
export type PValue = (onlyFirst: number, onlySecond: number) => number | undefined;
export type Conclusion = "the first" | "the second" | "cannot tell";

/** Opens the tasks of "VGG against ResNet: does the difference count?". */
export const openTwoClassifiers = () =>
  openExercise({
    "who alone is right": checkDiscordant,
    "p value": checkPValue,
    conclusion: checkConclusion,
    "how many pictures": checkPicturesNeeded,
  });

export function checkDiscordant(discordant: Discordant): Finding {
  const random = seededRandom(2);
  const draw = () => Array.from({ length: 60 }, () => Math.floor(4 * random()));
  const truth = draw();
  const [first, second] = [0.8, 0.6].map((skill) =>
    truth.map((label) => (random() < skill ? label : (label + 1 + Math.floor(3 * random())) % 4)),
  ) as [number[], number[]];
  const received = discordant(truth, first, second);
  if (received === undefined) return notTried;
  const isCount = (value: unknown) => typeof value === "number";
  if (!isCount(received.onlyFirst) || !isCount(received.onlySecond))
    return notRightYet(`expected { onlyFirst, onlySecond }, received ${describe(received)}`);
  const { onlyFirst, onlySecond } = mcnemar(truth, first, second);
  const count = (test: (row: number) => boolean) => truth.filter((_, row) => test(row)).length;
  const [a, b] = [(row: number) => first[row] === truth[row], (row: number) => second[row] === truth[row]];
  const mistakes: NumberMistake[] = [
    {
      gives: [onlySecond, onlyFirst],
      because: "the two are exchanged: onlyFirst counts where the first is right and the second wrong",
    },
    {
      gives: [count(a), count(b)],
      because:
        "this is how often each is right: leave out the rows where both are, for they do not tell the two apart",
    },
    {
      gives: [count((row) => !a(row)), count((row) => !b(row))],
      because: "this is how often each is wrong: count the rows where one is right and the other wrong",
    },
    {
      gives: [count((row) => first[row] !== second[row]), count((row) => first[row] !== second[row])],
      because: "this is how often the two say different things; both may then be wrong",
    },
    { gives: [onlyFirst / 60, onlySecond / 60], because: "expected counts, received shares" },
  ];
  return (
    judgeNumbers([received.onlyFirst, received.onlySecond], [onlyFirst, onlySecond], {
      what: "counts (onlyFirst, onlySecond)",
      tolerance: 1e-9,
      mistakes,
    }) ?? right("the rows that tell the two apart; all others say nothing about which is better")
  );
}

export function checkPValue(pValue: PValue): Finding {
  const cases = [
    [1, 9],
    [9, 1],
    [12, 20],
    [3, 3],
    [0, 6],
  ] as const;
  const by = (value: (onlyFirst: number, onlySecond: number) => number | undefined) =>
    cases.map(([a, b]) => value(a, b) ?? Number.NaN);
  if (pValue(...cases[0]) === undefined) return notTried;
  const tail = (a: number, b: number) => binomialUpTo(Math.min(a, b), a + b);
  const expected = by((a, b) => testCounts(a, b).pValue);
  const mistakes: NumberMistake[] = [
    {
      gives: by(tail),
      because: "this is one side: a difference as large the other way round is as surprising, so twice that",
    },
    {
      gives: by((a, b) => 2 * tail(a, b)),
      because: "right except for equal counts, where twice the tail is above 1: a probability is at most 1",
    },
    {
      gives: by((a, b) => Math.min(1, 2 * binomialUpTo(Math.min(a, b) - 1, a + b))),
      because: "the count itself is left out: add up from 0 heads to the smaller count, including it",
    },
    {
      gives: by((a, b) => Math.min(1, 2 * binomialUpTo(a, a + b))),
      because: "right only where the first count is the smaller one: take the smaller of the two",
    },
    {
      gives: by((a, b) => choose(a + b, Math.min(a, b)) * 0.5 ** (a + b)),
      because: "this is the probability of exactly this split: add those that are more extreme",
    },
    {
      gives: by((a, b) => Math.min(1, 2 * choose(a + b, Math.min(a, b)) * 0.5 ** (a + b))),
      because: "this is twice the probability of exactly this split: add those that are more extreme",
    },
  ];
  return (
    judgeNumbers(by(pValue), expected, {
      what: "p values (for 1 and 9, 9 and 1, 12 and 20, 3 and 3, 0 and 6)",
      tolerance: 1e-9,
      mistakes,
    }) ?? right("the same as mcnemar: the exact binomial test, also for small counts")
  );
}

export function checkConclusion(answer: Conclusion | undefined, counts: McnemarResult): Finding {
  if (answer === undefined) return notTried;
  const { onlyFirst, onlySecond, pValue } = counts;
  const said = `${onlyFirst} against ${onlySecond}, p = ${short(pValue)}`;
  if (!["the first", "the second", "cannot tell"].includes(answer))
    return notRightYet(`expected "the first", "the second" or "cannot tell", received "${answer}"`);
  const better = onlyFirst > onlySecond ? "the first" : "the second";
  if (pValue >= 0.05)
    return answer === "cannot tell"
      ? right(
          `${said}: equally good classifiers differ this much in ${(100 * pValue).toFixed(0)} of 100 such test sets`,
        )
      : notRightYet(
          `${said}: the accuracies differ, but equally good classifiers often differ as much. What does a p value of 0.05 or more say?`,
        );
  if (answer === "cannot tell")
    return notRightYet(
      `${said}: so large a difference would be rare between equally good classifiers, so one can tell`,
    );
  return answer === better
    ? right(
        `${said}: rare between equally good classifiers. It says which is better here, not by how much, nor with other pictures`,
      )
    : notRightYet(`${said}: the difference counts, but ${better} is the one that is more often right alone`);
}

export function checkPicturesNeeded(
  answer: number | undefined,
  counts: McnemarResult,
  total: number,
): Finding {
  if (answer === undefined) return notTried;
  const { onlyFirst, onlySecond } = counts;
  if (onlyFirst === onlySecond)
    return notRightYet("the two counts are equal here: no number of such pictures would tell them apart");
  const times = timesNeeded(onlyFirst, onlySecond);
  const needed = times * total;
  if (answer === needed)
    return right(
      `${needed} test pictures, ${times} times as many, if the shares stay: ${onlyFirst * times} against ${onlySecond * times} then counts`,
    );
  if (answer === times)
    return notRightYet("this is how many times as many: expected the number of test pictures");
  if (answer === times * (onlyFirst + onlySecond))
    return notRightYet(
      "this is the number of pictures on which exactly one is right; expected all test pictures",
    );
  if (answer === total) return notRightYet(`with these ${total} pictures p is ${short(counts.pValue)}`);
  if (!(Number.isInteger(answer / total) && answer > 0))
    return notRightYet(`expected a whole multiple of ${total}, received ${answer}`);
  const at = testCounts((onlyFirst * answer) / total, (onlySecond * answer) / total).pValue;
  return notRightYet(
    answer < needed
      ? `with ${answer} pictures p would be ${short(at)}: not below 0.05 yet`
      : `with ${answer} pictures p would be ${short(at)}, but fewer are enough: the smallest multiple is asked for`,
  );
}

/** How many times as many rows, with the same shares, bring the p value below 0.05. */
function timesNeeded(onlyFirst: number, onlySecond: number): number {
  for (let times = 1; ; times++) {
    if (testCounts(times * onlyFirst, times * onlySecond).pValue < 0.05) return times;
  }
}

/** The library's test on rows that have these counts. */
function testCounts(onlyFirst: number, onlySecond: number): McnemarResult {
  const truth = new Array<number>(onlyFirst + onlySecond).fill(1);
  const first = truth.map((_, row) => (row < onlyFirst ? 1 : 0));
  return mcnemar(
    truth,
    first,
    first.map((label) => 1 - label),
  );
}

function binomialUpTo(heads: number, tosses: number): number {
  let sum = 0;
  for (let head = 0; head <= heads; head++) sum += choose(tosses, head) * 0.5 ** tosses;
  return sum;
}

function choose(all: number, some: number): number {
  let product = 1;
  for (let step = 1; step <= some; step++) product *= (all - some + step) / step;
  return product;
}
