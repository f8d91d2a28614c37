import type { ImageDataset } from "../datasets/index.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { type ExtractOptions, extractThrough } from "../features/extract.ts";
import { createTrunk } from "../features/trunk.ts";
import type { Backbone } from "../models/backbone.ts";
import type { tf } from "../tensors/tf.ts";
import { findCut } from "./cut.ts";
import type { Evaluation } from "./evaluate-layers.ts";
import { type EpochRecord, type FitOptions, fitLayers } from "./fit-layers.ts";
import { unfreezeFrom } from "./freeze.ts";
import { joinPlans, planLayers } from "./layer-plan.ts";
import { type LedgerEntry, requireFrozenUnmoved, snapshotWeights } from "./ledger.ts";

export interface FineTuneOptions extends Omit<Partial<FitOptions>, "validation"> {
  readonly validation?: ImageDataset | undefined;
  /** First layer of the backbone that trains; all after it do too. @defaultValue first layer of the last block */
  readonly unfreezeFrom?: string | undefined;
  /** How images are read and trunk outputs are kept. */
  readonly extract?: Omit<ExtractOptions, "layer"> | undefined;
}

export interface FineTuned {
  /** One record an epoch; epoch 0 is the model as it came. */
  readonly history: readonly EpochRecord[];
  readonly before: Evaluation;
  readonly after: Evaluation;
  /** Every weight of backbone and head, and how far it moved. */
  readonly ledger: readonly LedgerEntry[];
  /** Layer that the trunk ends with; its outputs were computed once an image. */
  readonly cut: string;
  readonly trainableLayers: readonly string[];
  /** Time of trunk outputs, and of the training itself. */
  readonly trunkSeconds: number;
  readonly seconds: number;
}

/**
 * Trains the upper layers of a backbone together with its head, at a low learning rate: the chapter's weight
 * initialisation.
 *
 * What lies below the lowest layer that trains is run once an image and kept; an epoch costs the rest alone.
 * BatchNormalization stays on its moving statistics unless `freezeStatistics` is false, as Keras's transfer-learning
 * guide advises. Backbone and head are moved in place, and every weight is compared with what it was.
 *
 * @param head - a trained head for the backbone's output: an untrained one would send noise through the backbone.
 * @throws {@link ArgumentError} when the layer is not the backbone's, head and backbone do not fit;
 *   {@link FrozenWeightMovedError} when a frozen weight moved; as {@link fitLayers} and {@link extractFeatures}.
 * @example
 * const tuned = await fineTune(backbone, trained.head, train, { validation: test, learningRate: 1e-4, epochs: 5 });
 * console.log(tuned.before.accuracy, tuned.after.accuracy);
 * @see Keras guide "Transfer learning and fine-tuning", https://keras.io/guides/transfer_learning/
 */
export async function fineTune(
  backbone: Backbone,
  head: tf.LayersModel,
  dataset: ImageDataset,
  options: FineTuneOptions = {},
): Promise<FineTuned> {
  const { validation, epochs = 5, learningRate = 1e-4, freezeStatistics = true, extract, ...rest } = options;
  const from = options.unfreezeFrom ?? backbone.config.lastBlockLayer;
  requireFit(backbone, head);
  const cut = findCut(backbone.model, from);
  const trunkStarted = performance.now();
  const { rows, validationRows } = await runTrunk(backbone, cut, { dataset, validation, extract });
  const trunkSeconds = (performance.now() - trunkStarted) / 1000;
  const trainableLayers = unfreezeFrom(backbone.model, from);
  const plan = joinPlans(planLayers(backbone.model, cut), planLayers(head));
  const snapshot = snapshotWeights([backbone.model, head]);
  const started = performance.now();
  const { history, before, after } = await fitLayers(plan, rows, {
    ...rest,
    epochs,
    learningRate,
    freezeStatistics,
    validation: validationRows,
  });
  const ledger = snapshot.compare();
  requireFrozenUnmoved(ledger);
  const seconds = (performance.now() - started) / 1000;
  return { history, before, after, ledger, cut, trainableLayers, trunkSeconds, seconds };
}

/** Runs both data sets through one trunk, which is exported and loaded once. */
async function runTrunk(
  backbone: Backbone,
  layer: string,
  {
    dataset,
    validation,
    extract = {},
  }: { dataset: ImageDataset } & Pick<FineTuneOptions, "validation" | "extract">,
) {
  const trunk = await createTrunk(backbone, { layer, threads: extract.threads });
  try {
    const rows = await extractThrough(trunk, backbone, dataset, extract);
    const validationRows = validation && (await extractThrough(trunk, backbone, validation, extract));
    return { rows, validationRows };
  } finally {
    await trunk.dispose();
  }
}

function requireFit(backbone: Backbone, head: tf.LayersModel): void {
  const given = backbone.model.outputs[0]!.shape.slice(1);
  const wanted = head.inputs[0]!.shape.slice(1);
  const fits =
    given.length === wanted.length &&
    given.every((side, axis) => wanted[axis] === null || wanted[axis] === side);
  if (!fits) {
    const shown = `[${wanted.join(", ")}]`;
    throw new ArgumentError(
      "head",
      `a head for ${backbone.name}'s output [${given.join(", ")}]`,
      `one for ${shown}`,
    );
  }
}
