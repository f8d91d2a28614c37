import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../lib/errors/argument-error.ts";
import { createImage, stackPixels } from "../../../lib/images/image.ts";
import { deprocess, type PreprocessMode, preprocess } from "../../../lib/images/preprocess.ts";

const orange = createImage({ width: 1, height: 1 }, Uint8Array.of(255, 128, 0));
const steps = createImage(
  { width: 16, height: 16 },
  Uint8Array.from({ length: 768 }, (_, index) => (index * 7) % 256),
);

function rounded(values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toFixed(4)));
}

describe("preprocess", () => {
  it("caffe: blue first, mean subtracted, no scale", () => {
    expect(rounded(preprocess([orange], "caffe"))).toEqual([-103.939, 11.221, 131.32]);
  });

  it("tf: -1 to 1", () => {
    expect(rounded(preprocess([orange], "tf"))).toEqual([1, 0.0039, -1]);
  });

  it("torch: mean and deviation of each channel", () => {
    const expected = [(1 - 0.485) / 0.229, (128 / 255 - 0.456) / 0.224, -0.406 / 0.225];
    expect(rounded(preprocess([orange], "torch"))).toEqual(expected.map((value) => Number(value.toFixed(4))));
  });

  it("puts images one after the other and leaves them as they were", () => {
    const before = steps.pixels.slice();
    const batch = preprocess([steps, steps], "caffe");
    expect(batch.subarray(768)).toEqual(batch.subarray(0, 768));
    expect(steps.pixels).toEqual(before);
    expect(preprocess([steps, steps], "caffe")).toEqual(batch);
  });

  it("refuses images of two sizes, none, and an unknown mode", () => {
    expect(() => preprocess([orange, steps], "tf")).toThrow(ShapeError);
    expect(() => preprocess([], "tf")).toThrow(/images: expected at least one image/);
    expect(() => preprocess([orange], "pytorch" as PreprocessMode)).toThrow(
      /mode: expected "caffe", "tf" or "torch"/,
    );
  });
});

describe("deprocess", () => {
  it.each(["caffe", "tf", "torch"] as const)("inverts %s exactly", (mode) => {
    expect(deprocess(preprocess([steps, steps], mode), mode, steps)).toEqual([steps, steps]);
  });

  it("clips what no picture could hold", () => {
    expect(deprocess(Float32Array.of(-9, 0, 9), "tf", orange)[0]?.pixels).toEqual(Uint8Array.of(0, 128, 255));
  });

  it("refuses a batch that is not whole images", () => {
    expect(() => deprocess(new Float32Array(7), "tf", orange)).toThrow(ShapeError);
  });
});

describe("stackPixels", () => {
  it("copies images into one batch of bytes", () => {
    expect(stackPixels([orange, orange])).toEqual(Uint8Array.of(255, 128, 0, 255, 128, 0));
  });

  it("refuses images of two sizes", () => {
    expect(() => stackPixels([orange, steps])).toThrow(/images\[1\]: expected shape \[1, 1, 3\]/);
  });
});
