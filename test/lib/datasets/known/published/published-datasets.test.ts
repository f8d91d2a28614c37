import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkChecksum } from "../../../../../lib/datasets/download/disk/checksum.ts";
import { findDataset, KNOWN_DATASETS } from "../../../../../lib/datasets/known/known-datasets.ts";
import { removeFolder } from "../../photo-folder.ts";
import { makeTar, makeZip } from "../made-up-archives.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-published-"));
});
afterEach(() => removeFolder(folder));

/** Unpacks archives that hold files of these names as a data set's own; returns the paths that come of it. */
async function unpackNames(name: string, ...archives: readonly (readonly string[])[]): Promise<string[]> {
  const dataset = findDataset(name)!;
  const paths: string[] = [];
  for (const [index, names] of archives.entries()) {
    const { file } = dataset.archives[index]!;
    const files = names.map((path) => ({ path, content: "a picture" }));
    paths.push(join(folder, file));
    writeFileSync(paths.at(-1)!, file.endsWith(".zip") ? await makeZip(files) : makeTar(files));
  }
  const out = join(folder, "out");
  await dataset.unpack(paths, out, {});
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

describe("KNOWN_DATASETS", () => {
  it.each(KNOWN_DATASETS.map((dataset) => [dataset.name, dataset] as const))(
    "%s is whole",
    (name, dataset) => {
      expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect([...dataset.classNames]).toEqual([...new Set(dataset.classNames)].sort());
      for (const { checksum, sizeBytes, from } of dataset.archives) {
        expect(() => checkChecksum(checksum)).not.toThrow();
        expect(Number.isSafeInteger(sizeBytes) && sizeBytes > 0).toBe(true);
        if ("url" in from) expect(new URL(from.url).protocol).toBe("https:");
      }
      expect(new URL(dataset.origin).protocol).toBe("https:");
      expect(dataset.terms).toMatch(/\.$/);
    },
  );

  it("has each name, and each name of an archive, once", () => {
    const names = KNOWN_DATASETS.map(({ name }) => name);
    const files = KNOWN_DATASETS.flatMap(({ archives }) => archives.map(({ file }) => file));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(files).size).toBe(files.length);
  });
});

describe("the layouts of published data sets", () => {
  it.each([
    [
      "beans",
      [
        ["train/healthy/healthy_train.1.jpg", "__MACOSX/train/healthy/._healthy_train.1.jpg"],
        ["test/bean_rust/a.jpg"],
      ],
      ["test/bean_rust/a.jpg", "train/healthy/healthy_train.1.jpg"],
    ],
    [
      "cats-vs-dogs",
      [["PetImages/Cat/0.jpg", "PetImages/Dog/11.jpg", "PetImages/Cat/Thumbs.db", "readme[1].txt"]],
      ["cat/0.jpg", "dog/11.jpg", "readme[1].txt"],
    ],
    [
      "dtd",
      [["dtd/images/polka-dotted/polka-dotted_0001.jpg", "dtd/labels/train1.txt"]],
      ["polka-dotted/polka-dotted_0001.jpg"],
    ],
    ["eurosat", [["2750/SeaLake/SeaLake_12.jpg"]], ["SeaLake/SeaLake_12.jpg"]],
    [
      "flower-photos",
      [["flower_photos/roses/12_ab.jpg", "flower_photos/LICENSE.txt", "flower_photos/roses/._12_ab.jpg"]],
      ["LICENSE.txt", "roses/12_ab.jpg"],
    ],
    [
      "horses-or-humans",
      [["horses/horse01-0.png", "humans/"], ["humans/valhuman01-00.png"]],
      ["test/humans/valhuman01-00.png", "train/horses/horse01-0.png"],
    ],
    [
      "imagenette",
      [
        [
          "imagenette2-160/train/n02102040/a.JPEG",
          "imagenette2-160/val/n03417042/b.JPEG",
          "imagenette2-160/noisy.csv",
        ],
      ],
      ["test/garbage truck/b.JPEG", "train/English springer/a.JPEG"],
    ],
    [
      "oxford-pets",
      [["images/Abyssinian_1.jpg", "images/american_pit_bull_terrier_12.jpg", "images/Abyssinian_100.mat"]],
      ["Abyssinian/Abyssinian_1.jpg", "american_pit_bull_terrier/american_pit_bull_terrier_12.jpg"],
    ],
    [
      "rock-paper-scissors",
      [["rps/rock/rock01-000.png"], ["rps-test-set/paper/testpaper01-00.png"]],
      ["test/paper/testpaper01-00.png", "train/rock/rock01-000.png"],
    ],
  ] as const)("%s", async (name, archives, expected) => {
    const files = await unpackNames(
      name,
      ...archives.map((names) => names.filter((path) => !path.endsWith("/"))),
    );
    expect(files).toEqual(expected);
    const { classNames } = findDataset(name)!;
    for (const file of files.filter((path) => path.includes("/"))) {
      expect(classNames).toContain(file.split("/").at(-2));
    }
  });
});
