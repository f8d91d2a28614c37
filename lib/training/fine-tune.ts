import type { ImageDataset } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import type { Backbone } from "../models/backbone.ts";
import type { tf } from "../tensors/tf.ts";
import type { Evaluation } from "./evaluate-layers.ts";
import { type LedgerEntry, requireFrozenUnmoved, requireUnmoved, snapshotWeights } from "./ledger.ts";
import { fitLayers } from "./loop/fit-layers.ts";
import type { EpochRecord, FitOptions } from "./loop/fit-options.ts";
import { requireOptions } from "./loop/run-state.ts";
import { openTail, type Tail, type TailOptions } from "./open-tail.ts";
import { layerDecayFactors } from "./optimizers/layer-decay.ts";
import { oneCycle } from "./schedules/one-cycle.ts";
import { trainHeadFirst, type WarmUp } from "./warm-up.ts";

export interface FineTuneOptions
  extends Omit<Partial<FitOptions>, "validation" | "views" | "drawViews">,
    TailOptions {
  /** Order of the rows, views, and dropout. @defaultValue 0 */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Trains the head alone first, for an untrained one would send noise through the backbone. */
  readonly warmUp?: WarmUp | undefined;
  /**
   * Factor of the learning rate from one level of layers to the one below: see {@link layerDecayFactors}. Not with
   * `rateSpan`. @defaultValue 1
   */
  readonly layerDecay?: number | undefined;
  /** How many times smaller the lowest level's rate is than the head's. @defaultValue 100 with `warmUp`, else 1 */
  readonly rateSpan?: number | undefined;
  /** Factor of the head's learning rate. @defaultValue 1 */
  readonly headRate?: number | undefined;
}

export interface FineTuned {
  /** One record an epoch; epoch 0 is the model as it came, or as the warm-up left it. */
  readonly history: readonly EpochRecord[];
  /** Records of the warm-up; empty without one. */
  readonly warmUp: readonly EpochRecord[];
  /** The model as it came. */
  readonly before: Evaluation;
  readonly after: Evaluation;
  /** Epoch whose weights the model has now. */
  readonly epoch: number;
  readonly stoppedEarly: boolean;
  /** Every weight of backbone and head, and how far it moved in this call. */
  readonly ledger: readonly LedgerEntry[];
  /** Layer that the trunk ends with; its outputs were computed once an image. */
  readonly cut: string;
  readonly trainableLayers: readonly string[];
  /** Time of trunk outputs, and of the training itself. */
  readonly trunkSeconds: number;
  readonly seconds: number;
}

/** fastai's fine_tune: the rate after the warm-up, how far it is spread over the layers, and its one cycle. */
const AFTER_WARM_UP = { schedule: oneCycle({ peak: 1e-3, rise: 0.3, divide: 5 }), span: 100 };

/**
 * Trains the upper layers of a backbone together with its head, at a low learning rate: the chapter's weight
 * initialisation.
 *
 * What lies below the lowest layer that trains is run once an image and kept; an epoch costs the rest alone.
 * BatchNormalization stays on its moving statistics unless `freezeStatistics` is false, as Keras's transfer-learning
 * guide advises. Backbone and head are moved in place, and every weight is compared with what it was.
 *
 * With `warmUp` the head is trained alone first. The rates are then fastai's `fine_tune`, unless they are given: one cycle
 * to 2e-3 for the head; then one cycle to 1e-3 for all, spread over the levels of layers down to a hundredth.
 *
 * With `checkpoint`, the warm-up has a file of its own beside it, `….warm-up`.
 *
 * @param head - for the backbone's output: trained, or with `warmUp` as {@link createHead} makes it.
 * @throws {@link ArgumentError} when a layer is not the backbone's, or head and backbone do not fit;
 *   {@link FrozenWeightMovedError} when a frozen weight moved; as {@link fitLayers} and {@link extractFeatures}.
 * @example
 * const tuned = await fineTune(backbone, trained.head, train, { validation: test, learningRate: 1e-4, epochs: 5 });
 * console.log(tuned.before.accuracy, tuned.after.accuracy);
 * @example
 * const head = createHead(await extractFeatures(backbone, train));
 * await fineTune(backbone, head, train, { warmUp: { epochs: 1 }, epochs: 5, augment: "light" });
 * @see Keras guide "Transfer learning and fine-tuning", https://keras.io/guides/transfer_learning/; fastai
 *   `callback/schedule.py`, fine_tune
 */
export async function fineTune(
  backbone: Backbone,
  head: tf.LayersModel,
  dataset: ImageDataset,
  options: FineTuneOptions = {},
): Promise<FineTuned> {
  if (options.layerDecay !== undefined && options.rateSpan !== undefined)
    throw new ArgumentError("layerDecay", "either layerDecay or rateSpan", "both");
  requireOptions(options, options.validation !== undefined);
  const tail = await openTail(backbone, head, dataset, options);
  try {
    return await trainTail(tail, backbone, head, options);
  } finally {
    await tail.dispose();
  }
}

async function trainTail(
  tail: Tail,
  backbone: Backbone,
  head: tf.LayersModel,
  options: FineTuneOptions,
): Promise<FineTuned> {
  const { base, cut, trainableLayers, trunkSeconds } = tail;
  const snapshot = snapshotWeights([backbone.model, head]);
  const backboneSnapshot = snapshotWeights(options.warmUp === undefined ? [] : [backbone.model]);
  const started = performance.now();
  const fitOptions = fillIn(tail, options);
  const warmedUp =
    options.warmUp && (await trainHeadFirst(base, tail.head, tail.rows, fitOptions, options.warmUp));
  if (warmedUp !== undefined) requireUnmoved(backboneSnapshot.compare());
  const { history, before, after, epoch, stoppedEarly } = await fitLayers(tail.plan, tail.rows, fitOptions);
  const ledger = snapshot.compare();
  requireFrozenUnmoved(ledger);
  const seconds = (performance.now() - started) / 1000;
  return {
    history,
    warmUp: warmedUp?.history ?? [],
    before: warmedUp?.before ?? before,
    after,
    epoch,
    stoppedEarly,
    ledger,
    cut,
    trainableLayers,
    trunkSeconds,
    seconds,
  };
}

/** Options of the training of all layers that train. */
function fillIn(tail: Tail, options: FineTuneOptions): FitOptions {
  const { epochs = 5, freezeStatistics = true, warmUp, layerDecay, headRate, rateFactors } = options;
  const learningRate = options.learningRate ?? (warmUp === undefined ? 1e-4 : AFTER_WARM_UP.schedule);
  const usualSpan = warmUp === undefined || layerDecay !== undefined ? undefined : AFTER_WARM_UP.span;
  const span = options.rateSpan ?? usualSpan;
  return {
    ...options,
    epochs,
    learningRate,
    freezeStatistics,
    rateFactors: {
      ...layerDecayFactors(tail.base, tail.head, { layerDecay, span, headRate }),
      ...rateFactors,
    },
    validation: tail.validation,
    views: tail.views,
    drawViews: tail.drawViews,
  };
}
