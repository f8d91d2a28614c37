import { contentHash, type ImageDataset } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { augmentImage } from "../images/augment/augment-image.ts";
import { type AugmentPreset, type AugmentRecipe, resolveRecipe } from "../images/augment/recipe.ts";
import { viewRandom } from "../images/augment/views.ts";
import type { ResizeFilter } from "../images/filters.ts";
import type { Backbone } from "../models/backbone.ts";
import { type LoadBackboneOptions, loadBackbone } from "../models/registry.ts";
import { seededRandom } from "../random/generator.ts";
import type { tf } from "../tensors/tf.ts";
import { createHead, type HeadOptions } from "./heads/head.ts";
import { type ImageRows, imageRows } from "./image-rows.ts";
import { joinPlans, planLayers } from "./layer-plan.ts";
import { type LedgerEntry, snapshotWeights } from "./ledger.ts";
import { fitLayers } from "./loop/fit-layers.ts";
import type { FitOptions, FitResult } from "./loop/fit-options.ts";

export interface FromScratchOptions
  extends Omit<Partial<FitOptions>, "validation" | "views" | "drawViews" | "freezeStatistics">,
    Partial<Shape> {
  readonly validation?: ImageDataset | undefined;
  /** A new random view of each training image in every epoch, decoded again each time. @defaultValue none */
  readonly augment?: AugmentRecipe | AugmentPreset | undefined;
  /** Filter that brings images to the network's size. @defaultValue "bilinear" */
  readonly filter?: ResizeFilter | undefined;
  /** Stops at the first image that cannot be read instead of skipping it. @defaultValue false */
  readonly strict?: boolean | undefined;
}

/** A network that knows nothing but the images it was trained on here. */
export interface TrainedFromScratch extends FitResult, Disposable {
  /** The network below the head. Its weights began at random, so `config.pretrained` is false; belongs to this record. */
  readonly backbone: Backbone;
  /** What turns the backbone's output into probabilities `[batch, class]`; belongs to this record. */
  readonly head: tf.LayersModel;
  readonly classNames: readonly string[];
  /** Every weight of backbone and head, and how far it moved. */
  readonly ledger: readonly LedgerEntry[];
  /** Images that could not be read. */
  readonly skipped: ImageRows["skipped"];
  /** Time of decoding and resizing, and of the training itself. */
  readonly imageSeconds: number;
  readonly seconds: number;
  dispose(): void;
}

/**
 * Trains a network from random weights, all layers at once: the baseline that tells what transfer is worth.
 *
 * Defaults: 20 epochs of Adam at 3e-4 (at 1e-3 VGG, which has no normalisation, stays at chance on the drawn samples).
 * Weights are seeded (Glorot's uniform, as Keras starts these networks). BatchNormalization uses the statistics of the
 * batch and updates the moving ones, as in Keras: with its momentum of 0.99 these follow only after some hundred steps,
 * until when a network with normalisation scores badly on validation images that it does well on in training. Images are
 * decoded and resized once, unless they are augmented.
 *
 * @param network - name of an architecture, or a backbone whose name, size, width and pooling are taken; it is not
 *   changed, and none of its weights is used.
 * @param head - what follows the network, such as `{ recipe: "gap-dense" }`; not standardised, for there is nothing to
 *   standardise by.
 * @returns a network and a head that the caller disposes through the record.
 * @throws {@link ArgumentError} as {@link loadBackbone}, {@link createHead} and {@link fitLayers}; {@link DivergedError}
 *   when the loss is not finite; {@link DecodeError} for the first unreadable image when `strict`.
 * @example
 * using scratch = await trainFromScratch("vgg16", {}, train, { width: 0.25, inputSize: 64, validation: test, epochs: 20 });
 * console.log(scratch.after.accuracy);
 * @see Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html
 */
export async function trainFromScratch(
  network: string | Backbone,
  head: HeadOptions,
  train: ImageDataset,
  options: FromScratchOptions = {},
): Promise<TrainedFromScratch> {
  if (head.standardize)
    throw new ArgumentError("head.standardize", "false: the features are yet to be learned", true);
  const { validation, augment, inputSize, width, pooling, version, filter, strict, ...fit } = options;
  const { epochs = 20, learningRate = 3e-4, seed = 0 } = fit;
  const backbone = await randomBackbone(network, { inputSize, width, pooling, version }, seed);
  let top: tf.LayersModel | undefined;
  const dispose = once(() => {
    backbone.dispose();
    top?.dispose();
  });
  try {
    const shape = backbone.model.outputs[0]!.shape.slice(1) as number[];
    const { classNames } = train;
    top = createHead({ shape, classNames }, { seed, ...head, standardize: false });
    const imagesStarted = performance.now();
    const rows = await imageRows(backbone, train, { filter, strict });
    const validationRows = validation && (await imageRows(backbone, validation, { filter, strict }));
    const imageSeconds = (performance.now() - imagesStarted) / 1000;
    const drawViews = augment && viewDrawer(backbone, train, { augment, seed, filter, strict });
    const snapshot = snapshotWeights([backbone.model, top]);
    const plan = joinPlans(planLayers(backbone.model), planLayers(top));
    const started = performance.now();
    const fitted = await fitLayers(plan, rows, {
      ...fit,
      epochs,
      learningRate,
      seed,
      validation: validationRows,
      drawViews,
    });
    const seconds = (performance.now() - started) / 1000;
    return {
      ...fitted,
      backbone,
      head: top,
      classNames,
      ledger: snapshot.compare(),
      skipped: [...rows.skipped, ...(validationRows?.skipped ?? [])],
      imageSeconds,
      seconds,
      dispose,
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

type Shape = {
  readonly [Option in "inputSize" | "width" | "pooling" | "version"]: LoadBackboneOptions[Option] | undefined;
};

/** What the name of a backbone of that version ends in. */
const VERSION_ENDING = "_v1.5";

function randomBackbone(network: string | Backbone, asked: Shape, seed: number): Promise<Backbone> {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const random = seededRandom(seed);
  if (typeof network === "string") {
    return loadBackbone(network, { ...given, weights: null, includeTop: false, random });
  }
  const [extra] = Object.keys(given);
  if (extra !== undefined) throw new ArgumentError(extra, "nothing beside a backbone, which says it", "both");
  const { inputSize, width, pooling } = network.config;
  const isVersion = network.name.endsWith(VERSION_ENDING);
  const name = isVersion ? network.name.slice(0, -VERSION_ENDING.length) : network.name;
  const shape = {
    inputSize,
    width,
    ...(pooling && { pooling }),
    ...(isVersion && { version: "v1.5" as const }),
  };
  return loadBackbone(name, { ...shape, weights: null, includeTop: false, random });
}

/** The view of each image that an epoch trains on: another in every epoch, the same for the same one. */
function viewDrawer(
  backbone: Backbone,
  dataset: ImageDataset,
  {
    augment,
    seed,
    filter,
    strict,
  }: { seed: number } & Pick<FromScratchOptions, "augment" | "filter" | "strict">,
): (epoch: number) => Promise<ImageRows> {
  const recipe = resolveRecipe(augment!);
  const size = backbone.config.inputSize;
  const digests = new Map<string, string>();
  return async (epoch) => {
    for (const { path } of dataset.items) {
      if (!digests.has(path)) digests.set(path, await contentHash(path).catch(() => path));
    }
    return imageRows(backbone, dataset, {
      strict,
      prepare: (image, path) =>
        augmentImage(image, {
          augment: recipe,
          size,
          filter,
          random: viewRandom(seed, digests.get(path)!, epoch),
        }),
    });
  };
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}
