import { describe, expect, it } from "vitest";
import { cropImage, drawCropBox } from "../../../../lib/images/augment/crop.ts";
import { flipHorizontal } from "../../../../lib/images/augment/flip.ts";
import { shiftImage } from "../../../../lib/images/augment/shift.ts";
import { createImage, type Image } from "../../../../lib/images/image.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";

/** An image whose red levels are those given, a row a list. */
function redImage(rows: readonly (readonly number[])[]): Image {
  const pixels = Uint8Array.from(rows.flatMap((row) => row.flatMap((level) => [level, 0, 1])));
  return createImage({ width: rows[0]!.length, height: rows.length }, pixels);
}

function redRows({ width, height, pixels }: Image): number[][] {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => pixels[(row * width + column) * 3]!),
  );
}

const image = redImage([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("flipHorizontal", () => {
  it("mirrors each row, and twice gives the image back", () => {
    const mirrored = flipHorizontal(image);
    expect(redRows(mirrored)).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
    expect(flipHorizontal(mirrored)).toEqual(image);
  });
});

describe("shiftImage", () => {
  it("moves right and down, and repeats the edges", () => {
    expect(redRows(shiftImage(image, { right: 1 }))).toEqual([
      [1, 1, 2],
      [4, 4, 5],
    ]);
    expect(redRows(shiftImage(image, { right: -2, down: 1 }))).toEqual([
      [3, 3, 3],
      [3, 3, 3],
    ]);
  });

  it("refuses part of a pixel", () => {
    expect(() => shiftImage(image, { down: 0.5 })).toThrow("down: expected a whole number of pixels");
  });
});

describe("cropImage", () => {
  it("cuts a rectangle out", () => {
    expect(redRows(cropImage(image, { left: 1, top: 0, width: 2, height: 2 }))).toEqual([
      [2, 3],
      [5, 6],
    ]);
  });

  it.each([
    { left: 2, top: 0, width: 2, height: 1 },
    { left: -1, top: 0, width: 2, height: 1 },
    { left: 0, top: 0, width: 0, height: 1 },
    { left: 0.5, top: 0, width: 1, height: 1 },
  ])("refuses a box that is not inside: %o", (box) => {
    expect(() => cropImage(image, box)).toThrow("box: expected whole pixels inside 3x2");
  });
});

describe("drawCropBox", () => {
  const size = { width: 200, height: 100 };

  it("draws areas evenly and ratios evenly in their logarithm, always inside", () => {
    const random = seededRandom(1);
    const boxes = Array.from({ length: 4000 }, () =>
      drawCropBox(random, size, { scale: [0.1, 0.3], ratio: [1 / 2, 2] }),
    );
    for (const { left, top, width, height } of boxes) {
      expect(left >= 0 && top >= 0 && left + width <= 200 && top + height <= 100).toBe(true);
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(boxes.map(({ width, height }) => (width * height) / 20_000))).toBeCloseTo(0.2, 2);
    expect(mean(boxes.map(({ width, height }) => Math.log(width / height)))).toBeCloseTo(0, 1);
    const ratios = boxes.map(({ width, height }) => width / height);
    // A pixel more or less: sides are whole
    expect(Math.min(...ratios)).toBeGreaterThan(0.47);
    expect(Math.max(...ratios)).toBeLessThan(2.13);
  });

  it("takes the largest centred rectangle of an image that no ratio fits", () => {
    const strip = { width: 400, height: 4 };
    const box = drawCropBox(seededRandom(1), strip, { scale: [0.9, 1], ratio: [3 / 4, 4 / 3] });
    expect(box).toEqual({ left: 197, top: 0, width: 5, height: 4 });
  });
});
