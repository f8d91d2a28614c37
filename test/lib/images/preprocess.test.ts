import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../lib/errors/argument-error.ts";
import { createImage, stackPixels } from "../../../lib/images/image.ts";
import {
  composeRecipes,
  deprocess,
  PREPROCESS_RECIPES,
  type PreprocessMode,
  preprocess,
} from "../../../lib/images/preprocess.ts";

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

describe("a recipe of one's own", () => {
  const unswapped = {
    source: [0, 1, 2],
    divisor: 1,
    mean: [123.68, 116.779, 103.939],
    deviation: [1, 1, 1],
  } as const;

  it("is followed: red first stays red first", () => {
    expect(rounded(preprocess([orange], unswapped))).toEqual([131.32, 11.221, -103.939]);
    expect(deprocess(preprocess([steps], unswapped), unswapped, steps)).toEqual([steps]);
  });

  it("is refused where a channel is missing, it divides by 0, or a constant is no number", () => {
    const bad = (change: object) => () => preprocess([orange], { ...unswapped, ...change });
    expect(bad({ source: [0, 1, 1] })).toThrow("source: expected the channels 0, 1 and 2, each once");
    expect(bad({ deviation: [1, 0, 1] })).toThrow("deviation: expected three finite numbers, not 0");
    expect(bad({ divisor: 0 })).toThrow("divisor: expected a finite number, not 0");
    expect(bad({ mean: [1, Number.NaN, 1] })).toThrow("mean: expected three finite numbers");
    expect(bad({ mean: [1, 2] })).toThrow("mean: expected three finite numbers");
  });
});

describe("composeRecipes", () => {
  it.each([
    ["caffe", "caffe"],
    ["tf", "torch"],
    ["torch", "caffe"],
    ["caffe", "torch"],
  ] as const)("%s, then %s: what the second makes of the numbers of the first", (first, second) => {
    const { source, divisor, mean, deviation } = PREPROCESS_RECIPES[second];
    const once = preprocess([steps], first);
    const twice = once.map((_, at) => {
      const channel = at % 3;
      const value = once[at - channel + source[channel]!]!;
      return (value / divisor - mean[channel]!) / deviation[channel]!;
    });
    const composed = preprocess([steps], composeRecipes(first, second));
    expect(composed).toHaveLength(twice.length);
    composed.forEach((value, at) => {
      expect(value).toBeCloseTo(twice[at]!, 3);
    });
  });

  it("undoes the swap of caffe when it is done twice", () => {
    expect(composeRecipes("caffe", "caffe").source).toEqual([0, 1, 2]);
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
