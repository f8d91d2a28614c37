import type { Fault } from "./difference.ts";

/** Mean absolute difference over all samples, of 255: encoders and rounding stay below. */
const MAX_MEAN = 2;
/** The same in one block of pixels: a digit or a line that changed is lost in the mean of the whole picture. */
const MAX_BLOCK_MEAN = 32;
const BLOCK = 16;

/**
 * Compares PNG or JPEG pictures: equal bytes are equal, else the pixels decide.
 *
 * @param expected - base64, as a notebook stores it.
 * @returns nothing when they look the same: of one size, on average at most 2 of 255 apart in all, 32 in any 16 × 16 pixels.
 */
export async function compareImages(expected: string, received: string): Promise<Fault | undefined> {
  const [before, after] = [expected, received].map((text) => Buffer.from(text, "base64"));
  if (before!.equals(after!)) return undefined;
  const [one, other] = [await decode(before!), await decode(after!)];
  if (typeof one === "string" || typeof other === "string") {
    return {
      fault: "a picture can't be decoded, and its bytes differ",
      lines: [describe("expected", one), describe("received", other)],
    };
  }
  if (one.width !== other.width || one.height !== other.height) {
    return {
      fault: "the pictures are of different size",
      lines: [describe("expected", one), describe("received", other)],
    };
  }
  const { mean, block } = measure(one, other);
  if (mean <= MAX_MEAN && block.mean <= MAX_BLOCK_MEAN) return undefined;
  return {
    fault: "the pictures differ",
    lines: [
      `mean difference ${mean.toFixed(2)} of 255 (at most ${MAX_MEAN})`,
      `greatest in ${BLOCK} × ${BLOCK} pixels: ${block.mean.toFixed(1)} (at most ${MAX_BLOCK_MEAN}), from x ${block.x}, y ${block.y}`,
    ],
  };
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, `[height, width, 4]`. */
  readonly pixels: Uint8Array;
}

async function decode(bytes: Buffer): Promise<Picture | string> {
  const { default: sharp } = await import("sharp");
  try {
    const { data, info } = await sharp(bytes)
      .toColourspace("srgb")
      .ensureAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: data };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function measure(one: Picture, other: Picture) {
  const { width, height } = one;
  const columns = Math.ceil(width / BLOCK);
  const sums = new Float64Array(columns * Math.ceil(height / BLOCK));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      let sum = 0;
      for (let channel = at; channel < at + 4; channel++) {
        sum += Math.abs(one.pixels[channel]! - other.pixels[channel]!);
      }
      sums[Math.floor(y / BLOCK) * columns + Math.floor(x / BLOCK)]! += sum;
    }
  }
  let total = 0;
  let block = { mean: 0, x: 0, y: 0 };
  for (const [index, sum] of sums.entries()) {
    total += sum;
    // Blocks at the edge are not whole; as if they were, one pixel there is no picture.
    const mean = sum / (4 * BLOCK * BLOCK);
    if (mean > block.mean) {
      block = { mean, x: BLOCK * (index % columns), y: BLOCK * Math.floor(index / columns) };
    }
  }
  return { mean: total / (4 * width * height), block };
}

function describe(name: string, picture: Picture | string): string {
  return `${name}  ${typeof picture === "string" ? picture : `${picture.width} × ${picture.height} pixels`}`;
}
