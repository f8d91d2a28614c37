import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Picture {
  readonly size: readonly [number, number];
  readonly rgb: string;
}

/** What test/fixtures/images/make_pillow_fixtures.py wrote: pixels as base64 of `[height, width, 3]`. */
export interface PillowRecord {
  readonly decode: Readonly<Record<string, Picture>>;
  readonly source: Picture;
  readonly resize: ReadonlyArray<Picture & { readonly filter: string; readonly fit: string }>;
}

export const fixtures = fileURLToPath(new URL("../../fixtures/images", import.meta.url));

export const pillow = JSON.parse(readFileSync(`${fixtures}/pillow.json`, "utf8")) as PillowRecord;

export function bytesOf(picture: Picture): Uint8Array {
  return new Uint8Array(Buffer.from(picture.rgb, "base64"));
}

export function largestDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? 256))), 0);
}
