import {
  type FeatureSet,
  fitLogisticRegression,
  likelyLabelErrors,
  type Matrix,
  matrix,
  nearestNeighbors,
  neighborDisagreement,
  outOfFoldProbabilities,
  plantLabelErrors,
  rowOf,
  scoreDetection,
  seededRandom,
  stratifiedKFold,
} from "transferlab";
import { type Finding, notRightYet, notTried, openExercise, right } from "./exercise.ts";
import { describe, isNumbers, judgeNumbers, type NumberMistake } from "./judge-numbers.ts";

export type Disagreement = (
  neighbours: ReadonlyArray<readonly number[]>,
  labels: readonly number[],
) => ArrayLike<number> | undefined;
/** Gives the probabilities of the classes for one row. */
export type FittedTo = (row: number) => readonly number[];
export type PredictAll = (
  foldOfRow: readonly number[],
  fit: (rows: readonly number[]) => FittedTo,
) => ReadonlyArray<readonly number[]> | undefined;
export type FindSuspects = (features: Matrix, labels: readonly number[]) => readonly number[] | undefined;

/** Opens the tasks of "Find the planted label errors". */
export const openPlantedLabelErrors = () =>
  openExercise({
    "neighbours disagree": checkDisagreement,
    "out of fold": checkOutOfFold,
    "find them": checkSuspects,
  });

export function checkDisagreement(disagreement: Disagreement): Finding {
  const { features, labels } = twoGroups(24, 8);
  const { indices } = nearestNeighbors(features, 5, { metric: "cosine" });
  const received = disagreement(indices, labels);
  if (received === undefined) return notTried;
  const { disagreementOfRow } = neighborDisagreement(features, labels, { neighbors: 5 });
  const same = (row: number, others: readonly number[]) =>
    others.filter((other) => labels[other] === labels[row]).length;
  const by = (value: (row: number, others: readonly number[]) => number) =>
    indices.map((others, row) => value(row, others));
  const mistakes: NumberMistake[] = [
    {
      gives: by((row, others) => same(row, others) / 5),
      because: "this is the share that agrees: expected the share that disagrees",
    },
    {
      gives: by((row, others) => 5 - same(row, others)),
      because: "these are counts: divide by how many neighbours there are",
    },
    {
      gives: by((row, others) => (5 - same(row, others)) / 6),
      because: "divided by one too many: the row itself is not among its neighbours",
    },
    {
      gives: by((row, others) => others.filter((other) => other !== labels[row]).length / 5),
      because:
        "you compared row numbers with a label: a neighbour is a row, and its label is labels[neighbour]",
    },
    {
      gives: by((row, others) => (labels[others[0]!] === labels[row] ? 0 : 1)),
      because: "the nearest neighbour alone has a say: let all of them vote",
    },
  ];
  return (
    judgeNumbers(received, disagreementOfRow, { what: "shares", tolerance: 1e-9, mistakes }) ??
    right("the same as neighborDisagreement: near 1 where a picture stands among another class")
  );
}

