import { describe, expect, it } from "vitest";
import { drawSample } from "../../../../lib/datasets/drawn/draw-sample.ts";
import { DRAWN_CLASSES, type DrawnClass } from "../../../../lib/datasets/drawn/kinds.ts";
import { packageData } from "../../../../lib/datasets/package-data.ts";
import { decodeImage } from "../../../../lib/images/decode.ts";
import type { Image } from "../../../../lib/images/image.ts";

function meanDifference(a: Image, b: Image): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  return (
    a.pixels.reduce((sum, value, index) => sum + Math.abs(value - (b.pixels[index] ?? 0)), 0) /
    a.pixels.length
  );
}

describe("drawSample", () => {
  it("draws the same pixels for the same class, index, seed and size", () => {
    const options = { index: 3, seed: 5, sidePx: 32 };
    expect(drawSample("fish", options)).toEqual(drawSample("fish", options));
  });

  it("draws other pixels for another class, index or seed", () => {
    const first = drawSample("bus", { index: 0, seed: 5, sidePx: 24 });
    for (const other of [
      drawSample("bus", { index: 1, seed: 5, sidePx: 24 }),
      drawSample("bus", { index: 0, seed: 6, sidePx: 24 }),
      drawSample("umbrella", { index: 0, seed: 5, sidePx: 24 }),
    ]) {
      expect(meanDifference(first, other)).toBeGreaterThan(10);
    }
  });

  it.each(DRAWN_CLASSES)("draws pictures of %s that are neither dark, pale nor flat", (className) => {
    for (const index of [0, 1, 2]) {
      const { pixels } = drawSample(className, { index, sidePx: 24 });
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      const spread = Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
      expect(mean).toBeGreaterThan(50);
      expect(mean).toBeLessThan(205);
      expect(spread).toBeGreaterThan(12);
    }
  });

  it.each(["bicycle", "mushroom"] as const)("drew the %s that is in data/samples", async (className) => {
    const stored = await decodeImage(`${packageData("samples")}/${className}/007.jpg`);
    expect(meanDifference(stored, drawSample(className, { index: 7 }))).toBeLessThan(6);
    expect(meanDifference(stored, drawSample(className, { index: 8 }))).toBeGreaterThan(20);
  });

  it("refuses what it cannot draw", () => {
    expect(() => drawSample("teapot" as DrawnClass, { index: 0 })).toThrow(
      /className: expected bicycle, bus/,
    );
    expect(() => drawSample("bus", { index: -1 })).toThrow(/index: expected an integer from 0/);
    expect(() => drawSample("bus", { index: 0, seed: 0.5 })).toThrow(/seed: expected an integer/);
    expect(() => drawSample("bus", { index: 0, sidePx: 0 })).toThrow(/sidePx/);
  });
});
