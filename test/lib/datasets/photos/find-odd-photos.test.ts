import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOddPhotos } from "../../../../lib/datasets/photos/find-odd-photos.ts";
import { encodeJpeg } from "../../../../lib/images/encode.ts";
import { createImage } from "../../../../lib/images/image.ts";
import { greyPng, removeFolder, writePhotoFolder } from "../photo-folder.ts";

let folder: string;
beforeAll(async () => {
  const { default: sharp } = await import("sharp");
  const raw = { width: 80, height: 80, channels: 4 as const, background: { r: 9, g: 9, b: 9, alpha: 0.5 } };
  folder = await writePhotoFolder({
    "plain.png": await greyPng(100, 80),
    "turned.jpg": await encodeJpeg(createImage({ width: 90, height: 70 }), { orientation: 6 }),
    "tiny.png": await greyPng(100, 12),
    "long.jpg": await encodeJpeg(createImage({ width: 300, height: 100 })),
    "glass.png": new Uint8Array(await sharp({ create: raw }).png().toBuffer()),
    "broken.jpg": "no picture at all",
  });
});
afterAll(() => removeFolder(folder));

describe("findOddPhotos", () => {
  it("names what is read otherwise than it lies on disk, and nothing else", async () => {
    const names = [
      "plain.png",
      "turned.jpg",
      "tiny.png",
      "long.jpg",
      "glass.png",
      "broken.jpg",
      "absent.jpg",
    ];
    const odd = await findOddPhotos(
      names.map((name) => join(folder, name)),
      { sidePx: 64 },
    );
    expect(odd.map(({ path, notes }) => [basename(path), notes])).toEqual([
      ["turned.jpg", ["turned by its EXIF orientation (6); seen upright"]],
      ["tiny.png", ["12 x 12 pixels, fewer than the 64 that the network sees; enlarged"]],
      ["long.jpg", ["300 x 100 pixels, long; squashed to a square"]],
      ["glass.png", ["has see-through parts; the colours stored under them are seen"]],
    ]);
  });
});