export function checkOutOfFold(predictAll: PredictAll): Finding {
  const { features, labels } = twoGroups(30, 4);
  // Shuffled, or folds would follow one another and their order would be that of the rows.
  const dealt = { shuffle: true, seed: 2 };
  const foldOfRow = stratifiedKFold(labels, 3, dealt);
  let leak: { readonly row: number; readonly rows: number } | undefined;
  let smallest = labels.length;
  const fit = (rows: readonly number[]): FittedTo => {
    const known = new Set(rows);
    smallest = Math.min(smallest, known.size);
    const own = rows.map((row) => labels[row]!);
    const classifier = fitLogisticRegression(take(features, rows), own, { C: 1 });
    return (row) => {
      if (known.has(row)) leak ??= { row, rows: known.size };
      return Array.from(classifier.predictProbability(take(features, [row])).values);
    };
  };
  const received = predictAll(foldOfRow, fit);
  if (received === undefined) return notTried;
  if (leak !== undefined)
    return notRightYet(
      leak.rows === labels.length
        ? `row ${leak.row} was predicted by a classifier that was fitted to all ${leak.rows} rows, itself among them: it has seen the label that is in doubt. Fit without the row's own fold`
        : `row ${leak.row} was predicted by a classifier that was fitted to it: fit to the rows of the other folds, predict those of this one`,
    );
  if (!Array.isArray(received) || !received.every(isNumbers))
    return notRightYet(`expected a list of probabilities a row, received ${describe(received)}`);
  const expected = outOfFoldProbabilities(
    features,
    labels,
    (X, own) => fitLogisticRegression(X, own, { C: 1 }),
    { ...dealt, folds: 3 },
  );
  const inFolds = [0, 1, 2].flatMap((fold) =>
    foldOfRow.flatMap((own, row) => (own === fold ? Array.from(rowOf(expected, row)) : [])),
  );
  const fault = judgeNumbers(
    received.flatMap((row) => Array.from(row as ArrayLike<number>)),
    expected.values,
    {
      what: "probabilities",
      tolerance: 1e-5,
      mistakes: [
        {
          gives: inFolds,
          because:
            "the probabilities come fold after fold: put those of row i to place i, for that is where its label stands",
        },
      ],
    },
  );
  if (fault === undefined)
    return right(
      "the same as outOfFoldProbabilities: each row judged by a classifier that has not seen its label",
    );
  if (smallest < labels.length / 2)
    return notRightYet(
      `the classifiers were fitted to ${smallest} rows only, one fold: fit to the rows of all *other* folds`,
    );
  return fault;
}

/** Plants wrong labels of its own, so that no list of rows can be known beforehand. */
export function checkSuspects(findSuspects: FindSuspects, set: FeatureSet): Finding {
  const classCount = set.classNames.length;
  const { labels, changed } = plantLabelErrors(set.labels, { classCount, share: 0.08, seed: 5 });
  const received = findSuspects(set.features, labels);
  if (received === undefined) return notTried;
  const total = labels.length;
  const isRow = (row: number) => Number.isInteger(row) && row >= 0 && row < total;
  if (!isNumbers(received) || !Array.from(received).every(isRow))
    return notRightYet(
      `expected a list of row numbers from 0 to ${total - 1}, received ${describe(received)}`,
    );
  const named = [...new Set(received)];
  const { found, planted, precision, recall } = scoreDetection(named, changed, { total });
  const said = `you named ${named.length} rows; ${found} of them are among the ${planted} planted`;
  if (named.length === 0) return notRightYet("you named no row: lower the bar until some are named");
  if (named.length === total)
    return notRightYet("you named every row: all wrong labels are among them, and nobody is helped");
  const byLibrary = likelyLabelErrors(
    outOfFoldProbabilities(set.features, labels, (X, own) => fitLogisticRegression(X, own, { C: 0.01 })),
    labels,
  ).errors.map(({ row }) => row);
  const library = scoreDetection(byLibrary, changed, { total });
  if (recall < 0.8 * library.recall)
    return notRightYet(
      `${said}: too many are missed (the library's likelyLabelErrors finds ${library.found}). Do your probabilities come from classifiers that have not seen the row?`,
    );
  if (precision < 0.6 * library.precision)
    return notRightYet(
      `${said}: too many of the others are accused (likelyLabelErrors names ${library.named}). Ask for more than a little doubt`,
    );
  return right(
    `${said}; likelyLabelErrors names ${library.named} and finds ${library.found}. What is left over is hard or strange, and worth a look`,
  );
}

function take(features: Matrix, rows: readonly number[]): Matrix {
  const taken = matrix(rows.length, features.columns);
  rows.forEach((row, place) => {
    taken.values.set(rowOf(features, row), place * features.columns);
  });
  return taken;
}

/** Two classes that overlap a little; labels begin at 0, as classes do. */
function twoGroups(count: number, seed: number): { features: Matrix; labels: number[] } {
  const random = seededRandom(seed);
  const features = matrix(count, 3);
  const labels = Array.from({ length: count }, (_, row) => (row * 5) % 2);
  for (const [row, label] of labels.entries())
    rowOf(features, row).set([random() + 0.6 * label, random() + 0.1, 1 - 0.5 * label]);
  return { features, labels };
}
