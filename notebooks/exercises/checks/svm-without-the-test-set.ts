import {
  accuracyInterval,
  type FeatureSet,
  fitStandardScaler,
  fitSvc,
  gridSearch,
  type Matrix,
  matrix,
  matrixFromRows,
  rowOf,
  seededRandom,
} from "transferlab";
import { type Finding, notRightYet, notTried, openExercise, right } from "./exercise.ts";
import { describe, judgeNumbers, type NumberMistake, short } from "./judge-numbers.ts";

type Rows = readonly (readonly number[])[];
export type Standardise = (train: Rows, rows: Rows) => Rows | undefined;
export interface LabelledRows {
  readonly features: Matrix;
  readonly labels: readonly number[];
}
export type ChooseC = (
  train: LabelledRows,
  test: LabelledRows,
  values: readonly number[],
) => number | undefined;
export type Interval = (correct: number, total: number) => readonly number[] | undefined;
export interface Report {
  readonly C: number;
  readonly correct: number;
  readonly total: number;
}

/** Opens the tasks of "An SVM, with C chosen without the test set". */
export const openSvmWithoutTheTestSet = () =>
  openExercise({
    standardise: checkStandardise,
    "choose C": checkChooseC,
    interval: checkInterval,
    report: checkReport,
  });

export function checkStandardise(standardise: Standardise): Finding {
  const random = seededRandom(6);
  const draw = (count: number, shift: number) =>
    Array.from({ length: count }, () => [shift + 3 * random(), 100 * random() - shift, 7]);
  const [train, rows] = [draw(9, 0), draw(4, 2)];
  const received = standardise(
    train.map((row) => [...row]),
    rows.map((row) => [...row]),
  );
  if (received === undefined) return notTried;
  if (!Array.isArray(received) || !received.every(Array.isArray))
    return notRightYet(`expected a list of rows, received ${describe(received)}`);
  const scaled = (from: Rows, one: Rows) =>
    Array.from(fitStandardScaler(matrixFromRows(from)).transform(matrixFromRows(one)).values);
  const { mean, scale } = fitStandardScaler(matrixFromRows(train));
  const by = (value: (level: number, column: number) => number) => rows.flatMap((row) => row.map(value));
  const count = train.length;
  const mistakes: NumberMistake[] = [
    {
      gives: scaled(rows, rows),
      because:
        "mean and deviation come from the rows to be scaled: with one test picture there would be nothing left of it. Learn them from train alone",
    },
    {
      gives: scaled([...train, ...rows], rows),
      because:
        "mean and deviation come from train and rows together: the test rows then have a say in how they are seen. Learn from train alone",
    },
    {
      gives: scaled(train, train),
      because: "these are the training rows: expected the others, scaled as these would be",
    },
    {
      gives: by((level, column) => level - mean[column]!),
      because: "the mean is off, but nothing is divided by the deviation",
    },
    {
      gives: by((level, column) => level / scale[column]!),
      because: "divided by the deviation, but the mean is still there",
    },
    {
      gives: by((level, column) => (level - mean[column]!) / scale[column]! ** 2),
      because: "divided by the variance: take its square root",
    },
    {
      gives: by((level, column) => (level - mean[column]!) / (column === 2 ? 0 : scale[column]!)),
      because:
        "the third column never changes in train: its deviation is 0, and 0 / 0 is NaN. Divide such a column by 1",
    },
    {
      gives: by(
        (level, column) =>
          (level - mean[column]!) / (column === 2 ? 1 : scale[column]! * Math.sqrt(count / (count - 1))),
      ),
      because:
        "divided by n - 1 under the root: scikit-learn's StandardScaler (and the library's) divides by n",
    },
    {
      gives: by(
        (level, column) =>
          (level - mean[column]!) / (column === 2 ? 0 : scale[column]! * Math.sqrt(count / (count - 1))),
      ),
      because: "divided by n - 1 under the root instead of n, and by 0 in the column that never changes",
    },
  ];
  return (
    judgeNumbers(received.flat(), scaled(train, rows), { what: "values", tolerance: 1e-5, mistakes }) ??
    right("the same as fitStandardScaler(train).transform(rows)")
  );
}

