import {
  type FeatureSet,
  fitKNeighbors,
  type Matrix,
  matrix,
  nearestNeighbors,
  rowOf,
  seededRandom,
  tf,
} from "transferlab";
import { type Finding, notRightYet, notTried, openExercise, right } from "./exercise.ts";
import { judgeNumbers, type NumberMistake } from "./judge-numbers.ts";

export type AveragePool = (
  map: Float32Array,
  height: number,
  width: number,
  channels: number,
) => ArrayLike<number> | undefined;
export type Nearest = (
  rows: readonly Float32Array[],
  query: number,
  k: number,
) => readonly number[] | undefined;
export type NearestLabel = (
  rows: readonly Float32Array[],
  labels: readonly number[],
  query: Float32Array,
) => number | undefined;
/** What several layers make of the pictures to learn from, and of those to test with. */
export type LayerFeatures = Readonly<
  Record<string, { readonly train: FeatureSet; readonly test: FeatureSet }>
>;

/** Opens the tasks of "Features and neighbours, by hand". */
export const openFeaturesAndNeighbours = () =>
  openExercise({
    "average pooling": checkAveragePool,
    "nearest rows": checkNearest,
    "nearest label": checkNearestLabel,
    "which layer": checkLayer,
  });

export function checkAveragePool(averagePool: AveragePool): Finding {
  const [height, width, channels] = [2, 3, 4];
  const random = seededRandom(5);
  const map = Float32Array.from({ length: height * width * channels }, () => 10 * random() - 3);
  const received = averagePool(map.slice(), height, width, channels);
  if (received === undefined) return notTried;
  const reduced = (axes: readonly number[], kind: "mean" | "max" | "sum") =>
    tf.tidy(
      () => tf[kind](tf.tensor3d(map, [height, width, channels]), [...axes]).dataSync() as Float32Array,
    );
  const pixels = height * width;
  const planes = Float32Array.from({ length: channels }, (_, channel) => {
    return (
      map.subarray(channel * pixels, (channel + 1) * pixels).reduce((sum, value) => sum + value, 0) / pixels
    );
  });
  const mistakes: NumberMistake[] = [
    {
      gives: reduced([0, 1], "sum"),
      because: `these are the sums: divide by the ${pixels} places of the map`,
    },
    {
      gives: reduced([0, 1], "sum").map((sum) => sum / map.length),
      because: `divided by all ${map.length} numbers: each channel has ${pixels} of them`,
    },
    {
      gives: reduced([0, 1], "max"),
      because: 'this is the largest of each channel, pooling: "max"; asked is the mean',
    },
    {
      gives: reduced([2], "mean"),
      because: `this is the mean over the channels, one number a place: expected one number a channel (${channels})`,
    },
    {
      gives: planes,
      because:
        "read as if all of channel 0 came first: the channels of one place stand together, so channel c of place p is at p * channels + c",
    },
    {
      gives: reduced([0], "mean"),
      because: "the mean over the rows alone: the mean over the columns is missing",
    },
    {
      gives: reduced([1], "mean"),
      because: "the mean over the columns alone: the mean over the rows is missing",
    },
  ];
  return (
    judgeNumbers(received, reduced([0, 1], "mean"), { what: "means", tolerance: 1e-5, mistakes }) ??
    right('one number a channel, wherever in the picture it was seen: pooling: "avg"')
  );
}

export function checkNearest(nearest: Nearest): Finding {
  const [X, rows] = spokes(40, 6, 11);
  const [query, k] = [4, 5];
  const received = nearest(
    rows.map((row) => row.slice()),
    query,
    k,
  );
  if (received === undefined) return notTried;
  const order = (metric: "cosine" | "euclidean") => nearestNeighbors(X, 39, { metric }).indices[query]!;
  const [angles, distances] = [order("cosine"), order("euclidean")];
  const similarity = (row: number) =>
    rows[row]!.reduce((sum, value, at) => sum + value * rows[query]![at]!, 0);
  const products = angles.toSorted((a, b) => similarity(b) - similarity(a));
  const mistakes: NumberMistake[] = [
    {
      gives: [query, ...angles.slice(0, k - 1)],
      because: "the first is the row itself, at distance 0: leave it out",
    },
    {
      gives: [query, ...angles.slice(0, k)],
      because: "the first is the row itself, at distance 0: leave it out",
    },
    {
      gives: angles.slice(-k).reverse(),
      because: "these are the farthest rows: a large cosine similarity is near, a large distance far",
    },
    { gives: angles.slice(0, k).reverse(), because: "the right rows, but the farthest of them comes first" },
    {
      gives: distances.slice(0, k),
      because: "near by straight distance: asked is the angle, so divide each row by its length first",
    },
    {
      gives: products.slice(0, k),
      because: "the products alone prefer long rows: divide by the lengths of both rows",
    },
    {
      gives: angles.slice(0, k).toSorted((a, b) => a - b),
      because: "the right rows, in the order of their numbers: the nearest first",
    },
  ];
  return (
    judgeNumbers(received, angles.slice(0, k), { what: "row numbers", tolerance: 0, mistakes }) ??
    right('the same rows in the same order as nearestNeighbors(..., { metric: "cosine" })')
  );
}

