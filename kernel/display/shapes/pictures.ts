import { toBytes } from "../mime-bundle.ts";
import { encodePng, type Pixels } from "../pictures/encode-png.ts";
import { pictureBundle } from "../pictures/picture-bundle.ts";
import { hasMethods } from "./has-methods.ts";

/** An encoded picture in a Buffer, Uint8Array or ArrayBuffer. */
export function formatBytes(value: unknown): unknown {
  const bytes = toBytes(value);
  return bytes && pictureBundle(bytes);
}

/** A Blob or File, by its bytes and not by the type it claims. */
export function formatBlob(value: unknown): unknown {
  if (!(value instanceof Blob)) return undefined;
  return value.arrayBuffer().then((buffer) => pictureBundle(Buffer.from(buffer)));
}

/**
 * Pixels with their size: `ImageData`, and what sharp's `toBuffer({ resolveWithObject: true })` gives, where `data` may
 * also be an encoded picture.
 */
export function formatPixels(value: Record<PropertyKey, unknown>): unknown {
  const { data } = value;
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) return undefined;
  const size = findSize(value) ?? findSize(value.info);
  if (!size) return undefined;
  const channels = data.length / (size.width * size.height);
  if (isChannels(channels)) return { "image/png": encodePng({ data, ...size, channels }) };
  return data instanceof Uint8Array ? pictureBundle(data) : undefined;
}

function findSize(value: unknown): { width: number; height: number } | undefined {
  const { width, height } = (value ?? {}) as { width?: unknown; height?: unknown };
  return isCount(width) && isCount(height) ? { width, height } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function isChannels(count: number): count is Pixels["channels"] {
  return count === 1 || count === 2 || count === 3 || count === 4;
}

/** A sharp pipeline: what it gives, by a clone, so that the cell can go on with it. */
export function formatSharp(value: Record<PropertyKey, unknown>): unknown {
  if (!hasMethods(value, "clone", "toBuffer", "metadata", "png")) return undefined;
  const input = (value.options as { input?: Record<string, unknown> } | undefined)?.input;
  if (!input) return undefined;
  if (isStillEmpty(input)) return { "text/plain": "Sharp (waits for a stream of input)" };
  return encodePipeline(value as unknown as SharpLike);
}

interface SharpLike {
  clone(): SharpLike;
  png(): SharpLike;
  toBuffer(): Promise<Buffer>;
}

/** A pipeline that is yet to be given its input as a stream: reading it would wait for ever. */
function isStillEmpty({ buffer, file, createChannels, textValue, join }: Record<string, unknown>): boolean {
  const isStream = Array.isArray(buffer) && buffer.length === 0;
  return isStream && file === undefined && createChannels === undefined && textValue === undefined && !join;
}

async function encodePipeline(pipeline: SharpLike): Promise<unknown> {
  return (
    pictureBundle(await pipeline.clone().toBuffer()) ?? pictureBundle(await pipeline.clone().png().toBuffer())
  );
}