export function checkChooseC(chooseC: ChooseC): Finding {
  const values = [1e-6, 1e-2, 100];
  const [train, test] = [noisyRows(120, 3), noisyRows(40, 2)];
  const touched: string[] = [];
  const watched = new Proxy(test, {
    get(target, key) {
      if (typeof key === "string") touched.push(key);
      return Reflect.get(target, key);
    },
  });
  const received = chooseC(train, watched, values);
  if (received === undefined) return notTried;
  if (touched.length > 0)
    return notRightYet(
      `your function looked at test.${touched[0]}: whatever is chosen with the test set makes its accuracy too good. Choose by cross-validation on train`,
    );
  if (!values.includes(received)) {
    return notRightYet(
      Number.isInteger(received) && received >= 0 && received < values.length
        ? `received ${received}: that is a place in the list; give the value that stands there`
        : `expected one of the values ${values.join(", ")}, received ${describe(received)}: an accuracy is not a C`,
    );
  }
  const { rows } = gridSearch(train.features, train.labels, fitSvc, { C: values, kernel: ["linear"] });
  const fault = judgeC(
    received,
    rows.map(({ setting, mean, scores }) => ({ C: setting.C!, mean, scores })),
  );
  if (fault === undefined)
    return right(
      `C = ${received}: within chance of the best mean accuracy over the folds, and the test set was not opened`,
    );
  const training = values.map((C) =>
    share(
      fitSvc(train.features, train.labels, { C, kernel: "linear" }).predict(train.features),
      train.labels,
    ),
  );
  if (training[values.indexOf(received)] === Math.max(...training))
    return notRightYet(
      `C = ${received} is right for ${short(100 * Math.max(...training))} % of the rows that it was fitted to; that says nothing about others. Leave a fold out, fit on the rest, and count on the fold`,
    );
  return fault;
}

/** Judges a C by cross-validation: any within a standard error of the best counts, for folds may be dealt otherwise. */
export function judgeC(
  answer: number,
  tried: readonly { readonly C: number; readonly mean: number; readonly scores: readonly number[] }[],
): Finding | undefined {
  const best = tried.reduce((first, row) => (row.mean > first.mean ? row : first));
  const variance =
    best.scores.reduce((sum, score) => sum + (score - best.mean) ** 2, 0) / (best.scores.length - 1);
  const error = Math.sqrt(variance / best.scores.length);
  const chosen = tried.find(({ C }) => C === answer);
  if (chosen !== undefined && chosen.mean >= best.mean - error - 1e-9) return undefined;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  if (chosen === undefined)
    return notRightYet(`expected one of ${tried.map(({ C }) => C).join(", ")}, received ${answer}`);
  return notRightYet(
    `C = ${answer} is right for ${percent(chosen.mean)} over five folds; another value for ${percent(best.mean)}: compare the means over the folds`,
  );
}

