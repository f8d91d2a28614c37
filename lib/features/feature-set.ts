import type { AugmentRecipe } from "../images/augment/recipe.ts";
import type { Matrix } from "../matrix/matrix.ts";

/** What one layer of a network makes of a set of images: one row an image, in the order of the images. */
export interface FeatureSet {
  /** `[image, value]`: each row is the layer's output, flattened row-major. */
  readonly features: Matrix;
  /** Shape of one row before flattening: `[channels]` where pooled, else `[height, width, channels]`. */
  readonly shape: readonly number[];
  /** Class of each row: an index into `classNames`. */
  readonly labels: readonly number[];
  readonly classNames: readonly string[];
  /** File of each row. */
  readonly paths: readonly string[];
  /** Images that could not be read and have no row. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly provenance: FeatureProvenance;
}

/** Where features come from: enough to make them again, and to tell that they are not comparable. */
export interface FeatureProvenance {
  readonly backbone: string;
  /** `false`: random weights, and the features mean nothing. */
  readonly pretrained: boolean;
  readonly layer: string;
  readonly pooling: "avg" | "max" | undefined;
  /** Identity of everything below `layer`: preprocessing, layers and weights. */
  readonly trunkSha256: string;
  readonly inputSize: { readonly width: number; readonly height: number };
  readonly preprocessing: string;
  readonly resize: string;
  /** Absent where the pictures were used as they are. */
  readonly augmentation?: ViewProvenance;
}

/** Which random view of each picture a row was computed from. */
export interface ViewProvenance {
  readonly recipe: AugmentRecipe;
  readonly seed: number;
  readonly view: number;
  /**
   * - `"fixed"`: one of some views that are drawn once and used again in every epoch; may be kept on disk
   * - `"fresh"`: drawn for one epoch and computed for it alone
   */
  readonly policy: "fixed" | "fresh";
}
