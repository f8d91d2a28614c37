import type { Matrix } from "../../matrix/matrix.ts";
import { requireLabels, requireSameLength } from "../../metrics/require-labels.ts";
import { nearestNeighbors } from "../nearest-neighbors.ts";

export interface NeighborDisagreementOptions {
  /** How many neighbours have a say: in [1, images - 1]. @defaultValue 10, or all others if they are fewer */
  readonly neighbors?: number;
  /** @defaultValue "cosine" */
  readonly metric?: "euclidean" | "cosine";
}

/** An image in the neighbourhood of another class. */
export interface DisagreeingImage {
  readonly row: number;
  readonly given: number;
  /** The class of most neighbours; of equally many, that of the nearest. */
  readonly suggested: number;
  /** Share of the neighbours that have another label than the image, in [0, 1]. */
  readonly disagreement: number;
}

export interface NeighborDisagreement {
  /** Images whose neighbours are mostly of one other class, strongest disagreement first. */
  readonly errors: readonly DisagreeingImage[];
  /** `[images]`: disagreement of each image, in [0, 1]. */
  readonly disagreementOfRow: Float64Array;
}

/**
 * Finds images whose label their nearest neighbours in feature space do not share: wrong labels, or hard images.
 *
 * Needs no classifier; {@link likelyLabelErrors} is the sharper test where there are out-of-fold probabilities.
 *
 * @param features - `[images, features]`, no row zero under "cosine".
 * @param labels - `[images]`: class index of each image.
 * @throws {@link ArgumentError} when labels are not one an image, and as {@link nearestNeighbors}.
 * @example const { errors } = neighborDisagreement(features, dataset.labels, { neighbors: 10 });
 */
export function neighborDisagreement(
  features: Matrix,
  labels: ArrayLike<number>,
  options: NeighborDisagreementOptions = {},
): NeighborDisagreement {
  const { neighbors = Math.max(1, Math.min(10, features.rows - 1)), metric = "cosine" } = options;
  requireLabels("labels", labels);
  requireSameLength("labels", labels, "features", { length: features.rows });
  const { indices } = nearestNeighbors(features, neighbors, { metric });
  const disagreementOfRow = new Float64Array(features.rows);
  const errors: DisagreeingImage[] = [];
  indices.forEach((others, row) => {
    const given = labels[row]!;
    const votes = new Map<number, number>();
    for (const other of others) votes.set(labels[other]!, (votes.get(labels[other]!) ?? 0) + 1);
    const disagreement = 1 - (votes.get(given) ?? 0) / others.length;
    disagreementOfRow[row] = disagreement;
    // A map keeps the order of first votes, which is that of the distances.
    const [suggested] = [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best));
    if (suggested !== given) errors.push({ row, given, suggested, disagreement });
  });
  errors.sort((a, b) => b.disagreement - a.disagreement || a.row - b.row);
  return Object.freeze({ errors, disagreementOfRow });
}
