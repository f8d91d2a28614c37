import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeImage } from "../../lib/images/decode.ts";
import type { ResizeFilter } from "../../lib/images/filters.ts";
import { resizeImage } from "../../lib/images/resize.ts";
import { largestDifference } from "../lib/images/pillow-fixtures.ts";
import { sharedFolder } from "../shared-folder.ts";

const shared = sharedFolder();
const CASES = [
  ...[64, 224, 299].flatMap((side) => (["nearest", "bilinear"] as const).map((filter) => ({ filter, side }))),
  ...(["bicubic", "lanczos", "box"] as const).map((filter) => ({ filter, side: 224 })),
];

interface Golden {
  readonly photos: Record<string, { size: [number, number]; first_row: [number, number, number][] }>;
}

describe.skipIf(!shared)(`Pillow's decode and resize of photos${shared ? "" : " (needs ../shared)"}`, () => {
  const folder = `${shared}/goldens/resize`;
  const golden = shared
    ? (JSON.parse(readFileSync(`${folder}/resize.json`, "utf8")) as Golden)
    : { photos: {} };

  it("has goldens to compare with", () => {
    expect(Object.keys(golden.photos).length).toBeGreaterThan(0);
  });

  for (const [name, { size, first_row }] of Object.entries(golden.photos)) {
    it(`${name}: the size and the first 16 pixels are Pillow's`, async () => {
      const photo = await decodeImage(`${shared}/photos/${name}.jpg`);
      expect([photo.width, photo.height]).toEqual(size);
      expect(Array.from(photo.pixels.subarray(0, 48))).toEqual(first_row.flat());
    });

    it.each(CASES)(
      `${name}: $filter to $side is Pillow's to the bit, from the file on`,
      async ({ filter, side }) => {
        const photo = await decodeImage(`${shared}/photos/${name}.jpg`);
        const resized = resizeImage(photo, {
          width: side,
          height: side,
          filter: filter satisfies ResizeFilter,
        });
        const expected = await decodeImage(`${folder}/${name}_${filter}_${side}.png`);
        expect([resized.width, resized.height]).toEqual([side, side]);
        expect(largestDifference(resized.pixels, expected.pixels)).toBe(0);
      },
    );
  }
});
