import type { DatasetSplit, ImageDataset, SkippedImage } from "../../datasets/index.ts";
import { readImages } from "../../datasets/index.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { poolMap } from "../../features/pool-map.ts";
import { createTrunk, type Trunk } from "../../features/trunk.ts";
import type { Image } from "../../images/image.ts";
import { resizeImage } from "../../images/resize.ts";
import { type Matrix, matrixFromRows } from "../../matrix/matrix.ts";
import { type AccuracyInterval, accuracyInterval, countCorrect } from "../../metrics/accuracy.ts";
import { mcnemar } from "../../metrics/mcnemar.ts";
import type { Backbone } from "../../models/backbone.ts";
import type { Classifier } from "../../selection/cross-validate.ts";
import { fitSvc } from "../../svm/fit-svc.ts";
import type { PreprocessingWay } from "./preprocessing-mistakes.ts";

export interface ComparePreprocessingOptions {
  /** The first is what the others are measured against. */
  readonly ways: readonly PreprocessingWay[];
  /** @defaultValue a linear support vector machine, C 0.01, on standardised features */
  readonly fitClassifier?: ((X: Matrix, labels: number[]) => Classifier) | undefined;
  /** Stops at the first picture that cannot be read instead of leaving it out. @defaultValue false */
  readonly strict?: boolean | undefined;
  /** Called after each batch with pictures done so far, and of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly threads?: number | undefined;
}

/** An accuracy beside that of the first way, on the same pictures. */
export interface PreprocessingScore extends AccuracyInterval {
  /** Of McNemar's test against the first way, in [0, 1]; 1 for the first itself. */
  readonly pValue: number;
}

/** What one way of preparing the pictures costs. */
export interface PreprocessingResult {
  readonly way: PreprocessingWay;
  /** The classifier learned from pictures prepared so, and is tested on such. */
  readonly trainedSo: PreprocessingScore;
  /** The classifier learned from pictures prepared in the first way, and meets these only when it is used. */
  readonly usedSo: PreprocessingScore;
  /** Mean cosine of the angle between a test picture's features and those of the first way, in [-1, 1]. */
  readonly similarity: number;
  /** `[pictures, features]` of both parts, to fit other classifiers on. */
  readonly features: { readonly train: Matrix; readonly test: Matrix };
  readonly pretrained: boolean;
}

/** Results, and the pictures that could not be read. */
export interface PreprocessingComparison {
  /** One a way, in order. */
  readonly results: readonly PreprocessingResult[];
  /** Class of each picture that could be read. */
  readonly trainLabels: readonly number[];
  readonly testLabels: readonly number[];
  readonly skipped: readonly SkippedImage[];
}

const BATCH = 8;

/**
 * Measures what preparing pictures wrongly costs: features are extracted in each way, and the same classifier is fitted
 * and tested on them; and the one that was fitted on features of the first way meets the others.
 *
 * The two differ: a classifier can learn from odd features, but one that is already fitted has no chance to. Each picture
 * is decoded once; a trunk for each way is in memory. Nothing is kept on disk.
 *
 * @param backbone - without top; feature maps are averaged over space; borrowed.
 * @throws {@link ArgumentError} when there is no way, two have one name, or no picture of a part can be read; as
 *   {@link createTrunk} and {@link resizeImage} for recipes and filters that are none; the signal's reason when aborted.
 * @example
 * const { results } = await comparePreprocessing(vgg, await loadImages(null), {
 *   ways: preprocessingMistakes(vgg.config.preprocessing),
 * });
 */
export async function comparePreprocessing(
  backbone: Backbone,
  { train, test }: DatasetSplit,
  options: ComparePreprocessingOptions,
): Promise<PreprocessingComparison> {
  const { ways, fitClassifier = fitLinear } = options;
  requireWays(ways);
  const trunks: Trunk[] = [];
  try {
    for (const { recipe } of ways) {
      trunks.push(await createTrunk(backbone, { preprocessing: recipe, threads: options.threads }));
    }
    const total = train.items.length + test.items.length;
    const report = (before: number) => (done: number) => options.onProgress?.(before + done, total);
    const ofTrain = await extractAll(trunks, train, { ...options, onDone: report(0) });
    const ofTest = await extractAll(trunks, test, { ...options, onDone: report(train.items.length) });
    const predictions = ways.map((_, at) =>
      fitClassifier(ofTrain.features[at]!, ofTrain.labels).predict(ofTest.features[at]!),
    );
    const first = fitClassifier(ofTrain.features[0]!, ofTrain.labels);
    const score = (predicted: readonly number[]): PreprocessingScore => ({
      ...accuracyInterval(countCorrect(ofTest.labels, predicted), predicted.length),
      pValue: mcnemar(ofTest.labels, predictions[0]!, predicted).pValue,
    });
    return {
      results: ways.map((way, at) => ({
        way,
        trainedSo: score(predictions[at]!),
        usedSo: score(first.predict(ofTest.features[at]!)),
        similarity: meanCosine(ofTest.features[0]!, ofTest.features[at]!),
        features: { train: ofTrain.features[at]!, test: ofTest.features[at]! },
        pretrained: backbone.config.pretrained,
      })),
      trainLabels: ofTrain.labels,
      testLabels: ofTest.labels,
      skipped: [...train.skipped, ...test.skipped, ...ofTrain.skipped, ...ofTest.skipped],
    };
  } finally {
    for (const trunk of trunks) await trunk.dispose();
  }
}

async function extractAll(
  trunks: readonly Trunk[],
  { items }: ImageDataset,
  options: ComparePreprocessingOptions & { readonly onDone: (done: number) => void },
) {
  const { ways, strict = false, signal, onDone } = options;
  const rows = ways.map((): Float32Array[] => []);
  const labels: number[] = [];
  const skipped: SkippedImage[] = [];
  const size = trunks[0]!.inputSize;
  const batches = readImages(items, {
    size,
    strict,
    batchSize: BATCH,
    prepare: (image) => image,
    onSkip: (skip) => void skipped.push(skip),
  });
  for await (const batch of batches) {
    signal?.throwIfAborted();
    const prepared = new Map<string, Image[]>();
    for (const [at, { filter = "bilinear", fit = "squash", antialias = true }] of ways.entries()) {
      const key = JSON.stringify([filter, fit, antialias]);
      const resized =
        prepared.get(key) ??
        batch.images.map((image) => resizeImage(image, { ...size, filter, fit, antialias }));
      prepared.set(key, resized);
      const { outputShape } = trunks[at]!;
      const values = await trunks[at]!.run(resized);
      const length = values.length / resized.length;
      resized.forEach((_, row) => {
        const map = values.subarray(row * length, (row + 1) * length);
        rows[at]!.push(outputShape.length === 3 ? poolMap(map, outputShape, "avg") : map.slice());
      });
    }
    labels.push(...batch.labels);
    onDone(labels.length + skipped.length);
  }
  if (labels.length === 0) {
    throw new ArgumentError(
      "dataset",
      "at least one picture that can be read",
      `${skipped.length} that cannot`,
    );
  }
  return { features: rows.map((some) => matrixFromRows(some)), labels, skipped };
}

function fitLinear(X: Matrix, labels: number[]): Classifier {
  return fitSvc(X, labels, { kernel: "linear", C: 0.01 });
}

/** Rows of zeros, as an image of one shade may give behind relu, count as pointing nowhere: 0. */
function meanCosine(A: Matrix, B: Matrix): number {
  let sum = 0;
  for (let row = 0; row < A.rows; row++) {
    let [product, a, b] = [0, 0, 0];
    for (let at = row * A.columns; at < (row + 1) * A.columns; at++) {
      product += A.values[at]! * B.values[at]!;
      a += A.values[at]! ** 2;
      b += B.values[at]! ** 2;
    }
    if (a > 0 && b > 0) sum += product / Math.sqrt(a * b);
  }
  return Math.min(1, sum / A.rows);
}

function requireWays(ways: readonly PreprocessingWay[]): void {
  if (ways.length === 0) throw new ArgumentError("ways", "at least one way to prepare pictures", "none");
  const names = ways.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ArgumentError("ways", "names that differ", `"${twice}" twice`);
}
