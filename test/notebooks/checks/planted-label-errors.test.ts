import { describe, expect, it } from "vitest";
import { type FeatureSet, matrixFromRows, neighborDisagreement, seededRandom } from "../../../lib/index.ts";
import {
  checkDisagreement,
  checkOutOfFold,
  checkSuspects,
  type Disagreement,
  type FindSuspects,
  type PredictAll,
} from "../../../notebooks/exercises/checks/planted-label-errors.ts";

describe("checkDisagreement", () => {
  const share =
    (differs: (label: number, other: number, labels: readonly number[]) => boolean, of = 0): Disagreement =>
    (neighbours, labels) =>
      neighbours.map((others, row) => {
        const count = others.filter((other) => differs(labels[row]!, other, labels)).length;
        return count / (of === 0 ? others.length : of);
      });
  const other = (label: number, row: number, labels: readonly number[]) => labels[row] !== label;

  it("takes what is right", () => {
    expect(checkDisagreement(share(other)).status).toBe("right");
    expect(checkDisagreement(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, Disagreement, RegExp]>([
    ["agreement", share((label, row, labels) => labels[row] === label), /share that agrees/],
    ["counts", share(other, 1), /these are counts/],
    ["one too many", share(other, 6), /divided by one too many/],
    ["row numbers", share((label, row) => row !== label), /compared row numbers with a label/],
    [
      "the nearest alone",
      (n, labels) => n.map(([first], row) => (labels[first!] === labels[row] ? 0 : 1)),
      /let all of them vote/,
    ],
  ])("recognises %s", (_, answer, message) => {
    expect(checkDisagreement(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkOutOfFold", () => {
  const all = (folds: readonly number[]) => folds.map((_, row) => row);
  const judges =
    (chosen: (own: number, fold: number) => boolean): PredictAll =>
    (folds, learn) => {
      const fitted = [0, 1, 2].map((fold) => learn(all(folds).filter((row) => chosen(folds[row]!, fold))));
      return all(folds).map((row) => fitted[folds[row]!]!(row));
    };

  it("takes what is right", () => {
    expect(checkOutOfFold(judges((own, fold) => own !== fold)).status).toBe("right");
    expect(checkOutOfFold(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, PredictAll, RegExp]>([
    [
      "one fitted to all",
      (folds, learn) => all(folds).map(learn(all(folds))),
      /fitted to all 30 rows, itself among them/,
    ],
    ["its own fold", judges((own, fold) => own === fold), /by a classifier that was fitted to it/],
    ["one other fold", judges((own, fold) => own === (fold + 1) % 3), /fitted to 10 rows only/],
    [
      "fold after fold",
      (folds, learn) =>
        [0, 1, 2].flatMap((fold) => {
          const judge = learn(all(folds).filter((row) => folds[row] !== fold));
          return all(folds)
            .filter((row) => folds[row] === fold)
            .map(judge);
        }),
      /come fold after fold/,
    ],
    ["labels", ((folds: readonly number[]) => folds) as never, /expected a list of probabilities a row/],
  ])("recognises %s", (_, answer, message) => {
    expect(checkOutOfFold(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkSuspects", () => {
  const random = seededRandom(3);
  const labels = Array.from({ length: 120 }, (_, row) => row % 3);
  const rows = labels.map((label) => [0, 1, 2].map((column) => (column === label ? 6 : 0) + random()));
  const set = {
    features: matrixFromRows(rows),
    labels,
    classNames: ["a", "b", "c"],
  } as unknown as FeatureSet;
  const byNeighbours: FindSuspects = (features, given) =>
    neighborDisagreement(features, given, { neighbors: 10 }).errors.map(({ row }) => row);

  it("takes what finds nearly as many as the library, and says how many", () => {
    expect(checkSuspects(byNeighbours, set)).toMatchObject({
      status: "right",
      message: expect.stringMatching(/you named \d+ rows; \d+ of them are among the 10 planted/),
    });
    expect(checkSuspects(() => undefined, set).status).toBe("not tried yet");
  });

  it.each<[string, FindSuspects, RegExp]>([
    ["none", () => [], /named no row/],
    ["all", (_, given) => [...given.keys()], /named every row/],
    ["few", (...given) => byNeighbours(...given)!.slice(0, 2), /too many are missed/],
    [
      "too many",
      (features, given) => [...new Set([...byNeighbours(features, given)!, ...Array(60).keys()])],
      /too many of the others are accused/,
    ],
    ["labels beyond the rows", () => [5, 500], /row numbers from 0 to 119/],
    [
      "truth values",
      ((_: unknown, given: readonly number[]) => given.map(() => true)) as never,
      /row numbers from 0 to 119, received a list of 120, the first of them true/,
    ],
  ])("recognises %s", (_, answer, message) => {
    expect(checkSuspects(answer, set)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});
