import type { Hdf5Dataset, Precision } from "./hdf5.ts";

/** A tensor of a weight file, not read yet. */
export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly precision: Precision;
  readonly dataset: Hdf5Dataset;
}

/** A layer of a weight file that has weights. */
export interface StoredLayer {
  readonly name: string;
  /** Names of the models inside the model that it is in, outermost first. */
  readonly within: readonly string[];
  /** Class of the layer in snake case, such as `"batch_normalization"`; undefined when the file does not tell. */
  readonly type?: string;
  /** Where Keras 3 keeps it: classes in snake case, numbered within each model, such as `"functional/conv2d_1"`. */
  readonly entry?: string;
  readonly weights: readonly StoredWeight[];
}

/**
 * Layouts that weights come in:
 * - `"legacy h5"`: layer names and weight names as attributes (Keras 1 and 2; every file published for ImageNet)
 * - `"weights.h5"`: a tree by class of layer (Keras 3)
 * - `"keras"`: a zip with configuration and such a tree (Keras 3)
 */
export type WeightFormat = "legacy h5" | "weights.h5" | "keras";

/** What a weight file holds, tensors not read yet. */
export interface StoredWeights {
  readonly format: WeightFormat;
  /** Whether the layers come in the order of the model's layers, rather than by class. */
  readonly inOrder: boolean;
  /** Whether the names are those of the layers; else they only say class and number. */
  readonly named: boolean;
  readonly layers: readonly StoredLayer[];
}
