import type { DatasetSplit, ImageDataset } from "../../datasets/index.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { type ExtractLayersOptions, extractLayers } from "../../features/extract-layers.ts";
import { type Matrix, takeRows } from "../../matrix/matrix.ts";
import { countCorrect } from "../../metrics/accuracy.ts";
import type { Backbone } from "../../models/backbone.ts";
import type { Classifier } from "../../selection/cross-validate.ts";
import { fitSvc } from "../../svm/fit-svc.ts";
import { intervalOfRepeats } from "../comparison/interval-of-repeats.ts";
import { keepReadable, poolImages, splitRepeats } from "../comparison/running/pooled-images.ts";

export interface ProbeOptions extends Omit<ExtractLayersOptions, "layers" | "pooling"> {
  /** Layers to look at, in the order of the result. @defaultValue the ends of the network's blocks */
  readonly layers?: readonly string[] | undefined;
  /** What becomes of a feature map. @defaultValue "avg" */
  readonly pooling?: "avg" | "max" | undefined;
  /** Fits the probe. @defaultValue a linear support vector machine, C 0.01, on standardised features */
  readonly fitProbe?: ((X: Matrix, labels: number[]) => Classifier) | undefined;
  /** Splits, each with the seed after the one before. @defaultValue 1 */
  readonly repeats?: number | undefined;
  /** @defaultValue 0 */
  readonly seed?: number | undefined;
  /** Share of each class to test with, in (0, 1); not used when the data come split. @defaultValue 0.3 */
  readonly testFraction?: number | undefined;
}

/** How well a simple classifier tells the classes by one layer. */
export interface LayerProbe {
  readonly layer: string;
  /** Layers of the network up to this one, of all that it has, in (0, 1]. */
  readonly depth: number;
  /** Values of a pooled feature vector. */
  readonly features: number;
  /** Mean over the repeats. */
  readonly accuracy: number;
  /** 95 % interval, as in {@link ComparisonSummary}. */
  readonly low: number;
  readonly high: number;
}

/** Ends of blocks, as the four networks name them. */
const BLOCK_ENDS = /^(block\d+_pool|pool1_pool|conv\d+_block\d+_out|mixed\d+)$/;

/**
 * Asks of each layer how much of the classes a simple classifier finds in it: where in the network the features are made
 * that transfer.
 *
 * All layers come from one pass over the images.
 *
 * @param backbone - borrowed.
 * @throws {@link ArgumentError} when there is no such layer, or the network has no blocks by name and no `layers` are
 *   given; as {@link extractLayers}.
 * @example
 * const probes = await probeLayers(vgg, await loadSamples());
 * probes.map(({ layer, accuracy }) => [layer, accuracy]); // rises from block1_pool to block5_pool
 * @see Alain and Bengio 2016, https://arxiv.org/abs/1610.01644
 */
export async function probeLayers(
  backbone: Backbone,
  data: ImageDataset | DatasetSplit,
  options: ProbeOptions = {},
): Promise<LayerProbe[]> {
  const { fitProbe = fitLinearProbe, repeats = 1, pooling = "avg", layers = blockEnds(backbone) } = options;
  const pooled = poolImages(data);
  const sets = await extractLayers(backbone, pooled.dataset, { ...options, layers, pooling });
  const readable = keepReadable(pooled, sets[layers[0]!]!);
  const splits = splitRepeats(readable, { ...options, repeats });
  const names = backbone.model.layers.map(({ name }) => name);
  return layers.map((layer) => {
    const { features, labels } = sets[layer]!;
    const labelsOf = (rows: readonly number[]) => rows.map((row) => labels[row]!);
    const accuracies = splits.map(({ rows: { train, test } }) => {
      const predicted = fitProbe(takeRows(features, train), labelsOf(train)).predict(
        takeRows(features, test),
      );
      return countCorrect(labelsOf(test), predicted) / test.length;
    });
    const { train, test } = splits[0]!.rows;
    const sizes = { train: train.length, test: test.length };
    return {
      layer,
      depth: (layer === "logits" ? names.length : names.indexOf(layer) + 1) / names.length,
      features: features.columns,
      ...intervalOfRepeats(accuracies, sizes, readable.fixed !== undefined),
    };
  });
}

function fitLinearProbe(X: Matrix, labels: number[]): Classifier {
  return fitSvc(X, labels, { kernel: "linear", C: 0.01 });
}

function blockEnds({ model }: Backbone): string[] {
  const ends = model.layers.map(({ name }) => name).filter((name) => BLOCK_ENDS.test(name));
  if (ends.length > 0) return ends;
  throw new ArgumentError(
    "layers",
    `names of layers of ${model.name}, whose blocks are not known here`,
    "none",
  );
}
