import {
  DatasetError,
  type DatasetSplit,
  type ImageDataset,
  splitDataset,
} from "../../../lib/datasets/index.ts";
import { shortName } from "./find-photos.ts";

/**
 * Leaves out the photos that could not be read.
 *
 * Where a class then has none left to train or to test with, all are split anew.
 *
 * @param unreadable - paths.
 * @param source - for messages.
 * @throws {@link DatasetError} when fewer than two photos of a class can be read.
 */
export function keepReadable(
  split: DatasetSplit,
  unreadable: ReadonlySet<string>,
  options: { readonly source: string; readonly testFraction: number; readonly seed: number },
): { readonly split: DatasetSplit; readonly splitAnew: boolean } {
  if (unreadable.size === 0) return { split, splitAnew: false };
  const keep = (part: ImageDataset): ImageDataset => ({
    ...part,
    items: part.items.filter(({ path }) => !unreadable.has(path)),
  });
  const kept = { train: keep(split.train), test: keep(split.test) };
  const { classNames } = split.train;
  const counts = (part: ImageDataset) => classNames.map((_, label) => countOfLabel(part, label));
  const [train, test] = [counts(kept.train), counts(kept.test)];
  const short = classNames.findIndex((_, label) => train[label]! + test[label]! < 2);
  if (short >= 0) throw tooFew(classNames[short]!, short, split, unreadable, options.source);
  if (train.every((count) => count > 0) && test.every((count) => count > 0)) {
    return { split: kept, splitAnew: false };
  }
  const all = { ...kept.train, items: [...kept.train.items, ...kept.test.items] };
  return { split: splitDataset(all, options), splitAnew: true };
}

/** How many images of a class a data set has. */
export function countOfLabel({ items }: ImageDataset, label: number): number {
  return items.reduce((count, item) => count + (item.label === label ? 1 : 0), 0);
}

function tooFew(
  className: string,
  label: number,
  { train, test }: DatasetSplit,
  unreadable: ReadonlySet<string>,
  source: string,
): DatasetError {
  const own = [...train.items, ...test.items].filter((item) => item.label === label);
  const bad = own.filter(({ path }) => unreadable.has(path)).map(({ path }) => shortName(path));
  const readable = own.length - bad.length;
  return new DatasetError(
    source,
    `class "${className}": expected at least 2 photos that can be read, one to train and one to test, received ${readable} ` +
      `(of ${own.length}; not read: ${bad.slice(0, 5).join(", ")}${bad.length > 5 ? ", ..." : ""}); save them again as JPEG ` +
      "or PNG, add others, or remove the folder",
  );
}