export function checkInterval(interval: Interval): Finding {
  const cases = [
    [8, 10],
    [87, 108],
    [10, 10],
    [0, 5],
  ] as const;
  const first = interval(...cases[0]);
  if (first === undefined) return notTried;
  const by = (bounds: (correct: number, total: number) => readonly number[]) =>
    cases.flatMap(([correct, total]) => bounds(correct, total));
  const wilson = (z: number) => (correct: number, total: number) => {
    const p = correct / total;
    const centre = p + z ** 2 / (2 * total);
    const half = z * Math.sqrt((p * (1 - p)) / total + z ** 2 / (4 * total ** 2));
    return [(centre - half) / (1 + z ** 2 / total), (centre + half) / (1 + z ** 2 / total)];
  };
  const wald = (correct: number, total: number) => {
    const p = correct / total;
    const half = 1.959964 * Math.sqrt((p * (1 - p)) / total);
    return [p - half, p + half];
  };
  const expected = by((correct, total) => {
    const { low, high } = accuracyInterval(correct, total);
    return [low, high];
  });
  const mistakes: NumberMistake[] = [
    {
      gives: by(wald),
      because:
        "this is accuracy ± 1.96 standard errors: it reaches beyond 100 %, and for 10 of 10 right it is empty. Wilson's formula above does neither",
    },
    {
      gives: by((...counts) => wald(...counts).map((bound) => Math.min(1, Math.max(0, bound)))),
      because:
        "this is accuracy ± 1.96 standard errors, cut off at 0 and 1: for 10 of 10 right it is empty. Use Wilson's formula",
    },
    { gives: by(wilson(1)), because: "this is one standard error (68 %): z is 1.96 for 95 %" },
    {
      gives: by(wilson(1.644854)),
      because: "this is the interval for 90 %: z is 1.96 for 95 % on both sides",
    },
    { gives: expected.map((bound) => 100 * bound), because: "in percent: expected shares between 0 and 1" },
    {
      gives: by((...counts) => wilson(1.959964)(...counts).toReversed()),
      because: "the high end comes first: expected [low, high]",
    },
    {
      gives: by((correct, total) =>
        wilson(1.959964)(correct, total).map((bound) => bound * (1 + 1.959964 ** 2 / total)),
      ),
      because: "the division by 1 + z² / n is missing",
    },
  ];
  return (
    judgeNumbers(
      by((...counts) => interval(...counts) ?? []),
      expected,
      { what: "bounds (for 8 of 10, 87 of 108, 10 of 10, 0 of 5)", tolerance: 1e-4, mistakes },
    ) ?? right("the same as accuracyInterval: inside 0 and 1, and never empty")
  );
}

export function checkReport(
  report: Report | undefined,
  train: FeatureSet,
  test: FeatureSet,
  values: readonly number[],
): Finding {
  if (report === undefined) return notTried;
  const { rows } = gridSearch(train.features, train.labels, fitSvc, { C: values, kernel: ["linear"] });
  const tried = rows.map(({ setting, mean, scores }) => ({ C: setting.C!, mean, scores }));
  const correctWith = (C: number) =>
    test.labels.length *
    share(fitSvc(train.features, train.labels, { C, kernel: "linear" }).predict(test.features), test.labels);
  const fault = judgeC(report.C, tried);
  if (fault !== undefined) {
    const onTest = values.map(correctWith);
    return values.includes(report.C) && onTest[values.indexOf(report.C)] === Math.max(...onTest)
      ? notRightYet(
          `C = ${report.C} is the one that does best on the test pictures: that is choosing on the test set. Take what chooseC gives`,
        )
      : fault;
  }
  const total = test.labels.length;
  const expected = Math.round(correctWith(report.C));
  if (report.total !== total)
    return notRightYet(`expected a total of ${total} test pictures, received ${report.total}`);
  if (Math.abs(report.correct - expected / total) < 1e-6)
    return notRightYet("correct is a share here: expected how many test pictures are right");
  if (report.correct === total - expected)
    return notRightYet("this is how many are wrong: expected how many are right");
  if (report.correct !== expected)
    return notRightYet(
      `with C = ${report.C}, fitted to all training pictures, ${expected} test pictures are right, not ${report.correct}`,
    );
  const { accuracy, low, high } = accuracyInterval(expected, total);
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  return right(
    `${percent(accuracy)} (${percent(low)} to ${percent(high)}) with C = ${report.C}: a figure that may be reported, for the test set was used once`,
  );
}

function share(predicted: readonly number[], labels: readonly number[]): number {
  return predicted.filter((label, row) => label === labels[row]).length / labels.length;
}

/**
 * Two classes, twice as many rows in one, in 40 columns that are mostly noise: with a small C every row is of the larger
 * class, with a large one the noise is learned by heart. The middle one wins by ten points, however folds are dealt.
 */
function noisyRows(count: number, seed: number): LabelledRows {
  const random = seededRandom(seed);
  const features = matrix(count, 40);
  const labels = Array.from({ length: count }, (_, row) => (row % 3 === 0 ? 1 : 0));
  for (const [row, label] of labels.entries()) {
    rowOf(features, row).forEach((_, column, values) => {
      const noise = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      values[column] = noise + 0.5 * label;
    });
  }
  return { features, labels };
}
