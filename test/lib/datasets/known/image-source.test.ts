import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isFolder } from "../../../../lib/datasets/known/image-source.ts";
import { removeFolder } from "../photo-folder.ts";

describe("isFolder", () => {
  it("takes a folder that is there for one, and neither a file nor what is missing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "transferlab-source-"));
    try {
      writeFileSync(join(folder, "file"), "");
      expect(await isFolder(folder)).toBe(true);
      expect(await isFolder(join(folder, "file"))).toBe(false);
      expect(await isFolder(join(folder, "nowhere"))).toBe(false);
    } finally {
      removeFolder(folder);
    }
  });

  it("takes a bare name for a data set's before a folder's, as loadImages does", async () => {
    // Tests run in the root of the project, which has folders of these names.
    expect(await isFolder("lib")).toBe(true);
    expect(await isFolder("lib", [{ name: "lib" } as never])).toBe(false);
    expect(await isFolder("./lib", [{ name: "lib" } as never])).toBe(true);
    expect(await isFolder("samples")).toBe(false);
  });
});
