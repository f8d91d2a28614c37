import { describe, expect, it } from "vitest";
import { adjustBrightness, adjustContrast, adjustSaturation } from "../../../../lib/images/augment/color.ts";
import { adjustHue } from "../../../../lib/images/augment/hue.ts";
import { createImage, type Image } from "../../../../lib/images/image.ts";

const image = createImage({ width: 2, height: 1 }, Uint8Array.of(200, 100, 0, 50, 50, 50));

describe.each([
  ["adjustBrightness", adjustBrightness],
  ["adjustContrast", adjustContrast],
  ["adjustSaturation", adjustSaturation],
] as const)("%s", (_name, adjust: (image: Image, factor: number) => Image) => {
  it("leaves an image as it is at factor 1, in new memory", () => {
    const same = adjust(image, 1);
    expect(same).toEqual(image);
    expect(same.pixels).not.toBe(image.pixels);
  });

  it.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY])("refuses factor %d", (factor) => {
    expect(() => adjust(image, factor)).toThrow("factor: expected a finite number of at least 0");
  });
});

describe("adjustBrightness", () => {
  it("multiplies levels and cuts them at 255", () => {
    expect([...adjustBrightness(image, 2).pixels]).toEqual([255, 200, 0, 100, 100, 100]);
    expect([...adjustBrightness(image, 0).pixels]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe("adjustContrast", () => {
  it("ends at the mean grey of the whole image", () => {
    // Grey of the first pixel: (200 * 19595 + 100 * 38470 + 0x8000) >> 16 = 118; mean of 118 and 50 is 84
    expect([...adjustContrast(image, 0).pixels]).toEqual([84, 84, 84, 84, 84, 84]);
  });
});

describe("adjustSaturation", () => {
  it("ends at each pixel's own grey", () => {
    expect([...adjustSaturation(image, 0).pixels]).toEqual([118, 118, 118, 50, 50, 50]);
  });
});

describe("adjustHue", () => {
  it("turns red into green after a third of the circle, and leaves grey alone", () => {
    const red = createImage({ width: 2, height: 1 }, Uint8Array.of(255, 0, 0, 90, 90, 90));
    expect([...adjustHue(red, 1 / 3).pixels]).toEqual([0, 255, 0, 90, 90, 90]);
  });

  it.each([-0.6, 0.51, Number.NaN])("refuses a turn of %d", (turn) => {
    expect(() => adjustHue(image, turn)).toThrow("turn: expected a number in [-0.5, 0.5]");
  });
});
