import { rowOf } from "../../matrix/matrix.ts";
import { permutation, type Random, randomInteger } from "../../random/generator.ts";
import type { LabelledBatch, TrainingRows } from "../training-rows.ts";
import { type FitOptions, requireSameRows } from "./fit-options.ts";

/** The rows of one epoch in the order it takes them. */
export interface EpochRows {
  /** Rows `from` to `to` - 1 of the epoch, or to its end. */
  take(from: number, to: number): LabelledBatch;
}

/**
 * Draws the order of an epoch, and for each row which of its views is taken.
 *
 * @param random - gives equal epochs for equal states.
 * @throws {@link ArgumentError} when `drawViews` gives rows that are not those of the plain rows.
 */
export async function drawEpoch(
  epoch: number,
  rows: TrainingRows,
  { shuffle = true, views = [], drawViews }: FitOptions,
  random: Random,
): Promise<EpochRows> {
  const count = rows.features.rows;
  const order = shuffle ? permutation(random, count) : Uint32Array.from({ length: count }, (_, row) => row);
  const sources = [rows, ...views];
  const picks = Uint32Array.from({ length: count }, () =>
    views.length === 0 ? 0 : randomInteger(random, sources.length),
  );
  const drawn = await drawViews?.(epoch);
  if (drawn !== undefined) requireSameRows("drawViews", drawn, rows);
  return {
    take(from, to) {
      const batch = order.subarray(from, to);
      const { columns } = rows.features;
      const values = new Float32Array(batch.length * columns);
      batch.forEach((row, index) => {
        const source = drawn ?? sources[picks[row]!]!;
        values.set(rowOf(source.features, row), index * columns);
      });
      return { values, shape: rows.shape, labels: Array.from(batch, (row) => rows.labels[row]!) };
    },
  };
}
