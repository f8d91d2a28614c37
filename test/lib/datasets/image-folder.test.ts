import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { DatasetError } from "../../../lib/datasets/image-dataset.ts";
import { imageFiles, imageFolder } from "../../../lib/datasets/image-folder.ts";
import { removeFolder, writePhotoFolder } from "./photo-folder.ts";

let folder = "";
afterEach(() => removeFolder(folder));

async function folderOf(...files: string[]): Promise<string> {
  folder = await writePhotoFolder(Object.fromEntries(files.map((name) => [name, "not read here"])));
  return folder;
}

describe("imageFolder", () => {
  it("lists a class a subfolder, in order of names, with pictures of folders below", async () => {
    await folderOf("dog/b.JPG", "dog/a.png", "cat/2.webp", "cat/old/1.jpeg", "Bird/x.tif");
    const { classNames, items } = await imageFolder(folder);
    expect(classNames).toEqual(["Bird", "cat", "dog"]);
    expect(items).toEqual([
      { path: join(folder, "Bird/x.tif"), label: 0 },
      { path: join(folder, "cat/2.webp"), label: 1 },
      { path: join(folder, "cat/old/1.jpeg"), label: 1 },
      { path: join(folder, "dog/a.png"), label: 2 },
      { path: join(folder, "dog/b.JPG"), label: 2 },
    ]);
  });

  it("leaves out hidden files and folders and files that are no pictures", async () => {
    await folderOf("cat/1.jpg", "cat/.2.jpg", "cat/notes.txt", "dog/1.jpg", ".git/1.jpg", "loose.jpg");
    const { classNames, items } = await imageFolder(folder);
    expect(classNames).toEqual(["cat", "dog"]);
    expect(items).toHaveLength(2);
  });

  it("takes the first pictures of each class when told how many", async () => {
    await folderOf("cat/1.jpg", "cat/2.jpg", "cat/3.jpg", "dog/1.jpg");
    expect((await imageFolder(folder, { maxPerClass: 2 })).items.map(({ label }) => label)).toEqual([
      0, 0, 1,
    ]);
  });

  it.skipIf(process.platform === "win32")(
    "follows links, and is not caught in a circle of them",
    async () => {
      await folderOf("cat/1.jpg", "dog/1.jpg");
      symlinkSync(folder, join(folder, "cat/circle"));
      const { items } = await imageFolder(folder);
      expect(items.filter(({ label }) => label === 0).length).toBeGreaterThanOrEqual(1);
      expect(items.length).toBeLessThan(10);
    },
  );

  it("says that there is no folder", async () => {
    await folderOf("cat/1.jpg");
    await expect(imageFolder(join(folder, "cats"))).rejects.toThrow(DatasetError);
    await expect(imageFolder(join(folder, "cats"))).rejects.toThrow(
      "expected a folder, received nothing there",
    );
    await expect(imageFolder(join(folder, "cat/1.jpg"))).rejects.toThrow(
      "expected a folder, received a file",
    );
  });

  it("says how to arrange pictures that lie loose", async () => {
    await folderOf("1.jpg", "2.jpg");
    await expect(imageFolder(folder)).rejects.toThrow(
      "received 2 pictures and no subfolder; move the pictures of each class into a folder of their own",
    );
  });

  it("names every class without pictures", async () => {
    await folderOf("cat/1.jpg", "dog/notes.txt");
    mkdirSync(join(folder, "eel"));
    await expect(imageFolder(folder)).rejects.toThrow(
      'received none in "dog", "eel"; add some or remove the folder',
    );
  });

  it("names pictures of a kind that is not read here", async () => {
    await folderOf("cat/1.jpg", "cat/2.HEIC", "dog/1.jpg", "dog/3.bmp");
    const { items, skipped } = await imageFolder(folder);
    expect(items).toHaveLength(2);
    expect(skipped.map(({ path }) => path)).toEqual([join(folder, "cat/2.HEIC"), join(folder, "dog/3.bmp")]);
    expect(skipped[0]!.reason).toBe(".HEIC pictures are not read here: save it as JPEG or PNG");
  });

  it("says so where a class has no others", async () => {
    await folderOf("cat/1.jpg", "dog/1.heic", "dog/2.heic");
    await expect(imageFolder(folder)).rejects.toThrow(
      '"dog" (but 2 of a kind that is not read here, .heic: save them',
    );
  });

  it("asks for a second class", async () => {
    await folderOf("cat/1.jpg");
    await expect(imageFolder(folder)).rejects.toThrow('received "cat" alone; add a subfolder');
  });

  it("says that an empty folder has no subfolder", async () => {
    await folderOf();
    await expect(imageFolder(folder)).rejects.toThrow(
      "expected a subfolder of pictures a class, received none",
    );
  });
});

describe("imageFiles", () => {
  it("lists pictures of a folder and those below it, in order", async () => {
    await folderOf("b.jpg", "a/2.png", "a/1.png", "c.txt");
    expect(await imageFiles(folder)).toEqual(
      ["a/1.png", "a/2.png", "b.jpg"].map((name) => join(folder, name)),
    );
  });

  it("says that there are none", async () => {
    await folderOf("c.txt");
    await expect(imageFiles(folder)).rejects.toThrow("expected pictures (.jpg");
  });
});
