import type { McnemarResult } from "../../metrics/mcnemar.ts";

/**
 * How a pretrained network is used:
 * - `"classifier"`: as it is, its own classes mapped to those of the data
 * - `"features"`: its pooled features with a linear support vector machine
 * - `"frozen"`: a new head trained on the frozen network
 * - `"fine-tuned"`: the frozen network's head, then the last block with it at a low learning rate
 * - `"scratch"`: the same architecture from random weights, to see what the pretraining is worth
 */
export type TransferMode = (typeof TRANSFER_MODES)[number];

/** All modes, in the chapter's order; from scratch last. */
export const TRANSFER_MODES = ["classifier", "features", "frozen", "fine-tuned", "scratch"] as const;

/** One backbone, used in one mode, on one split. */
export interface ComparisonRun {
  readonly backbone: string;
  readonly mode: TransferMode;
  /** 0 for the first. */
  readonly repeat: number;
  readonly accuracy: number;
  readonly correct: number;
  readonly total: number;
  /** Label of each test row, in the order of the repeat's `truth`. */
  readonly predicted: readonly number[];
  /** Of training and testing, features apart. */
  readonly seconds: number;
  /** Parameters that training set: those of the head, the unfrozen layers or the support vector machine's weights. */
  readonly trainedParameters: number;
}

/** What was tested in one repeat. */
export interface ComparisonRepeat {
  readonly seed: number;
  /** Class of each test row. */
  readonly truth: readonly number[];
  /** File of each test row. */
  readonly paths: readonly string[];
  readonly trainRows: number;
}

/** All repeats of one backbone in one mode. */
export interface ComparisonSummary {
  readonly backbone: string;
  readonly mode: TransferMode;
  /** Mean over the repeats. */
  readonly accuracy: number;
  /**
   * 95 % interval: Wilson's for one test set at this accuracy; from five repeated random splits on, Nadeau and Bengio's.
   */
  readonly low: number;
  readonly high: number;
  readonly repeats: number;
  /** Mean of the runs' seconds. */
  readonly seconds: number;
  readonly trainedParameters: number;
}

/** What a backbone is and costs, whatever the mode. */
export interface ComparedBackbone {
  readonly backbone: string;
  /** Parameters without top. */
  readonly parameters: number;
  /** Multiply-accumulate operations an image, without top. */
  readonly macs: number;
  /** Of computing the features of all images once; those found in the cache cost nothing. */
  readonly featureSeconds: number;
  readonly cachedImages: number;
  /** `false`: random weights, and its rows mean nothing. */
  readonly pretrained: boolean;
}

/** Two backbones in one mode on the test rows of the first repeat. */
export interface PairedTest extends McnemarResult {
  readonly mode: TransferMode;
  readonly first: string;
  readonly second: string;
}

/** What {@link compare} found. */
export interface Comparison {
  readonly classNames: readonly string[];
  readonly backbones: readonly ComparedBackbone[];
  /** By backbone, then mode. */
  readonly summary: readonly ComparisonSummary[];
  readonly runs: readonly ComparisonRun[];
  readonly repeats: readonly ComparisonRepeat[];
  readonly pairs: readonly PairedTest[];
  /** Images that could not be read. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Modes that could not be run, and why. */
  readonly omitted: readonly {
    readonly backbone: string;
    readonly mode: TransferMode;
    readonly reason: string;
  }[];
}
