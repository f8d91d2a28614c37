import { contentHash } from "../../../lib/datasets/index.ts";
import { nearDuplicates } from "../../../lib/embedding/cleaning/near-duplicates.ts";
import type { ReadNetwork, SplitRows } from "./read-networks.ts";

/** Two photos that are the same file, or nearly the same to every network. */
export interface CopyPair {
  /** Rows of the split. */
  readonly first: number;
  readonly second: number;
  readonly exact: boolean;
  /** Least cosine of the angle between their features, over the networks. */
  readonly similarity: number;
  /** One is trained on, the other tested with: the accuracy then looks better than it is. */
  readonly acrossSplit: boolean;
  readonly labelsDiffer: boolean;
}

/**
 * From which cosine on two photos are near-duplicates. All networks must agree, for a single small one takes photos of
 * one kind for copies.
 */
export const COPY_COSINE = 0.97;

/**
 * Finds photos that are there twice.
 *
 * @returns pairs across the split first, then those with two labels, then by similarity.
 * @throws {@link ArgumentError} when a network gives a photo features of zero, or more than 100,000 pairs.
 */
export async function findCopies(rows: SplitRows, networks: readonly ReadNetwork[]): Promise<CopyPair[]> {
  const { items, labels, train } = rows;
  const hashes: string[] = [];
  for (const { path } of items) hashes.push(await contentHash(path));
  const found = networks.map((network) => {
    const { pairs } = nearDuplicates(rows.featuresOf(network), { threshold: COPY_COSINE });
    return new Map(pairs.map(({ first, second, similarity }) => [`${first} ${second}`, similarity]));
  });
  const isTest = (row: number) => row >= train.length;
  const copies = [...(found[0] ?? [])].flatMap(([key]): CopyPair[] => {
    const cosines = found.flatMap((pairs) => pairs.get(key) ?? []);
    if (cosines.length < found.length) return [];
    const [first, second] = key.split(" ").map(Number) as [number, number];
    return [
      {
        first,
        second,
        exact: hashes[first] === hashes[second],
        similarity: Math.min(...cosines),
        acrossSplit: isTest(first) !== isTest(second),
        labelsDiffer: labels[first] !== labels[second],
      },
    ];
  });
  const rank = ({ acrossSplit, labelsDiffer, exact }: CopyPair) =>
    Number(acrossSplit) * 4 + Number(labelsDiffer) * 2 + Number(exact);
  return copies.sort((a, b) => rank(b) - rank(a) || b.similarity - a.similarity);
}
