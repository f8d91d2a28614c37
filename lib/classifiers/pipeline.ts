import { ArgumentError } from "../errors/argument-error.ts";
import type { Matrix } from "../matrix/matrix.ts";
import type { FittedClassifier, Transformer } from "./classifier.ts";

/** Learns a transformer from rows alone. */
export type FitTransformer = (X: Matrix) => Transformer;

/** A fitted pipeline as plain data. */
export interface PipelineRecord {
  readonly type: "pipeline";
  /** Records of the transformers, first to last. */
  readonly transformers: readonly { readonly type: string }[];
  readonly classifier: { readonly type: string };
}

/** Fitted transformers with a fitted classifier behind them. */
export interface Pipeline<C extends FittedClassifier = FittedClassifier> extends FittedClassifier {
  readonly transformers: readonly Transformer[];
  /** Takes transformed rows. */
  readonly classifier: C;
  toJSON(): PipelineRecord;
}

/**
 * Joins fits of transformers and of a classifier into one fit, which learns all of them from the rows it is given.
 *
 * Inside `crossValidate` and `gridSearch` that is done anew in each fold: no transformer has seen the rows that it is
 * tested on. What the fit returns decides on rows as they came.
 *
 * @param steps - fits of transformers in order, then the fit of a classifier; options go to the last.
 * @returns a fit like the last one.
 * @throws {@link ArgumentError} when there is no step.
 * @example crossValidate(X, labels, pipeline(fitStandardScaler, fitKNeighbors)).mean
 * @see scikit-learn `pipeline.make_pipeline`
 */
export function pipeline<C extends FittedClassifier, L extends ArrayLike<number>, O>(
  ...steps: readonly [...FitTransformer[], (X: Matrix, labels: L, options?: O) => C]
): (X: Matrix, labels: L, options?: O) => Pipeline<C> {
  if (steps.length === 0) throw new ArgumentError("steps", "at least the fit of a classifier", "none");
  const fitTransformers = steps.slice(0, -1) as FitTransformer[];
  const fitClassifier = steps.at(-1) as (X: Matrix, labels: L, options?: O) => C;
  return (X, labels, options) => {
    let rows = X;
    const transformers = fitTransformers.map((fitOne) => {
      const transformer = fitOne(rows);
      rows = transformer.transform(rows);
      return transformer;
    });
    return joinPipeline(transformers, fitClassifier(rows, labels, options));
  };
}

/** Puts fitted parts together. */
export function joinPipeline<C extends FittedClassifier>(
  transformers: readonly Transformer[],
  classifier: C,
): Pipeline<C> {
  const transform = (X: Matrix) => transformers.reduce((rows, step) => step.transform(rows), X);
  const { decisionFunction, predictProbability } = classifier;
  return Object.freeze({
    classes: classifier.classes,
    warnings: classifier.warnings,
    transformers: Object.freeze([...transformers]),
    classifier,
    predict: (X: Matrix) => classifier.predict(transform(X)),
    ...(decisionFunction && { decisionFunction: (X: Matrix) => decisionFunction(transform(X)) }),
    ...(predictProbability && { predictProbability: (X: Matrix) => predictProbability(transform(X)) }),
    toJSON: () => ({
      type: "pipeline" as const,
      transformers: transformers.map((step) => step.toJSON()),
      classifier: classifier.toJSON(),
    }),
  });
}
