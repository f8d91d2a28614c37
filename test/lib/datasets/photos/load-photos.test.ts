import { basename } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadPhotos } from "../../../../lib/datasets/photos/load-photos.ts";
import { removeFolder, writePhotoFolder } from "../photo-folder.ts";

let folder = "";
afterEach(() => removeFolder(folder));
const names = (paths: readonly string[]) => paths.map((path) => basename(path));

describe("loadPhotos", () => {
  it("splits photos with a subfolder a class, and lists loose ones and unread ones too", async () => {
    folder = await writePhotoFolder({
      "a/1.png": 1,
      "a/2.png": 2,
      "b/3.png": 3,
      "b/4.png": 4,
      "b/5.heic": "x",
      "loose.png": 5,
      "6.HEIC": "x",
      "notes.txt": "x",
    });
    const { paths, split, skipped, whyNoSplit } = await loadPhotos(folder, { testFraction: 0.5 });
    expect(names(paths)).toEqual(["1.png", "2.png", "3.png", "4.png", "loose.png"]);
    expect(split!.train.items.length + split!.test.items.length).toBe(4);
    expect(names(skipped.map(({ path }) => path)).sort()).toEqual(["5.heic", "6.HEIC"]);
    expect(skipped[0]!.reason).toContain("save it as JPEG or PNG");
    expect(whyNoSplit).toBeUndefined();
  });

  it("lists photos without classes, or too few for both parts, and says why there is no split", async () => {
    folder = await writePhotoFolder({ "1.png": 1, "2.png": 2 });
    const flat = await loadPhotos(folder);
    expect(names(flat.paths)).toEqual(["1.png", "2.png"]);
    expect(flat.split).toBeUndefined();
    expect(flat.whyNoSplit).toContain("expected a subfolder a class");
    removeFolder(folder);
    folder = await writePhotoFolder({ "a/1.png": 1, "b/2.png": 2 });
    const thin = await loadPhotos(folder);
    expect(thin.paths).toHaveLength(2);
    expect(thin.split).toBeUndefined();
  });

  it("gives the samples for null", async () => {
    const { paths, split } = await loadPhotos(null);
    expect(paths).toHaveLength(split!.train.items.length + split!.test.items.length);
    expect(paths.length).toBeGreaterThan(100);
  });

  it("refuses a folder without pictures, naming those that are not read, and one that is not there", async () => {
    folder = await writePhotoFolder({ "1.heic": "x" });
    await expect(loadPhotos(folder)).rejects.toThrow("received 1 that are not read here");
    await expect(loadPhotos(`${folder}/none`)).rejects.toThrow("none");
  });
});
