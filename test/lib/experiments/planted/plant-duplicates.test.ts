import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageFolder } from "../../../../lib/datasets/image-folder.ts";
import type { ImageDataset } from "../../../../lib/datasets/index.ts";
import { plantDuplicates } from "../../../../lib/experiments/planted/plant-duplicates.ts";
import { flipHorizontal } from "../../../../lib/images/augment/flip.ts";
import { decodeImage } from "../../../../lib/images/decode.ts";
import { encodePng } from "../../../../lib/images/encode.ts";
import { createImage } from "../../../../lib/images/image.ts";
import { removeFolder, writePhotoFolder } from "../../datasets/photo-folder.ts";

let folder: string;
let dataset: ImageDataset;
beforeAll(async () => {
  const slope = createImage(
    { width: 30, height: 30 },
    Uint8Array.from({ length: 2700 }, (_, at) => (Math.floor(at / 3) % 30) * 8),
  );
  const png = await encodePng(slope);
  folder = await writePhotoFolder({ "a/1.png": png, "a/2.png": png, "b/1.png": png, "b/2.png": png });
  dataset = await imageFolder(folder);
});
afterAll(() => removeFolder(folder));

describe("plantDuplicates", () => {
  it("writes one of each kind in turn, and adds them under the labels of their originals", async () => {
    const { dataset: larger, planted } = await plantDuplicates(dataset, join(folder, ".copies"), {
      count: 4,
    });
    expect(planted.map(({ kind }) => kind)).toEqual(["re-encoded", "smaller", "cropped", "flipped"]);
    expect(new Set(planted.map(({ original }) => original)).size).toBe(4);
    expect(larger.items.slice(0, 4)).toEqual(dataset.items);
    for (const { original, copy } of planted) {
      expect(existsSync(copy)).toBe(true);
      const labelOf = (path: string) => larger.items.find((item) => item.path === path)!.label;
      expect(labelOf(copy)).toBe(labelOf(original));
    }
    const [reencoded, smaller, cropped, flipped] = await Promise.all(
      planted.map(({ copy }) => decodeImage(copy)),
    );
    expect([reencoded!.width, smaller!.width, cropped!.width, flipped!.width]).toEqual([30, 20, 24, 30]);
    const source = await decodeImage(planted[3]!.original);
    const far = flipHorizontal(source).pixels.map((level, at) => Math.abs(level - flipped!.pixels[at]!));
    expect(Math.max(...far)).toBeLessThan(16);
  });

  it("chooses by the seed, and refuses more than there are", async () => {
    const chosen = async (seed: number) =>
      (await plantDuplicates(dataset, join(folder, ".copies"), { count: 2, seed })).planted.map(
        ({ original }) => original,
      );
    expect(await chosen(1)).toEqual(await chosen(1));
    const several = await Promise.all([2, 3, 4, 5].map(chosen));
    expect(new Set(several.map(String)).size).toBeGreaterThan(1);
    await expect(plantDuplicates(dataset, join(folder, ".copies"), { count: 5 })).rejects.toThrow(
      "count: expected a whole number of 1 to 4",
    );
  });
});
