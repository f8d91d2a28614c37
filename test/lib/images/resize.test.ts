import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import type { ResizeFilter } from "../../../lib/images/filters.ts";
import { createImage } from "../../../lib/images/image.ts";
import { resizeImage } from "../../../lib/images/resize.ts";
import { tf } from "../../../lib/tensors/tf.ts";
import { bytesOf, pillow } from "./pillow-fixtures.ts";

const [sourceWidth, sourceHeight] = pillow.source.size;
const source = createImage({ width: sourceWidth, height: sourceHeight }, bytesOf(pillow.source));

describe("resizeImage", () => {
  it.each(pillow.resize)("gives Pillow's bytes: $filter, $fit, $size", ({ filter, fit, size, rgb }) => {
    const [width, height] = size;
    const resized = resizeImage(source, {
      width,
      height,
      filter: filter as ResizeFilter,
      fit: fit as "squash" | "crop",
    });
    expect(resized).toEqual(createImage({ width, height }, bytesOf({ size, rgb })));
  });

  it("is bilinear and squashes by default", () => {
    expect(resizeImage(source, { width: 8, height: 8 })).toEqual(
      resizeImage(source, { width: 8, height: 8, filter: "bilinear", fit: "squash" }),
    );
  });

  it.each([
    [17, 11],
    [sourceWidth * 2, sourceHeight + 5],
  ])("without antialias is TensorFlow.js's bilinear with half-pixel centres, to %i x %i", (width, height) => {
    const given = tf.tensor3d(Float32Array.from(source.pixels), [sourceHeight, sourceWidth, 3]);
    const expected = tf.image.resizeBilinear(given, [height, width], false, true);
    const actual = resizeImage(source, { width, height, antialias: false });
    const worst = Array.from(expected.dataSync()).map((value, at) => Math.abs(value - actual.pixels[at]!));
    expect(Math.max(...worst)).toBeLessThanOrEqual(1.01); // rounded after rows and again after columns
    tf.dispose([given, expected]);
    if (width < sourceWidth) {
      expect(actual).not.toEqual(resizeImage(source, { width, height }));
    }
  });

  it("returns a copy, not the same memory, where the size does not change", () => {
    const copy = resizeImage(source, { width: sourceWidth, height: sourceHeight });
    expect(copy).toEqual(source);
    expect(copy.pixels.buffer).not.toBe(source.pixels.buffer);
  });

  it("leaves the source as it was", () => {
    const before = source.pixels.slice();
    resizeImage(source, { width: 5, height: 30, filter: "lanczos" });
    expect(source.pixels).toEqual(before);
  });

  it.each([0, -3, 2.5, Number.NaN])("refuses a side of %s pixels", (width) => {
    expect(() => resizeImage(source, { width, height: 8 })).toThrow(
      /width: expected a whole number of pixels/,
    );
  });

  it("names the filters when there is none of that name", () => {
    const filter = "cubic" as ResizeFilter;
    expect(() => resizeImage(source, { width: 8, height: 8, filter })).toThrow(ArgumentError);
    expect(() => resizeImage(source, { width: 8, height: 8, filter })).toThrow(
      /"nearest", "box".*received cubic/,
    );
  });

  it("says what to do when a strip is too thin to be cropped", () => {
    const strip = createImage({ width: 1, height: 50 });
    expect(() => resizeImage(strip, { width: 10, height: 200, fit: "crop" })).not.toThrow();
    expect(() => resizeImage(strip, { width: 200, height: 10, fit: "crop" })).toThrow(
      /"squash" for a picture of 1x50/,
    );
  });
});
