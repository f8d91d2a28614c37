import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  findFreeBytes,
  linkOrCopy,
  moveIntoPlace,
} from "../../../../../lib/datasets/download/disk/place-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-"));
  writeFileSync(join(folder, "from"), "content");
});
afterEach(() => rm(folder, { recursive: true }));

describe("moveIntoPlace", () => {
  it("replaces what is there", async () => {
    writeFileSync(join(folder, "to"), "older");
    await moveIntoPlace(join(folder, "from"), join(folder, "to"));
    expect(readdirSync(folder)).toEqual(["to"]);
    expect(readFileSync(join(folder, "to"), "utf8")).toBe("content");
  });

  it("fails as the file system does", async () => {
    mkdirSync(join(folder, "to", "full"), { recursive: true });
    await expect(moveIntoPlace(join(folder, "from"), join(folder, "to"))).rejects.toThrow(/rename/);
    expect(readFileSync(join(folder, "from"), "utf8")).toBe("content");
  });
});

describe("linkOrCopy", () => {
  it("makes a second name, in a folder that it makes", async () => {
    await linkOrCopy(join(folder, "from"), join(folder, "new", "to"));
    expect(statSync(join(folder, "new", "to")).ino).toBe(statSync(join(folder, "from")).ino);
    expect(readdirSync(join(folder, "new"))).toEqual(["to"]);
  });

  it("replaces what is there, and does nothing the second time", async () => {
    writeFileSync(join(folder, "to"), "older");
    await linkOrCopy(join(folder, "from"), join(folder, "to"));
    await linkOrCopy(join(folder, "from"), join(folder, "to"));
    expect(readFileSync(join(folder, "to"), "utf8")).toBe("content");
    expect(readdirSync(folder).sort()).toEqual(["from", "to"]);
  });

  it("leaves nothing when there is nothing to link", async () => {
    await expect(linkOrCopy(join(folder, "none"), join(folder, "to"))).rejects.toThrow("ENOENT");
    expect(readdirSync(folder)).toEqual(["from"]);
  });
});

describe("findFreeBytes", () => {
  it("finds some", async () => {
    expect(await findFreeBytes(folder)).toBeGreaterThan(1e6);
  });
});
