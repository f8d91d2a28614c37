import { describe, expect, it } from "vitest";
import { mcnemar } from "../../../lib/index.ts";
import {
  type Conclusion,
  checkConclusion,
  checkDiscordant,
  checkPicturesNeeded,
  checkPValue,
  type Discordant,
  type PValue,
} from "../../../notebooks/exercises/checks/two-classifiers.ts";

const counted = (
  test: (t: number, a: number, b: number) => boolean,
  t: readonly number[],
  a: readonly number[],
  b: readonly number[],
) => t.filter((label, row) => test(label, a[row]!, b[row]!)).length;

describe("checkDiscordant", () => {
  const pair =
    (first: (t: number, a: number, b: number) => boolean, second: typeof first): Discordant =>
    (...given) => ({ onlyFirst: counted(first, ...given), onlySecond: counted(second, ...given) });
  const [first, second] = [
    (t: number, a: number, b: number) => a === t && b !== t,
    (t: number, a: number, b: number) => a !== t && b === t,
  ];

  it("takes what is right", () => {
    expect(checkDiscordant(pair(first, second)).status).toBe("right");
    expect(checkDiscordant(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, Discordant, RegExp]>([
    ["the wrong way round", pair(second, first), /the two are exchanged/],
    [
      "all that is right",
      pair(
        (t, a) => a === t,
        (t, _, b) => b === t,
      ),
      /how often each is right/,
    ],
    [
      "all that is wrong",
      pair(
        (t, a) => a !== t,
        (t, _, b) => b !== t,
      ),
      /how often each is wrong/,
    ],
    [
      "different labels",
      pair(
        (_, a, b) => a !== b,
        (_, a, b) => a !== b,
      ),
      /say different things/,
    ],
    [
      "shares",
      (t, a, b) => ({
        onlyFirst: counted(first, t, a, b) / t.length,
        onlySecond: counted(second, t, a, b) / t.length,
      }),
      /received shares/,
    ],
    ["a list", (() => [1, 2]) as never, /expected \{ onlyFirst, onlySecond \}, received a list/],
  ])("recognises %s", (_, answer, message) => {
    expect(checkDiscordant(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkPValue", () => {
  const exactly = (heads: number, tosses: number) => {
    let term = 0.5 ** tosses;
    for (let head = 1; head <= heads; head++) term *= (tosses - head + 1) / head;
    return term;
  };
  const upTo = (heads: number, tosses: number) => {
    let sum = 0;
    for (let head = 0; head <= heads; head++) sum += exactly(head, tosses);
    return sum;
  };

  it("takes what is right", () => {
    expect(checkPValue((a, b) => Math.min(1, 2 * upTo(Math.min(a, b), a + b))).status).toBe("right");
    expect(checkPValue(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, PValue, RegExp]>([
    ["one side", (a, b) => upTo(Math.min(a, b), a + b), /this is one side/],
    ["no limit", (a, b) => 2 * upTo(Math.min(a, b), a + b), /at most 1/],
    ["the count left out", (a, b) => Math.min(1, 2 * upTo(Math.min(a, b) - 1, a + b)), /including it/],
    ["the first count", (a, b) => Math.min(1, 2 * upTo(a, a + b)), /take the smaller of the two/],
    ["this split alone", (a, b) => exactly(Math.min(a, b), a + b), /exactly this split: add/],
    [
      "twice this split",
      (a, b) => Math.min(1, 2 * exactly(Math.min(a, b), a + b)),
      /twice the probability of exactly/,
    ],
    ["something else", (a, b) => (a - b) ** 2 / (a + b), /number 0 of your p values/],
  ])("recognises %s", (_, answer, message) => {
    expect(checkPValue(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

const counts = (onlyFirst: number, onlySecond: number) => {
  const truth = new Array<number>(onlyFirst + onlySecond).fill(1);
  const first = truth.map((_, row) => (row < onlyFirst ? 1 : 0));
  return mcnemar(
    truth,
    first,
    first.map((label) => 1 - label),
  );
};

describe("checkConclusion", () => {
  it.each<[Conclusion | undefined, number, number, RegExp]>([
    ["cannot tell", 8, 12, /^right: 8 against 12/],
    ["the second", 8, 12, /equally good classifiers often differ as much/],
    ["the second", 2, 15, /^right: 2 against 15/],
    ["the first", 15, 2, /^right/],
    ["the first", 2, 15, /but the second is the one/],
    ["cannot tell", 2, 15, /so one can tell/],
    ["vgg16" as never, 2, 15, /expected "the first"/],
    [undefined, 2, 15, /^not tried yet/],
  ])("judges %s for %i against %i", (answer, a, b, expected) => {
    const { status, message } = checkConclusion(answer, counts(a, b));
    expect(`${status}: ${message}`).toMatch(expected);
  });
});

describe("checkPicturesNeeded", () => {
  it("takes the smallest multiple of the test set that tells the two apart", () => {
    const said = (answer: number | undefined) => {
      const { status, message } = checkPicturesNeeded(answer, counts(8, 12), 108);
      return `${status}: ${message}`;
    };
    const times = [1, 2, 3, 4, 5, 6, 7, 8].find((k) => counts(8 * k, 12 * k).pValue < 0.05)!;
    expect(said(times * 108)).toMatch(/^right/);
    expect(said(undefined)).toMatch(/^not tried yet/);
    expect(said(times)).toMatch(/how many times as many/);
    expect(said(times * 20)).toMatch(/on which exactly one is right/);
    expect(said(108)).toMatch(/with these 108 pictures p is/);
    expect(said((times - 1) * 108)).toMatch(/not below 0.05 yet/);
    expect(said((times + 1) * 108)).toMatch(/but fewer are enough/);
    expect(said(1000)).toMatch(/whole multiple of 108/);
  });

  it("says that equal counts never will", () => {
    expect(checkPicturesNeeded(108, counts(5, 5), 108).message).toMatch(/no number of such pictures/);
  });
});
