import type { Neighbors } from "../nearest-neighbors.ts";

/** A symmetric sparse matrix of probabilities that sum to 1: row `i` has the entries [`starts[i]`, `starts[i + 1]`). */
export interface Affinities {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

const entropyTolerance = 1e-5;
const mostBisections = 100;

/**
 * Turns distances to neighbours into joint probabilities: a normal distribution around each row whose width gives the
 * perplexity, averaged over both directions of a pair.
 *
 * @param perplexity - below the number of neighbours.
 * @see van der Maaten and Hinton 2008, equations 1 and 2; scikit-learn `manifold/_utils.pyx` for tolerance and steps
 */
export function jointProbabilities({ indices, distances }: Neighbors, perplexity: number): Affinities {
  const conditional = distances.map((row) => conditionalProbabilities(row, Math.log(perplexity)));
  const entries = indices.map(() => new Map<number, number>());
  const add = (row: number, column: number, value: number) => {
    const line = entries[row]!;
    line.set(column, (line.get(column) ?? 0) + value);
  };
  indices.forEach((others, row) => {
    others.forEach((other, at) => {
      const half = conditional[row]![at]! / (2 * indices.length);
      add(row, other, half);
      add(other, row, half);
    });
  });
  const starts = new Uint32Array(indices.length + 1);
  entries.forEach((line, row) => {
    starts[row + 1] = starts[row]! + line.size;
  });
  return {
    starts,
    columns: Uint32Array.from(entries.flatMap((line) => [...line.keys()])),
    values: Float64Array.from(entries.flatMap((line) => [...line.values()])),
  };
}

/** Bisects the precision of the normal distribution until its entropy is the one wanted. */
function conditionalProbabilities(distances: readonly number[], wantedEntropy: number): Float64Array {
  const squares = distances.map((distance) => distance ** 2);
  // Differences to the nearest keep exp() from running out at large distances; the probabilities are the same.
  const nearest = Math.min(...squares);
  // In units of their mean, so that a start at 1 is near for data of any scale.
  const scale = squares.reduce((sum, square) => sum + square - nearest, 0) / squares.length || 1;
  const gaps = squares.map((square) => (square - nearest) / scale);
  const probabilities = new Float64Array(gaps.length);
  let precision = 1;
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < mostBisections; turn++) {
    let sum = 0;
    let weighted = 0;
    for (let at = 0; at < gaps.length; at++) {
      const weight = Math.exp(-gaps[at]! * precision);
      probabilities[at] = weight;
      sum += weight;
      weighted += gaps[at]! * weight;
    }
    const entropy = Math.log(sum) + (precision * weighted) / sum;
    for (let at = 0; at < gaps.length; at++) probabilities[at]! /= sum;
    if (Math.abs(entropy - wantedEntropy) <= entropyTolerance) break;
    if (entropy > wantedEntropy) {
      low = precision;
      precision = high === Number.POSITIVE_INFINITY ? precision * 2 : (precision + high) / 2;
    } else {
      high = precision;
      precision = (precision + low) / 2;
    }
  }
  return probabilities;
}