export function checkNearestLabel(nearestLabel: NearestLabel): Finding {
  const [X, rows] = spokes(30, 6, 3);
  const [queries, queryRows] = spokes(20, 6, 4);
  const labels = rows.map((_, row) => 10 + ((row * 7) % 4));
  const received = queryRows.map((query) => nearestLabel(rows, labels, query.slice()));
  if (received.every((label) => label === undefined)) return notTried;
  const by = (metric: "cosine" | "euclidean") => fitKNeighbors(X, labels, { k: 1, metric }).predict(queries);
  const nearest = nearestNeighbors(X, 30, { queries, metric: "cosine" }).indices;
  const mistakes: NumberMistake[] = [
    {
      gives: nearest.map(([row]) => row!),
      because: "these are numbers of rows: give the label of that row, labels[row]",
    },
    {
      gives: nearest.map((order) => labels[order.at(-1)!]!),
      because: "these are the labels of the farthest rows",
    },
    {
      gives: nearest.map((order) => labels[order[1]!]!),
      because:
        "these are the labels of the second nearest rows: here the query is not among the rows, so there is nothing to leave out",
    },
    { gives: by("euclidean"), because: "these are the labels by straight distance: asked is the angle" },
  ];
  return (
    judgeNumbers(received, by("cosine"), { what: "labels", tolerance: 0, mistakes }) ??
    right("the same labels as fitKNeighbors with k = 1: a classifier that was never trained")
  );
}

export function checkLayer(answer: string | undefined, features: LayerFeatures): Finding {
  if (answer === undefined) return notTried;
  const found = Object.entries(features).map(([layer, { train, test }]) => {
    const predicted = fitKNeighbors(train.features, train.labels, { k: 1, metric: "cosine" }).predict(
      test.features,
    );
    return { layer, correct: predicted.filter((label, row) => label === test.labels[row]).length };
  });
  const chosen = found.find(({ layer }) => layer === answer);
  if (chosen === undefined)
    return notRightYet(`expected one of ${Object.keys(features).join(", ")}, received "${answer}"`);
  const best = found.reduce((first, one) => (one.correct > first.correct ? one : first));
  const total = features[answer]!.test.labels.length;
  if (chosen.correct < best.correct)
    return notRightYet(
      `the nearest neighbour by ${answer} is right for ${chosen.correct} of ${total} test pictures; by another layer for ${best.correct}. Count for each layer how often your nearestLabel gives the test picture's own label`,
    );
  const table = found.map(({ layer, correct }) => `${layer} ${correct}`).join(", ");
  return right(
    `of ${total}: ${table}. Low layers see edges and colours, the last ones the 200 classes that they were trained for`,
  );
}

/** The rows of a matrix, as a list of lists. */
export function rowsOf(features: Matrix): Float32Array[] {
  return Array.from({ length: features.rows }, (_, row) => rowOf(features, row));
}

/** Rows of many directions and lengths, so that angle, distance and product each give another order. */
function spokes(count: number, columns: number, seed: number): [Matrix, Float32Array[]] {
  const random = seededRandom(seed);
  const X = matrix(count, columns);
  for (let row = 0; row < count; row++) {
    const length = 0.5 + 4 * random();
    rowOf(X, row).forEach((_, column, values) => {
      values[column] = length * (random() - 0.3);
    });
  }
  return [X, rowsOf(X)];
}
