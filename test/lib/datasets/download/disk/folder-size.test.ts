import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findFolderSize } from "../../../../../lib/datasets/download/disk/folder-size.ts";

it("sums up the files of a folder and of those in it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "transferlab-size-"));
  try {
    await mkdir(join(folder, "a", "b"), { recursive: true });
    writeFileSync(join(folder, "one"), Buffer.alloc(10));
    writeFileSync(join(folder, "a", "b", "two"), Buffer.alloc(5));
    expect(await findFolderSize(folder)).toBe(15);
    await expect(findFolderSize(join(folder, "nowhere"))).rejects.toThrow("ENOENT");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
