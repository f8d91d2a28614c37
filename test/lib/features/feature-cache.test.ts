import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cachePath, readCachedRows, writeCachedRows } from "../../../lib/features/feature-cache.ts";

const key = { trunkSha256: "a".repeat(64), pooling: "avg", resize: "bilinear squash 64x64" };
const rows = () =>
  new Map([
    ["first picture", Float32Array.of(1, -2.5, 3e-20)],
    ["second picture", Float32Array.of(0, Number.POSITIVE_INFINITY, 6)],
  ]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("cached rows", () => {
  it("come back as they were written", async () => {
    const path = cachePath(folder, key);
    expect(await writeCachedRows(folder, path, 3, rows())).toBe(true);
    expect(await readCachedRows(path, 3)).toEqual(rows());
  });

  it("are none where no file is", async () => {
    expect(await readCachedRows(cachePath(folder, key), 3)).toEqual(new Map());
  });

  it("leave no other file in the folder", async () => {
    const path = cachePath(folder, key);
    await writeCachedRows(folder, path, 3, rows());
    await writeCachedRows(folder, path, 3, rows());
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each([
    ["cut short", (path: string) => truncateSync(path, 180)],
    ["cut to nothing", (path: string) => truncateSync(path, 0)],
    ["altered in one bit of a value", (path: string) => flipBit(path, -2)],
    ["altered in its header", (path: string) => flipBit(path, 90)],
    ["altered in its digest", (path: string) => flipBit(path, 3)],
    ["followed by more bytes", (path: string) => writeFileSync(path, "more", { flag: "a" })],
    ["replaced by something else", (path: string) => writeFileSync(path, "{}\n".repeat(40))],
  ])("count as none when the file was %s, and it is removed", async (_title, damage) => {
    const path = cachePath(folder, key);
    await writeCachedRows(folder, path, 3, rows());
    damage(path);
    expect(await readCachedRows(path, 3)).toEqual(new Map());
    expect(readdirSync(folder)).toEqual([]);
  });

  it("of another width count as none", async () => {
    const path = cachePath(folder, key);
    await writeCachedRows(folder, path, 3, rows());
    expect(await readCachedRows(path, 4)).toEqual(new Map());
  });
});

describe("cachePath", () => {
  it("differs for another trunk, pooling or resizing", () => {
    const others = [{ trunkSha256: "b".repeat(64) }, { pooling: "max" }, { resize: "nearest squash 64x64" }];
    const paths = [key, ...others.map((other) => ({ ...key, ...other }))].map((one) =>
      cachePath(folder, one),
    );
    expect(new Set(paths).size).toBe(4);
  });
});

function flipBit(path: string, at: number): void {
  const bytes = readFileSync(path);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index]! ^= 1;
  writeFileSync(path, bytes);
}
