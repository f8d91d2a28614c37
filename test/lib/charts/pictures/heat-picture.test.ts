import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { heatPicture, heatStops } from "../../../../lib/charts/pictures/heat-picture.ts";

async function pixelsOf(uri: string) {
  const { data, info } = await sharp(Buffer.from(uri.split(",")[1]!, "base64"))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray(4 * (y * info.width + x), 4 * (y * info.width + x) + 4),
  ];
  return { ...info, at };
}

const colorAt = (index: number) => [...heatStops[index]!.color, Math.round(255 * heatStops[index]!.opacity)];

describe("heatPicture", () => {
  it("is a picture that others read, cold and hot at its ends and mixed between", async () => {
    const picture = heatPicture("heat", [[0, 1]]);
    expect(heatPicture("heat", { rows: 1, columns: 2, values: Float32Array.of(0, 1) })).toBe(picture);
    const { width, height, channels, at } = await pixelsOf(picture);
    expect([width, height, channels]).toEqual([64, 32, 4]);
    expect(at(0, 0)).toEqual(colorAt(0));
    expect(at(63, 31)).toEqual(colorAt(4));
    const red = Array.from({ length: 64 }, (_, x) => at(x, 16)[3]!);
    expect(red.every((alpha, x) => x === 0 || alpha >= red[x - 1]!)).toBe(true);
  });

  it("keeps the order of rows", async () => {
    const { at } = await pixelsOf(
      heatPicture("heat", [
        [0.5, 0.5],
        [1, 1],
      ]),
    );
    expect(at(10, 0)).toEqual(colorAt(2));
    expect(at(10, 63)).toEqual(colorAt(4));
  });
});
