import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatasetError } from "../../../../../lib/datasets/image-dataset.ts";
import type { PlaceEntry } from "../../../../../lib/datasets/known/archives/entry-place.ts";
import { unpackArchives } from "../../../../../lib/datasets/known/archives/unpack-archives.ts";
import { madeUpBytes } from "../../download/file-server.ts";
import { removeFolder } from "../../photo-folder.ts";
import { type MadeUpFile, makeTar, makeTgz, makeZip } from "../made-up-archives.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-unpack-"));
});
afterEach(() => removeFolder(folder));

const PICTURES: readonly MadeUpFile[] = [
  { path: "top/readme.txt", content: "not taken" },
  { path: "top/cat/1.jpg", content: "one" },
  { path: "top/cat/2.jpg", content: madeUpBytes(3_000_000) },
  { path: "top/dog/1.jpg", content: "three" },
];
const place: PlaceEntry = (path) => /^top\/(.+\.jpg)$/.exec(path)?.[1];
const anywhere: PlaceEntry = (path) => path;

/** Unpacks an archive of these bytes into `folder/out`. */
async function unpack(name: string, content: Buffer, placing = place, signal?: AbortSignal): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const out = join(folder, "out");
  const fractions: number[] = [];
  await unpackArchives(placing)([path], out, { signal, onFraction: (share) => fractions.push(share) });
  expect(fractions.at(-1)).toBe(1);
  expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
  return out;
}

const formats: readonly (readonly [string, (files: readonly MadeUpFile[]) => Buffer | Promise<Buffer>])[] = [
  ["a.tgz", makeTgz],
  // By its name compressed, and yet not: so some are published.
  ["a.tar.gz", makeTar],
  ["a.zip", makeZip],
];

describe.each(formats)("unpackArchives of %s", (name, make) => {
  it("writes what is placed, and nothing else", async () => {
    const out = await unpack(name, await make(PICTURES));
    expect(readdirSync(out).sort()).toEqual(["cat", "dog"]);
    expect(readdirSync(join(out, "cat")).sort()).toEqual(["1.jpg", "2.jpg"]);
    expect(readFileSync(join(out, "cat", "1.jpg"), "utf8")).toBe("one");
    expect(readFileSync(join(out, "cat", "2.jpg")).equals(madeUpBytes(3_000_000))).toBe(true);
    expect(readFileSync(join(out, "dog", "1.jpg"), "utf8")).toBe("three");
  });

  it("says that an archive is cut short", async () => {
    const whole = await make(PICTURES);
    const promise = unpack(name, whole.subarray(0, Math.floor(whole.length * 0.6)));
    await expect(promise).rejects.toBeInstanceOf(DatasetError);
    await expect(promise).rejects.toThrow(
      `${join(folder, name)}: expected a sound archive of a data set, received one that is cut short; nothing of it is used`,
    );
  });

  it("says that it is no archive", async () => {
    await expect(unpack(name, madeUpBytes(5000))).rejects.toThrow("expected a sound archive of a data set");
  });

  it("refuses two files for one path", async () => {
    const twice = [
      { path: "top/cat/1.jpg", content: "one" },
      { path: "top/dog/1.jpg", content: "two" },
    ];
    await expect(unpack(name, await make(twice), () => "1.jpg")).rejects.toThrow("two files for");
  });

  it("stops when it is aborted", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(unpack(name, await make(PICTURES), place, signal)).rejects.toThrow("enough");
  });
});

describe("unpackArchives of what would write elsewhere", () => {
  it.each([
    "../evil.jpg",
    "a/../../evil.jpg",
    "/tmp/transferlab-evil.jpg",
    "C:/evil.jpg",
    "..\\evil.jpg",
    "a\\..\\evil",
  ])("refuses %s in a tar archive", async (path) => {
    const files = [
      { path: "good.jpg", content: "good" },
      { path, content: "evil" },
    ];
    const promise = unpack("a.tgz", makeTgz(files), anywhere);
    await expect(promise).rejects.toBeInstanceOf(DatasetError);
    await expect(promise).rejects.toThrow(`received a file "${path}", which leads out of its folder`);
    expect(existsSync(join(folder, "evil.jpg"))).toBe(false);
    expect(existsSync("/tmp/transferlab-evil.jpg")).toBe(false);
  });

  it("refuses such a path though nobody places it", async () => {
    const files = [...PICTURES, { path: "../evil.txt", content: "evil" }];
    await expect(unpack("a.tgz", makeTgz(files))).rejects.toThrow("leads out of its folder");
  });

  it.each(["../evil.jpg", "/tmp/evil.jpg", "C:/evil.jpg"])("refuses %s in a zip", async (path) => {
    // A zip is not written with such a name: it is put in afterwards.
    const stand = "x".repeat(path.length);
    const zip = await makeZip([{ path: stand, content: "evil" }]);
    const bytes = Buffer.from(zip.toString("latin1").replaceAll(stand, path), "latin1");
    const promise = unpack("a.zip", bytes, anywhere);
    await expect(promise).rejects.toBeInstanceOf(DatasetError);
    await expect(promise).rejects.toThrow(/damage \((invalid relative|absolute) path/);
    expect(existsSync(join(folder, "evil.jpg"))).toBe(false);
  });

  it("refuses a path that a rule makes of a good one", async () => {
    await expect(unpack("a.tgz", makeTgz(PICTURES), () => "../evil.jpg")).rejects.toThrow(
      "leads out of its folder",
    );
  });

  it("writes no links", async () => {
    const link = [{ path: "cat/1.jpg", link: "/etc/passwd" }];
    await expect(unpack("a.tgz", makeTgz(link), anywhere)).rejects.toThrow(
      'received "cat/1.jpg" as a SymbolicLink, not a file',
    );
    const zipped = await makeZip([{ path: "cat/1.jpg", content: "/etc/passwd" }], { mode: 0o120777 });
    await expect(unpack("a.zip", zipped, anywhere)).rejects.toThrow(
      'received "cat/1.jpg" as a link or the like',
    );
    expect(existsSync(join(folder, "out", "cat", "1.jpg"))).toBe(false);
  });
});

describe("unpackArchives of a damaged archive", () => {
  it("finds a changed byte of a zip by its sum", async () => {
    const zip = await makeZip([{ path: "top/cat/1.jpg", content: madeUpBytes(1000) }]);
    // Stored bytes: those that do not compress.
    zip[500] = (zip[500]! + 1) % 256;
    await expect(unpack("a.zip", zip)).rejects.toThrow(/damage \(/);
  });

  it("finds a changed byte of a tar archive's header", async () => {
    const tar = makeTar(PICTURES);
    tar[3] = 200;
    await expect(unpack("a.tar.gz", tar)).rejects.toThrow(/damage \(/);
  });
});
