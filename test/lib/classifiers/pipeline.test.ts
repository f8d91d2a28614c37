import { describe, expect, it } from "vitest";
import { fitKNeighbors } from "../../../lib/classifiers/k-neighbors.ts";
import { fitL2Normalizer, l2Normalize } from "../../../lib/classifiers/l2-normalizer.ts";
import { fitLogisticRegression } from "../../../lib/classifiers/logistic-regression.ts";
import { pipeline } from "../../../lib/classifiers/pipeline.ts";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import { type Matrix, matrix, rowOf } from "../../../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../../../lib/random/generator.ts";
import { crossValidate } from "../../../lib/selection/cross-validate.ts";
import { splitOfFold, stratifiedKFold } from "../../../lib/selection/stratified-k-fold.ts";
import { fitSvc } from "../../../lib/svm/fit-svc.ts";
import { fitStandardScaler } from "../../../lib/svm/standard-scaler.ts";
import { drawnClasses } from "./drawn-classes.ts";

const { X, y } = drawnClasses([4, 7, 9], 60, 5);

describe("pipeline", () => {
  it("transforms before it fits and before it decides", () => {
    const joined = pipeline(fitStandardScaler, fitSvc)(X, y, { standardize: false, probability: true });
    const inside = fitSvc(X, y, { probability: true });
    expect(joined.classes).toEqual([4, 7, 9]);
    expect(joined.predict(X)).toEqual(inside.predict(X));
    expect(joined.decisionFunction?.(X)).toEqual(inside.decisionFunction(X));
    expect(joined.predictProbability?.(X)).toEqual(inside.predictProbability(X));
  });

  it("has only the methods that its classifier has", () => {
    const neighbors = pipeline(fitStandardScaler, fitL2Normalizer, fitKNeighbors)(X, y, { k: 3 });
    expect(neighbors.decisionFunction).toBeUndefined();
    expect(neighbors.classifier.k).toBe(3);
    const rows = l2Normalize(fitStandardScaler(X).transform(X));
    expect(neighbors.predict(X)).toEqual(fitKNeighbors(rows, y, { k: 3 }).predict(rows));
    expect(pipeline(fitLogisticRegression)(X, y).transformers).toEqual([]);
  });

  it("hands on the warnings of its classifier", () => {
    const stopped = pipeline(fitStandardScaler, fitLogisticRegression)(X, y, {
      maxIterations: 1,
      tolerance: 1e-9,
    });
    expect(stopped.warnings).toHaveLength(1);
  });

  it("learns its transformers anew in each fold, from the rows that are trained on alone", () => {
    const seen: Matrix[] = [];
    const spying = (rows: Matrix) => {
      seen.push(rows);
      return fitStandardScaler(rows);
    };
    const { foldOfRow } = crossValidate(X, y, pipeline(spying, fitKNeighbors), { folds: 3 });
    expect(seen).toHaveLength(3);
    seen.forEach((rows, fold) => {
      const { train } = splitOfFold(foldOfRow, fold);
      expect(rows.rows).toBe(train.length);
      train.forEach((row, at) => {
        expect(rowOf(rows, at)).toEqual(rowOf(X, row));
      });
    });
  });

  it("scores noise at chance where choosing columns on all rows first scores far above it", () => {
    // 40 rows of 2,000 columns of noise: the classic leak (Hastie and others, "The Elements of Statistical Learning", 7.10.2).
    const random = seededRandom(8);
    const noise = matrix(40, 2000);
    for (let at = 0; at < noise.values.length; at++) noise.values[at] = randomNormal(random);
    const labels = Array.from({ length: 40 }, (_, row) => row % 2);
    const rowLabels = new Map(labels.map((label, row) => [noise.values[row * 2000]!, label]));
    /** Keeps the 10 columns that differ most between the classes of the rows given. */
    const fitChooser = (rows: Matrix) => {
      const own = Array.from({ length: rows.rows }, (_, row) => rowLabels.get(rows.values[row * 2000]!)!);
      const gaps = Array.from({ length: 2000 }, (_, column) => {
        let gap = 0;
        own.forEach((label, row) => {
          gap += (label === 1 ? 1 : -1) * rows.values[row * 2000 + column]!;
        });
        return { column, gap: Math.abs(gap) };
      });
      const kept = gaps.sort((a, b) => b.gap - a.gap).slice(0, 10);
      return {
        transform: (other: Matrix) =>
          matrix(
            other.rows,
            10,
            Float32Array.from({ length: other.rows * 10 }, (_, at) => {
              return other.values[Math.floor(at / 10) * 2000 + kept[at % 10]!.column]!;
            }),
          ),
        toJSON: () => ({ type: "chooser" }),
      };
    };
    const options = { foldOfRow: stratifiedKFold(labels, 5) };
    const honest = crossValidate(noise, labels, pipeline(fitChooser, fitSvc), options).mean;
    const leaked = crossValidate(fitChooser(noise).transform(noise), labels, fitSvc, options).mean;
    expect(leaked).toBeGreaterThan(0.9);
    expect(honest).toBeLessThan(0.7);
  });

  it("refuses to be made of nothing", () => {
    expect(() => (pipeline as () => unknown)()).toThrow(ArgumentError);
  });
});
