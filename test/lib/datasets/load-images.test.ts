import { basename, dirname } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { exampleImages, loadImages, loadSamples } from "../../../lib/datasets/load-images.ts";
import { removeFolder, writePhotoFolder } from "./photo-folder.ts";

let folder = "";
afterEach(() => removeFolder(folder));

async function folderOf(...files: string[]): Promise<string> {
  folder = await writePhotoFolder(Object.fromEntries(files.map((name) => [name, "not read here"])));
  return folder;
}

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}/${index}.jpg`);

describe("loadImages", () => {
  it("sets a share of each class aside, the same for the same seed", async () => {
    await folderOf(...numbered("cat", 10), ...numbered("dog", 20));
    const first = await loadImages(folder, { testFraction: 0.3, seed: 1 });
    expect(first.test.items.filter(({ label }) => label === 0)).toHaveLength(3);
    expect(first.test.items.filter(({ label }) => label === 1)).toHaveLength(6);
    expect(new Set([...first.train.items, ...first.test.items].map(({ path }) => path)).size).toBe(30);
    expect(await loadImages(folder, { testFraction: 0.3, seed: 1 })).toEqual(first);
    expect(await loadImages(folder, { testFraction: 0.3, seed: 2 })).not.toEqual(first);
  });

  it.each(["test", "val"])("uses the split of a folder with train and %s", async (name) => {
    await folderOf(
      "train/cat/1.jpg",
      "train/dog/1.jpg",
      "train/dog/2.jpg",
      `${name}/cat/3.jpg`,
      `${name}/dog/4.jpg`,
    );
    const { train, test } = await loadImages(folder);
    expect(train.items.map(({ path }) => basename(path))).toEqual(["1.jpg", "1.jpg", "2.jpg"]);
    expect(test.items.map(({ path, label }) => [basename(path), label])).toEqual([
      ["3.jpg", 0],
      ["4.jpg", 1],
    ]);
  });

  it("names classes that only one part has", async () => {
    await folderOf("train/cat/1.jpg", "train/dog/1.jpg", "test/cat/3.jpg", "test/eel/4.jpg");
    await expect(loadImages(folder)).rejects.toThrow(
      'expected the same classes in train and test, received "dog", "eel" in one alone',
    );
  });

  it("names a class with too few pictures for both parts", async () => {
    await folderOf(...numbered("cat", 10), ...numbered("dog", 1));
    await expect(loadImages(folder)).rejects.toThrow(/dog/);
  });
});

describe("loadSamples", () => {
  it("has 60 drawn pictures in each of 6 classes", async () => {
    const { classNames, items } = await loadSamples();
    expect(classNames).toHaveLength(6);
    classNames.forEach((_, label) => {
      expect(items.filter((item) => item.label === label)).toHaveLength(60);
    });
  });
});

describe("exampleImages", () => {
  it("spreads over the folder", async () => {
    await folderOf(...numbered("cat", 5), ...numbered("dog", 5));
    const paths = await exampleImages(folder, 4);
    expect(paths.map((path) => basename(dirname(path)))).toEqual(["cat", "cat", "dog", "dog"]);
  });

  it("returns what there is where there is less", async () => {
    await folderOf("1.jpg");
    expect(await exampleImages(folder, 4)).toHaveLength(1);
  });
});
