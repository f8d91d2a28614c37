import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fitKNeighbors } from "../../lib/classifiers/k-neighbors.ts";
import { fitLogisticRegression } from "../../lib/classifiers/logistic-regression.ts";
import { fitNearestClassMean } from "../../lib/classifiers/nearest-class-mean.ts";
import { pipeline } from "../../lib/classifiers/pipeline.ts";
import { type Matrix, matrixFromRows, rowOf, takeRows } from "../../lib/matrix/matrix.ts";
import { gridSearch } from "../../lib/selection/grid-search.ts";
import { fitSvc, type SvcOptions } from "../../lib/svm/fit-svc.ts";
import { classProbabilities } from "../../lib/svm/probability/class-probabilities.ts";
import { fitPairSigmoid } from "../../lib/svm/probability/pair-sigmoid.ts";
import { precomputedKernel } from "../../lib/svm/solver/kernel-values.ts";
import { fitStandardScaler } from "../../lib/svm/standard-scaler.ts";
import { sharedFolder } from "../shared-folder.ts";

interface Probabilities {
  probabilities: number[][];
}

interface Answers extends Record<`neighbors ${string}`, Probabilities & { predict: number[] }> {
  sigmoid: { slope: number; offset: number };
  coupling: Probabilities & {
    slopes: number[];
    offsets: number[];
    decisions: number[][];
    iterations: number[];
  };
  "logistic many": Probabilities & { coef: number[][]; intercept: number[] };
  "logistic balanced": Probabilities & { coef: number[][]; intercept: number[] };
  "logistic two": Probabilities & { coef: number[][]; intercept: number[] };
  centroid: number[];
  grid: {
    scores: number[][];
    mean: number[];
    std: number[];
    rank: number[];
    best: { C: number; kernel: string };
    predict: number[];
  };
}

const shared = sharedFolder();
const python = process.env.KERAS_PYTHON;
const runs = shared !== undefined && python !== undefined;
const where = runs ? "" : " (skipped: needs ../shared/goldens/svm.json, and KERAS_PYTHON with scikit-learn)";

