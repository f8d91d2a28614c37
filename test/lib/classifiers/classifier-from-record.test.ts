import { describe, expect, it } from "vitest";
import type { FittedClassifier } from "../../../lib/classifiers/classifier.ts";
import { classifierFromRecord } from "../../../lib/classifiers/classifier-from-record.ts";
import { fitKNeighbors } from "../../../lib/classifiers/k-neighbors.ts";
import { fitL2Normalizer } from "../../../lib/classifiers/l2-normalizer.ts";
import { fitLogisticRegression } from "../../../lib/classifiers/logistic-regression.ts";
import { fitNearestClassMean } from "../../../lib/classifiers/nearest-class-mean.ts";
import { pipeline } from "../../../lib/classifiers/pipeline.ts";
import { fitLinearSvc } from "../../../lib/svm/fit-linear-svc.ts";
import { fitSvc } from "../../../lib/svm/fit-svc.ts";
import { fitMlSvm } from "../../../lib/svm/ml-svm/fit-ml-svm.ts";
import { fitStandardScaler } from "../../../lib/svm/standard-scaler.ts";
import { drawnClasses } from "./drawn-classes.ts";

const { X, y } = drawnClasses([4, 7, 9], 30, 4, 2);

describe("classifierFromRecord", () => {
  it.each<[string, FittedClassifier]>([
    ["svc", fitSvc(X, y, { probability: true })],
    ["linearSvc", fitLinearSvc(X, y)],
    ["mlSvm", fitMlSvm(X, y)],
    ["logisticRegression", fitLogisticRegression(X, y)],
    ["kNeighbors", fitKNeighbors(X, y)],
    ["nearestClassMean", fitNearestClassMean(X, y)],
    ["pipeline", pipeline(fitStandardScaler, fitL2Normalizer, fitSvc)(X, y, { kernel: "rbf" })],
  ])("brings back a classifier of type %s", (type, classifier) => {
    const text = JSON.stringify(classifier);
    const again = classifierFromRecord(JSON.parse(text));
    expect(JSON.parse(text).type).toBe(type);
    expect(again.classes).toEqual([4, 7, 9]);
    expect(again.warnings).toEqual(classifier.warnings);
    expect(again.predict(X)).toEqual(classifier.predict(X));
    expect(again.decisionFunction?.(X)).toEqual(classifier.decisionFunction?.(X));
    if (type !== "pipeline") {
      expect(again.predictProbability?.(X)).toEqual(classifier.predictProbability?.(X));
    }
    expect(JSON.stringify(again)).toBe(text);
  });

  it("refuses what is no classifier or has a step that it does not know", () => {
    expect(() => classifierFromRecord({ type: "forest" } as never)).toThrow(/received type forest/);
    expect(() => classifierFromRecord({} as never)).toThrow(/received type undefined/);
    const record = pipeline(fitStandardScaler, fitSvc)(X, y).toJSON();
    expect(() => classifierFromRecord({ ...record, transformers: [{ type: "pca" }] })).toThrow(
      /transformer .* received type pca/,
    );
  });
});
