import { arrangeGrid, enlarge } from "../pictures/arrange-pixels.ts";
import { encodePng, type Pixels } from "../pictures/encode-png.ts";
import { shorten } from "../plain-text.ts";
import { hasMethods } from "./has-methods.ts";

interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  readonly isDisposed: boolean;
  dataSync(): ArrayLike<number>;
  toString(verbose: boolean): string;
}

/** Reading more than this many elements (64 MB of float32) takes longer than a look is worth. */
const MOST_ELEMENTS = 2 ** 24;
const LONGEST_TEXT = 4000;
/** Smaller ones are feature maps or weights, and no pictures. */
const SMALLEST_SIDE = 8;
const MOST_IN_GRID = 64;
/** Of a batch, in pixels; more makes a notebook's file heavy. */
const LARGEST_GRID = 2 ** 21;
/** Smaller pictures are enlarged to about this side, so that a 28 × 28 digit can be seen. */
const PICTURE_SIDE_PX = 128;
const GRID_SIDE_PX = 256;

/** A TensorFlow.js tensor: its numbers as text, and as a picture where it plausibly is one. */
export function formatTensor(value: Record<PropertyKey, unknown>): unknown {
  if (!isTensor(value)) return undefined;
  const { shape, dtype, size } = value;
  const head = `Tensor [${shape.join(", ")}] ${dtype}`;
  if (value.isDisposed) return { "text/plain": `${head} (disposed)` };
  if (size > MOST_ELEMENTS) {
    return { "text/plain": `${head}\n(${size.toLocaleString("en-US")} elements: slice it to see numbers)` };
  }
  const pixels = findPixels(value);
  return {
    "text/plain": shorten(value.toString(true), LONGEST_TEXT),
    ...(pixels ? { "image/png": encodePng(pixels) } : {}),
  };
}

function isTensor(value: Record<PropertyKey, unknown>): value is Record<PropertyKey, unknown> & TensorLike {
  return (
    hasMethods(value, "dataSync") &&
    Array.isArray(value.shape) &&
    typeof value.dtype === "string" &&
    typeof value.isDisposed === "boolean"
  );
}

/** `[height, width, channels]`, or a small batch of them, of integers 0 to 255 or of floats 0 to 1. */
function findPixels(tensor: TensorLike): Pixels | undefined {
  const { shape, dtype } = tensor;
  if ((shape.length !== 3 && shape.length !== 4) || (dtype !== "int32" && dtype !== "float32"))
    return undefined;
  const [height = 0, width = 0, channels = 0] = shape.slice(-3);
  const count = shape.length === 4 ? (shape[0] ?? 0) : 1;
  if (channels !== 1 && channels !== 3 && channels !== 4) return undefined;
  if (height < SMALLEST_SIDE || width < SMALLEST_SIDE || count < 1 || count > MOST_IN_GRID) return undefined;
  if (count > 1 && count * height * width > LARGEST_GRID) return undefined;
  const data = toPixelBytes(tensor.dataSync(), dtype === "int32" ? 1 : 255);
  if (!data) return undefined;
  const pictures: Pixels = { data, width, height, channels };
  return enlarge(arrangeGrid(pictures, count), count > 1 ? GRID_SIDE_PX : PICTURE_SIDE_PX);
}

/** @returns undefined when a number is no intensity. */
function toPixelBytes(numbers: ArrayLike<number>, scale: number): Uint8Array | undefined {
  const bytes = new Uint8Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const intensity = (numbers[i] as number) * scale;
    // NaN fails too.
    if (!(intensity >= 0 && intensity <= 255)) return undefined;
    bytes[i] = Math.round(intensity);
  }
  return bytes;
}
