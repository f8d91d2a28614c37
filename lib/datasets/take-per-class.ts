import { ArgumentError } from "../errors/argument-error.ts";
import { permutation, seededRandom } from "../random/generator.ts";
import type { ImageDataset } from "./image-dataset.ts";

/**
 * Takes so many pictures of each class, drawn at random; all of a class that has no more.
 *
 * The same seed draws the same, and a smaller number draws some of what a larger one does. The order stays.
 *
 * @param count - at least 1.
 * @param seed - an integer.
 * @throws {@link ArgumentError} when `count` is not a positive integer.
 * @example const few = takePerClass(train, 10, { seed: 1 });
 */
export function takePerClass(
  dataset: ImageDataset,
  count: number,
  { seed = 0 }: { readonly seed?: number } = {},
): ImageDataset {
  if (!Number.isInteger(count) || count < 1) throw new ArgumentError("count", "a positive integer", count);
  const random = seededRandom(seed);
  const taken = dataset.classNames.flatMap((_, label) => {
    const rows = dataset.items.flatMap((item, row) => (item.label === label ? [row] : []));
    const order = permutation(random, rows.length);
    return Array.from(order.subarray(0, count), (at) => rows[at]!);
  });
  return { ...dataset, items: taken.sort((a, b) => a - b).map((row) => dataset.items[row]!) };
}
