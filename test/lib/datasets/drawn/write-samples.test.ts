import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DRAWN_CLASSES } from "../../../../lib/datasets/drawn/kinds.ts";
import { writeDrawnSamples } from "../../../../lib/datasets/drawn/write-samples.ts";
import { imageFolder } from "../../../../lib/datasets/image-folder.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "transferlab-drawn-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("writeDrawnSamples", () => {
  it("writes a data set with a README that says it is drawn, and nothing else", async () => {
    const seen: string[] = [];
    const target = join(folder, "deep", "samples");
    await writeDrawnSamples(target, {
      seed: 4,
      perClass: 2,
      sidePx: 16,
      onProgress: (done, total) => seen.push(`${done}/${total}`),
    });
    const dataset = await imageFolder(target);
    expect(dataset.classNames).toEqual(DRAWN_CLASSES);
    expect(dataset.items.length).toBe(12);
    expect([seen[0], seen.at(-1), seen.length]).toEqual(["1/12", "12/12", 12]);
    expect(await readdir(join(folder, "deep"))).toEqual(["samples"]);
    expect(await readFile(join(target, "README.md"), "utf8")).toMatch(
      /they are not photographs[\s\S]*seed 4\./,
    );
  });

  it("accepts an empty folder, and leaves one that holds something alone", async () => {
    await mkdir(join(folder, "empty"));
    await writeDrawnSamples(join(folder, "empty"), { perClass: 1, sidePx: 8 });
    await expect(writeDrawnSamples(join(folder, "empty"), { perClass: 1, sidePx: 8 })).rejects.toThrow(
      /expected a new or empty folder, received 7 entries/,
    );
    await writeFile(join(folder, "file"), "");
    await expect(writeDrawnSamples(join(folder, "file"))).rejects.toThrow(/received ENOTDIR/);
  });

  it("leaves nothing behind when it stops half-way", async () => {
    const stop = () => {
      throw new Error("stopped");
    };
    const target = join(folder, "samples");
    await expect(writeDrawnSamples(target, { perClass: 1, sidePx: 8, onProgress: stop })).rejects.toThrow(
      "stopped",
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it("refuses no pictures a class", async () => {
    await expect(writeDrawnSamples(join(folder, "none"), { perClass: 0 })).rejects.toThrow(/perClass/);
  });
});
