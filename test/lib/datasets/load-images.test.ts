import { basename, dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { DatasetError } from "../../../lib/datasets/image-dataset.ts";
import { exampleImages, loadImages, loadSamples } from "../../../lib/datasets/load-images.ts";
import { takePerClass } from "../../../lib/datasets/take-per-class.ts";
import { sendFile, startServer } from "./download/file-server.ts";
import { madeUpDataset, makeTgz } from "./known/made-up-archives.ts";
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

describe("loadImages by name", () => {
  const content = makeTgz(
    ["cat", "dog"].flatMap((name) =>
      Array.from({ length: 10 }, (_, index) => ({
        path: `pets/${name}/${index}.png`,
        content: `${name} ${index}`,
      })),
    ),
  );
  let home = "";
  afterEach(() => removeFolder(home));

  it("downloads it once, and takes so many of each class", async () => {
    home = await writePhotoFolder({});
    await using server = await startServer((request, response) => sendFile(request, response, content));
    const datasets = [madeUpDataset(content, server.url)];
    const options = { datasets, environment: { TRANSFERLAB_HOME: home }, seed: 3 };
    const all = await loadImages("made-up-pets", { ...options, testFraction: 0.4 });
    expect([all.train.items.length, all.test.items.length]).toEqual([12, 8]);
    const few = await loadImages("made-up-pets", {
      ...options,
      testFraction: 0.4,
      imagesPerClass: { train: 2 },
    });
    expect(few.test).toEqual(all.test);
    expect(few.train.items.map(({ label }) => label)).toEqual([0, 0, 1, 1]);
    expect(all.train.items).toEqual(expect.arrayContaining([...few.train.items]));
    expect(await exampleImages("made-up-pets", 4, options)).toHaveLength(4);
    expect(server.seen).toHaveLength(1);
  });

  it("takes a name for the data set, and a path for the folder", async () => {
    await folderOf(...numbered("made-up-pets/cat", 4), ...numbered("made-up-pets/dog", 4));
    const datasets = [madeUpDataset(content, "http://127.0.0.1:9")];
    const options = { datasets, environment: { TRANSFERLAB_HOME: folder, TRANSFERLAB_OFFLINE: "1" } };
    await expect(loadImages("made-up-pets", options)).rejects.toThrow(
      "expected the data set made-up-pets, received nothing that is whole",
    );
    const { train, test } = await loadImages(join(folder, "made-up-pets"), options);
    expect(train.items.length + test.items.length).toBe(8);
  });

  it("has a name for the samples", async () => {
    expect(await loadImages("samples", { seed: 1 })).toEqual(await loadImages(null, { seed: 1 }));
  });

  it("lists the names when it finds neither a name nor a folder", async () => {
    const promise = loadImages("cifar-10");
    await expect(promise).rejects.toBeInstanceOf(DatasetError);
    await expect(promise).rejects.toThrow(
      /^cifar-10: expected a folder, or the name of a data set \(samples, cifar10, .*, imagenette, .*\), received nothing there/,
    );
  });

  it.each([0, 2.5, -1])("refuses %d pictures of a class before it downloads anything", async (train) => {
    const datasets = [madeUpDataset(content, "http://127.0.0.1:9")];
    await expect(loadImages("made-up-pets", { datasets, imagesPerClass: { train } })).rejects.toThrow(
      `imagesPerClass.train: expected a positive integer, received ${train}`,
    );
  });
});

describe("takePerClass", () => {
  it("takes some, the same for a seed, of which a smaller number takes some", async () => {
    const all = await loadSamples();
    const [five, again, three] = [
      takePerClass(all, 5, { seed: 1 }),
      takePerClass(all, 5, { seed: 1 }),
      takePerClass(all, 3, { seed: 1 }),
    ];
    expect(five).toEqual(again);
    expect(five.items).toHaveLength(30);
    expect(five.items).toEqual(expect.arrayContaining([...three.items]));
    expect(takePerClass(all, 5, { seed: 2 })).not.toEqual(five);
    expect([...five.items].sort((a, b) => a.label - b.label)).toEqual(five.items);
    expect(takePerClass(all, 1000)).toEqual(all);
    expect(() => takePerClass(all, 0)).toThrow("count: expected a positive integer");
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
