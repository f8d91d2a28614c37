import { ArgumentError } from "../errors/argument-error.ts";
import { type LinearSvcRecord, linearSvcFromRecord } from "../svm/linear-svc.ts";
import { type MlSvmRecord, mlSvmFromRecord } from "../svm/ml-svm/ml-svm.ts";
import { type StandardScalerRecord, standardScalerFromRecord } from "../svm/standard-scaler.ts";
import { type SvcRecord, svcFromRecord } from "../svm/svc.ts";
import type { FittedClassifier, Transformer } from "./classifier.ts";
import { type KNeighborsRecord, kNeighborsFromRecord } from "./k-neighbors.ts";
import { fitL2Normalizer } from "./l2-normalizer.ts";
import { type LogisticRegressionRecord, logisticRegressionFromRecord } from "./logistic-regression.ts";
import { type NearestClassMeanRecord, nearestClassMeanFromRecord } from "./nearest-class-mean.ts";
import { joinPipeline, type PipelineRecord } from "./pipeline.ts";

/** The record of any classifier of this library: what `JSON.parse` makes of one that was written with `JSON.stringify`. */
export type ClassifierRecord =
  | SvcRecord
  | LinearSvcRecord
  | MlSvmRecord
  | LogisticRegressionRecord
  | KNeighborsRecord
  | NearestClassMeanRecord
  | PipelineRecord;

/**
 * Makes a fitted classifier of its record, whatever its kind.
 *
 * @throws {@link ArgumentError} when the type is none of this library's or the parts do not fit together.
 * @example const again = classifierFromRecord(JSON.parse(await readFile("classifier.json", "utf8")));
 */
export function classifierFromRecord(record: ClassifierRecord): FittedClassifier {
  switch (record.type) {
    case "svc":
      return svcFromRecord(record);
    case "linearSvc":
      return linearSvcFromRecord(record);
    case "mlSvm":
      return mlSvmFromRecord(record);
    case "logisticRegression":
      return logisticRegressionFromRecord(record);
    case "kNeighbors":
      return kNeighborsFromRecord(record);
    case "nearestClassMean":
      return nearestClassMeanFromRecord(record);
    case "pipeline":
      return joinPipeline(
        record.transformers.map(transformerFromRecord),
        classifierFromRecord(record.classifier as ClassifierRecord),
      );
    default:
      throw new ArgumentError(
        "record",
        "the record of a classifier (svc, linearSvc, mlSvm, logisticRegression, kNeighbors, nearestClassMean, pipeline)",
        `type ${String((record as { type?: unknown }).type)}`,
      );
  }
}

function transformerFromRecord(record: { readonly type: string }): Transformer {
  if (record.type === "standardScaler") return standardScalerFromRecord(record as StandardScalerRecord);
  if (record.type === "l2Normalizer") return fitL2Normalizer();
  throw new ArgumentError(
    "record",
    "the record of a transformer (standardScaler, l2Normalizer)",
    `type ${String(record.type)}`,
  );
}
