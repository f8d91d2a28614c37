import { describe, expect, it } from "vitest";
import {
  crossValidate,
  type FeatureSet,
  fitSvc,
  gridSearch,
  matrixFromRows,
  seededRandom,
} from "../../../lib/index.ts";
import {
  type ChooseC,
  checkChooseC,
  checkInterval,
  checkReport,
  checkStandardise,
  type Interval,
  judgeC,
  type LabelledRows,
  type Standardise,
} from "../../../notebooks/exercises/checks/svm-without-the-test-set.ts";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("checkStandardise", () => {
  type Rows = Parameters<Standardise>[0];
  interface Way {
    readonly from?: (train: Rows, rows: Rows) => Rows;
    readonly of?: (train: Rows, rows: Rows) => Rows;
    readonly less?: number;
    readonly power?: number;
    readonly shift?: boolean;
    readonly guard?: boolean;
  }
  const scale =
    ({
      from = (train) => train,
      of = (_, rows) => rows,
      less = 0,
      power = 0.5,
      shift = true,
      guard = true,
    }: Way): Standardise =>
    (train, rows) => {
      const known = from(train, rows);
      const columns = known[0]!.map((_, column) => known.map((row) => row[column]!));
      const means = columns.map(mean);
      const deviations = columns.map(
        (values, c) =>
          (values.reduce((sum, v) => sum + (v - means[c]!) ** 2, 0) / (values.length - less)) ** power,
      );
      return of(train, rows).map((row) =>
        row.map(
          (value, c) => (value - (shift ? means[c]! : 0)) / (guard ? deviations[c]! || 1 : deviations[c]!),
        ),
      );
    };

  it("takes what is right", () => {
    expect(checkStandardise(scale({})).status).toBe("right");
    expect(checkStandardise(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, Standardise, RegExp]>([
    ["the rows' own mean", scale({ from: (_, rows) => rows }), /Learn them from train alone/],
    ["both together", scale({ from: (train, rows) => [...train, ...rows] }), /train and rows together/],
    ["the training rows", scale({ of: (train) => train }), /these are the training rows/],
    ["no mean", scale({ shift: false }), /the mean is still there/],
    ["no deviation", scale({ power: 0 }), /nothing is divided/],
    ["the variance", scale({ power: 1 }), /take its square root/],
    ["a division by 0", scale({ guard: false }), /0 \/ 0 is NaN/],
    ["n - 1", scale({ less: 1 }), /divided by n - 1 under the root: scikit-learn/],
    ["n - 1 and a division by 0", scale({ less: 1, guard: false }), /instead of n, and by 0/],
    ["a flat list", (() => [1, 2, 3]) as never, /expected a list of rows/],
  ])("recognises %s", (_, answer, message) => {
    expect(checkStandardise(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkChooseC", () => {
  const linear = (C: number) => (X: LabelledRows["features"], labels: readonly number[]) =>
    fitSvc(X, labels, { C, kernel: "linear" });
  const highest = (values: readonly number[], score: (C: number) => number) =>
    values.reduce((best, C) => (score(C) > score(best) ? C : best));
  const own =
    ({ features, labels }: LabelledRows) =>
    (C: number) =>
      linear(C)(features, labels)
        .predict(features)
        .filter((label, row) => label === labels[row]).length;

  it("takes what cross-validation chooses, with folds of any kind", () => {
    const byGrid: ChooseC = (train, _, values) =>
      gridSearch(train.features, train.labels, fitSvc, { C: values, kernel: ["linear"] }).best.setting.C;
    const byShuffledFolds: ChooseC = (train, _, values) =>
      highest(
        values,
        (C) =>
          crossValidate(train.features, train.labels, linear(C), { folds: 4, shuffle: true, seed: 5 }).mean,
      );
    expect(checkChooseC(byGrid).status).toBe("right");
    expect(checkChooseC(byShuffledFolds).status).toBe("right");
    expect(checkChooseC(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, ChooseC, RegExp]>([
    [
      "a look at the test set",
      (train, test, values) => highest(values, (C) => own(test)(C) + 0 * train.labels.length),
      /looked at test.features|looked at test.labels/,
    ],
    [
      "the training accuracy",
      (train, _, values) => highest(values, own(train)),
      /rows that it was fitted to/,
    ],
    ["the lowest", (_, _test, values) => values[0], /another value for/],
    ["a place", () => 1, /a place in the list/],
    ["an accuracy", () => 0.616, /an accuracy is not a C/],
  ])("recognises %s", (_, answer, message) => {
    expect(checkChooseC(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("judgeC", () => {
  const tried = [
    { C: 0.1, mean: 0.79, scores: [0.75, 0.83] },
    { C: 1, mean: 0.8, scores: [0.78, 0.82] },
    { C: 10, mean: 0.7, scores: [0.7, 0.7] },
  ];

  it("takes what is within a standard error of the best", () => {
    expect([judgeC(1, tried), judgeC(0.1, tried)]).toEqual([undefined, undefined]);
    expect(judgeC(10, tried)!.message).toMatch(
      /C = 10 is right for 70.0 % over five folds; another value for 80.0 %/,
    );
    expect(judgeC(3, tried)!.message).toMatch(/expected one of 0.1, 1, 10/);
  });
});

describe("checkInterval", () => {
  const wilson =
    (z: number): Interval =>
    (correct, total) => {
      const p = correct / total;
      const half = z * Math.sqrt((p * (1 - p)) / total + z ** 2 / (4 * total ** 2));
      return [p + z ** 2 / (2 * total) - half, p + z ** 2 / (2 * total) + half].map(
        (bound) => bound / (1 + z ** 2 / total),
      );
    };
  const wald: Interval = (correct, total) => {
    const half = 1.96 * Math.sqrt(((correct / total) * (1 - correct / total)) / total);
    return [correct / total - half, correct / total + half];
  };
  const right: Interval = wilson(1.96);

  it("takes what is right", () => {
    expect(checkInterval(right).status).toBe("right");
    expect(checkInterval(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, Interval, RegExp]>([
    ["standard errors", wald, /reaches beyond 100 %/],
    [
      "standard errors, cut off",
      (...c) =>
        wald(...c)!
          .slice()
          .map((b: number) => Math.min(1, Math.max(0, b))),
      /cut off at 0 and 1/,
    ],
    ["one standard error", wilson(1), /one standard error/],
    ["90 %", wilson(1.645), /interval for 90 %/],
    ["percent", (...c) => Array.from(right(...c)!, (b) => 100 * b), /in percent/],
    ["the wrong way round", (...c) => [...right(...c)!].reverse(), /high end comes first/],
    ["no division", (...c) => Array.from(right(...c)!, (b) => b * (1 + 1.96 ** 2 / c[1])), /is missing/],
  ])("recognises %s", (_, answer, message) => {
    expect(checkInterval(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkReport", () => {
  const random = seededRandom(1);
  const draw = (count: number) => {
    const labels = Array.from({ length: count }, (_, row) => row % 2);
    const rows = labels.map((label) => [label + random() - 0.4, random(), random()]);
    return { features: matrixFromRows(rows), labels } as unknown as FeatureSet;
  };
  const [train, test] = [draw(60), draw(30)];
  const values = [1e-6, 1];
  const correct = (C: number) => {
    const predicted = fitSvc(train.features, train.labels, { kernel: "linear", C }).predict(test.features);
    return predicted.filter((label, row) => label === test.labels[row]).length;
  };
  const said = (report: Parameters<typeof checkReport>[0]) => {
    const { status, message } = checkReport(report, train, test, values);
    return `${status}: ${message}`;
  };

  it("takes the counts of a C that cross-validation chooses, and tells them from others", () => {
    const { best } = gridSearch(train.features, train.labels, fitSvc, { C: values, kernel: ["linear"] });
    const C = best.setting.C!;
    const good = { C, correct: correct(C), total: 30 };
    expect(said(good)).toMatch(/^right: .* % \(.* to .*\) with C/);
    expect(said(undefined)).toMatch(/^not tried yet/);
    expect(said({ ...good, correct: good.correct / 30 })).toMatch(/correct is a share/);
    expect(said({ ...good, correct: 30 - good.correct })).toMatch(/how many are wrong/);
    expect(said({ ...good, correct: good.correct - 3 })).toMatch(/test pictures are right, not/);
    expect(said({ ...good, total: 60 })).toMatch(/total of 30/);
    expect(said({ ...good, C: 5 })).toMatch(/expected one of/);
  });

  it("recognises a C that is best on the test pictures alone", () => {
    // Test rows whose labels are turned round: what is worst in cross-validation does best on them.
    const turned = { ...test, labels: test.labels.map((label) => 1 - label) } as FeatureSet;
    const noisy = {
      ...train,
      labels: train.labels.map((label, row) => (row % 9 === 0 ? 1 - label : label)),
    } as FeatureSet;
    const counts = [1e-6, 1, 1e4].map((C) => {
      const predicted = fitSvc(noisy.features, noisy.labels, { kernel: "linear", C }).predict(
        turned.features,
      );
      return predicted.filter((label, row) => label === turned.labels[row]).length;
    });
    const worst = [1e-6, 1, 1e4][counts.indexOf(Math.max(...counts))]!;
    const { message } = checkReport(
      { C: worst, correct: Math.max(...counts), total: 30 },
      noisy,
      turned,
      [1e-6, 1, 1e4],
    );
    expect(message).toMatch(/choosing on the test set/);
  });
});