describe.skipIf(!runs)(`scikit-learn beside us${where}`, () => {
  const { X, y, T, foldOfRow } = runs ? readRows(shared) : { X: [[0]], y: [0], T: [[0]], foldOfRow: [0] };
  const answers = runs ? askScikitLearn(python, { X, y, T, foldOfRow }) : ({} as Answers);
  const train = matrixFromRows(X);
  const test = matrixFromRows(T);
  const scaler = fitStandardScaler(train);
  const scaled = scaler.transform(train);
  const scaledTest = scaler.transform(test);
  const rbf = { name: "rbf", gamma: 0.02, degree: 3, coef0: 0 } as const;

  it("fits the sigmoid of a pair to the same folds", () => {
    const rows = [0, 1].flatMap((label) => y.flatMap((own, row) => (own === label ? [row] : [])));
    const positiveCount = y.filter((label) => label === 0).length;
    const sigmoid = fitPairSigmoid(
      precomputedKernel(scaled, rbf),
      { rows: Uint32Array.from(rows), positiveCount, positiveC: 2, negativeC: 2 },
      Uint32Array.from(rows, (row) => foldOfRow[row]!),
      { tolerance: 1e-6, maxIterations: 1e6, cacheBytes: 1e6 },
    );
    expect(sigmoid.slope).toBeCloseTo(answers.sigmoid.slope, 3);
    expect(sigmoid.offset).toBeCloseTo(answers.sigmoid.offset, 3);
  });

  it("couples the same pairs to the same class probabilities", () => {
    const { slopes, offsets, decisions, probabilities } = answers.coupling;
    const sigmoids = slopes.map((slope, pair) => ({ slope, offset: offsets[pair]! }));
    decisions.forEach((own, row) => {
      classProbabilities(own, sigmoids, 5).forEach((value, label) => {
        expect(value).toBeCloseTo(probabilities[row]![label]!, 6);
      });
    });
  });

  it("has probabilities of LIBSVM's quality from folds of its own", () => {
    const options: SvcOptions = { kernel: "rbf", gamma: 0.02, C: 2, tolerance: 1e-6 };
    const svc = fitSvc(train, y, { ...options, probability: true });
    const own = svc.predictProbability(test);
    const { probabilities, iterations } = answers.coupling;
    expect(largestDifference(own, probabilities)).toBeLessThan(0.1);
    const { y: testLabels } = readRest(shared!);
    const ownLoss = logLoss((row, label) => rowOf(own, row)[label]!, testLabels);
    const otherLoss = logLoss((row, label) => probabilities[row]![label]!, testLabels);
    expect(Math.abs(ownLoss - otherLoss)).toBeLessThan(0.05);
    // The same path to the solution: float64 kernel values move a step here and there.
    svc.iterations.forEach((steps, pair) => {
      expect(Math.abs(steps - iterations[pair]!)).toBeLessThanOrEqual(0.25 * iterations[pair]!);
    });
  });

  it.each(["many", "balanced", "two"] as const)("fits the same logistic regression: %s", (name) => {
    const kept = name === "two" ? y.flatMap((label, row) => (label < 2 ? [row] : [])) : [...y.keys()];
    const regression = fitLogisticRegression(
      takeRows(scaled, kept),
      kept.map((row) => y[row]!),
      {
        C: name === "balanced" ? 1 : 0.3,
        tolerance: 1e-9,
        maxIterations: 10_000,
        standardize: false,
        ...(name === "balanced" ? { classWeight: "balanced" } : {}),
      },
    );
    const expected = answers[`logistic ${name}`];
    expect(regression.converged).toBe(true);
    expect(largestDifference(regression.coef, expected.coef)).toBeLessThan(1e-5);
    regression.intercept.forEach((value, label) => {
      expect(value).toBeCloseTo(expected.intercept[label]!, 5);
    });
    expect(largestDifference(regression.predictProbability(scaledTest), expected.probabilities)).toBeLessThan(
      1e-5,
    );
  });

  for (const metric of ["euclidean", "cosine"] as const) {
    for (const weights of ["uniform", "distance"] as const) {
      it(`finds the same neighbours: ${metric}, ${weights}`, () => {
        const neighbors = fitKNeighbors(scaled, y, { k: 7, metric, weights });
        const expected = answers[`neighbors ${metric} ${weights}`]!;
        expect(neighbors.predict(scaledTest)).toEqual(expected.predict);
        expect(
          largestDifference(neighbors.predictProbability(scaledTest), expected.probabilities),
        ).toBeLessThan(1e-5);
      });
    }
  }

  it("weighs neighbours by temperature as the formula does in scikit-learn", () => {
    const neighbors = fitKNeighbors(scaled, y, { k: 20, weights: { temperature: 0.07 } });
    const { probabilities } = answers["neighbors temperature"]!;
    expect(largestDifference(neighbors.predictProbability(scaledTest), probabilities)).toBeLessThan(1e-5);
  });

  it("gives rows to the same class means", () => {
    expect(fitNearestClassMean(scaled, y).predict(scaledTest)).toEqual(answers.centroid);
  });

  it("searches a grid to the same table", () => {
    const learn = pipeline(fitStandardScaler, (X: Matrix, labels: readonly number[], options?: SvcOptions) =>
      fitSvc(X, labels, { ...options, standardize: false, tolerance: 1e-6 }),
    );
    const { rows, best, classifier } = gridSearch(
      train,
      y,
      learn,
      { C: [0.05, 1], kernel: ["linear", "rbf"] },
      { folds: 4 },
    );
    expect(rows.map(({ scores }) => scores)).toEqual(answers.grid.scores);
    rows.forEach(({ mean, standardDeviation, rank }, at) => {
      expect(mean).toBeCloseTo(answers.grid.mean[at]!, 12);
      expect(standardDeviation).toBeCloseTo(answers.grid.std[at]!, 12);
      expect(rank).toBe(answers.grid.rank[at]);
    });
    expect(best.setting).toEqual(answers.grid.best);
    expect(classifier.predict(test)).toEqual(answers.grid.predict);
  });
});

interface Goldens {
  X: number[][];
  y: number[];
  train: number;
  cv: { fold_of_row: number[] };
}

function readGoldens(folder: string): Goldens {
  return JSON.parse(readFileSync(`${folder}/goldens/svm.json`, "utf8"));
}

function readRows(folder: string) {
  const { X, y, train, cv } = readGoldens(folder);
  return { X: X.slice(0, train), y: y.slice(0, train), T: X.slice(train), foldOfRow: cv.fold_of_row };
}

function readRest(folder: string) {
  const { y, train } = readGoldens(folder);
  return { y: y.slice(train) };
}

function askScikitLearn(python: string, rows: object): Answers {
  const script = fileURLToPath(new URL("./classifiers_peer.py", import.meta.url));
  const child = spawnSync(python, [script], { encoding: "utf8", input: JSON.stringify(rows) });
  if (child.status !== 0)
    throw new Error(`${python}: expected answers, received: ${child.stderr || child.error}`);
  return JSON.parse(child.stdout);
}

function largestDifference(actual: Matrix, expected: readonly (readonly number[])[]): number {
  expect([actual.rows, actual.columns]).toEqual([expected.length, expected[0]!.length]);
  let largest = 0;
  expected.forEach((row, index) => {
    rowOf(actual, index).forEach((value, column) => {
      largest = Math.max(largest, Math.abs(value - row[column]!));
    });
  });
  return largest;
}

function logLoss(probability: (row: number, label: number) => number, labels: readonly number[]): number {
  return labels.reduce((sum, label, row) => sum - Math.log(probability(row, label)), 0) / labels.length;
}
