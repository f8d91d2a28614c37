import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SkippedImage } from "../../../lib/datasets/image-dataset.ts";
import { type ImageBatch, type ReadImagesOptions, readImages } from "../../../lib/datasets/read-images.ts";
import { readPhotos } from "../../../lib/datasets/read-photos.ts";
import { thumbnailsOf } from "../../../lib/datasets/thumbnails.ts";
import { DecodeError } from "../../../lib/images/decode-error.ts";
import { greyPng, removeFolder, writePhotoFolder } from "./photo-folder.ts";

let folder: string;
beforeAll(async () => {
  const cut = (await greyPng(9, 64)).slice(0, 60);
  folder = await writePhotoFolder({
    "0.png": 0,
    "1.png": 10,
    "cut.png": cut,
    "3.png": 30,
    "4.png": 40,
    "text.jpg": "hello",
  });
});
afterAll(() => removeFolder(folder));

const items = (...names: string[]) => names.map((name, label) => ({ path: join(folder, name), label }));
const size = { width: 4, height: 2 };

async function collect(names: string[], options: Partial<ReadImagesOptions> = {}): Promise<ImageBatch[]> {
  const batches: ImageBatch[] = [];
  for await (const batch of readImages(items(...names), { size, ...options })) batches.push(batch);
  return batches;
}

describe("readImages", () => {
  it("reads pictures in order, in batches, at the size asked for", async () => {
    const batches = await collect(["0.png", "1.png", "3.png"], { batchSize: 2 });
    expect(batches.map(({ indices }) => indices)).toEqual([[0, 1], [2]]);
    expect(batches.flatMap(({ images }) => images.map(({ pixels }) => pixels[0]))).toEqual([0, 10, 30]);
    expect(batches[0]!.images[0]).toMatchObject(size);
  });

  it("leaves out what cannot be read, and says what and why", async () => {
    const skipped: SkippedImage[] = [];
    const names = ["0.png", "cut.png", "gone.png", "text.jpg", "4.png"];
    const batches = await collect(names, { batchSize: 2, onSkip: (skip) => skipped.push(skip) });
    expect(batches.flatMap(({ indices }) => indices)).toEqual([0, 4]);
    expect(batches.flatMap(({ labels }) => labels)).toEqual([0, 4]);
    expect(skipped.map(({ path }) => path)).toEqual(
      items("cut.png", "gone.png", "text.jpg").map(({ path }) => path),
    );
    expect(skipped.every(({ reason }) => reason.length > 10)).toBe(true);
  });

  it("yields no empty batch", async () => {
    expect(await collect(["cut.png", "gone.png", "4.png"], { batchSize: 1 })).toHaveLength(1);
    expect(await collect([])).toEqual([]);
  });

  it("throws at the first fault when strict, after the batches before it", async () => {
    const read: number[] = [];
    const run = async () => {
      const reading = readImages(items("0.png", "1.png", "cut.png"), { size, batchSize: 2, strict: true });
      for await (const { indices } of reading) read.push(...indices);
    };
    await expect(run()).rejects.toThrow(DecodeError);
    expect(read).toEqual([0, 1]);
  });

  it("decodes one batch ahead and no further", async () => {
    const reading = readImages(items("0.png", "gone.png", "gone2.png"), { size, batchSize: 1, strict: true });
    // The second batch fails while the first is in use; stopping here must not be an unhandled rejection.
    expect((await reading.next()).value).toMatchObject({ indices: [0] });
    await reading.return();
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
});

describe("readPhotos", () => {
  it("keeps each picture's own size, and leaves out what cannot be read", async () => {
    const skipped: SkippedImage[] = [];
    const paths = items("3.png", "text.jpg").map(({ path }) => path);
    const photos = await readPhotos(paths, { onSkip: (skip) => skipped.push(skip) });
    expect(photos.map(({ path, image }) => [path, image.width])).toEqual([[paths[0], 8]]);
    expect(skipped).toHaveLength(1);
  });

  it("throws when strict, and when none can be read", async () => {
    const paths = items("3.png", "text.jpg").map(({ path }) => path);
    await expect(readPhotos(paths, { strict: true })).rejects.toThrow(DecodeError);
    await expect(readPhotos(paths.slice(1))).rejects.toThrow(DecodeError);
  });
});

describe("thumbnailsOf", () => {
  it("makes a small picture a path, and none where there is none", async () => {
    const made = await thumbnailsOf(
      items("0.png", "gone.png", "4.png").map(({ path }) => path),
      16,
    );
    expect(made.map((uri) => uri?.startsWith("data:image/"))).toEqual([true, undefined, true]);
  });
});
