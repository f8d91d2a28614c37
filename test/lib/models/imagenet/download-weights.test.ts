import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DownloadError } from "../../../../lib/datasets/download/download-error.ts";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { downloadWeights } from "../../../../lib/models/imagenet/download-weights.ts";
import { madeUpFiles, put, startMirror, temporaryHome } from "./published-fixture.ts";

const { files, contents } = madeUpFiles();
const vgg = contents.get("vgg16/vgg16_top.h5")!;
const vggNoTop = contents.get("vgg16/vgg16_notop.h5")!;

describe("downloadWeights", () => {
  it("downloads weights and class index from the mirror, once", async () => {
    await using home = await temporaryHome();
    await using mirror = await startMirror(contents);
    const environment = { ...home.environment, TRANSFERLAB_MIRROR: mirror.url };
    const seenFiles = new Set<string>();
    const options = { files, environment };
    const downloaded = await downloadWeights("vgg16", {
      ...options,
      onProgress: ({ file }) => seenFiles.add(file),
    });
    expect(downloaded).toEqual({
      path: join(home.cache, "vgg16_top.h5"),
      classIndexPath: join(home.cache, "imagenet_class_index.json"),
    });
    expect(readFileSync(downloaded.path).equals(vgg)).toBe(true);
    expect([...seenFiles]).toEqual(["imagenet_class_index.json", "vgg16_top.h5"]);
    expect(mirror.seen.map(({ path }) => path)).toEqual([
      "/imagenet_class_index.json",
      "/vgg16/vgg16_top.h5",
    ]);
    expect(await downloadWeights("vgg16", options)).toEqual(downloaded);
    expect(mirror.seen).toHaveLength(2);
  });

  it("leaves the class index alone without top", async () => {
    await using home = await temporaryHome();
    await using mirror = await startMirror(contents);
    const environment = { ...home.environment, TRANSFERLAB_MIRROR: `${mirror.url}/` };
    const downloaded = await downloadWeights("vgg16", { files, environment, includeTop: false });
    expect(downloaded.classIndexPath).toBeUndefined();
    expect(readFileSync(downloaded.path).equals(vggNoTop)).toBe(true);
    expect(readdirSync(home.cache)).toEqual(["vgg16_notop.h5"]);
  });

  it("takes what Keras has, without a second copy and without the network", async () => {
    await using home = await temporaryHome();
    const environment = { ...home.environment, TRANSFERLAB_OFFLINE: "1" };
    put(join(home.keras, "vgg16_notop.h5"), vggNoTop);
    const { path } = await downloadWeights("vgg16", { files, environment, includeTop: false });
    expect(path).toBe(join(home.cache, "vgg16_notop.h5"));
    expect(readFileSync(path).equals(vggNoTop)).toBe(true);
    expect(statSync(path).ino).toBe(statSync(join(home.keras, "vgg16_notop.h5")).ino);
    expect(readdirSync(home.cache)).toEqual(["vgg16_notop.h5"]);
  });

  it.each([
    [
      "in the cache, in the layout of a mirror",
      (home: { cache: string }) => join(home.cache, "vgg16", "vgg16_notop.h5"),
    ],
    [
      "of Keras, in the layout of a mirror",
      (home: { keras: string }) => join(home.keras, "vgg16", "vgg16_notop.h5"),
    ],
  ])("finds a file %s", async (_, place) => {
    await using home = await temporaryHome();
    put(place(home), vggNoTop);
    const environment = { ...home.environment, TRANSFERLAB_OFFLINE: "1" };
    const { path } = await downloadWeights("vgg16", { files, environment, includeTop: false });
    expect(readFileSync(path).equals(vggNoTop)).toBe(true);
  });

  it.each([
    ["another size", Buffer.alloc(4100)],
    ["the same size", Buffer.alloc(4000)],
  ])("passes over another file of the same name and %s, and leaves it to Keras", async (_, other) => {
    await using home = await temporaryHome();
    await using mirror = await startMirror(contents);
    put(join(home.keras, "vgg16_notop.h5"), other);
    const environment = { ...home.environment, TRANSFERLAB_MIRROR: mirror.url };
    const { path } = await downloadWeights("vgg16", { files, environment, includeTop: false });
    expect(readFileSync(path).equals(vggNoTop)).toBe(true);
    expect(readFileSync(join(home.keras, "vgg16_notop.h5")).equals(other)).toBe(true);
    expect(mirror.seen).toHaveLength(1);
  });

  it("says offline what is missing, how to tell it, and where it goes", async () => {
    await using home = await temporaryHome();
    const environment = { ...home.environment, TRANSFERLAB_OFFLINE: "1" };
    const failure = await downloadWeights("vgg16", { files, environment }).catch((error) => error);
    expect(failure).toBeInstanceOf(DownloadError);
    expect(failure).toMatchObject({ fault: "offline", path: join(home.cache, "imagenet_class_index.json") });
    const noTop = await downloadWeights("vgg16", { files, environment, includeTop: false }).catch(
      (error) => error,
    );
    expect(noTop.message).toContain(`vgg16_notop.h5 (4000 bytes, md5 ${files.weights[1]!.md5})`);
    expect(noTop.message).toContain(`at ${join(home.cache, "vgg16_notop.h5")}`);
    expect(existsSync(home.cache)).toBe(false);
  });

  it.each(["nowhere", "ftp://host/", "file:///models"])("refuses the mirror %s", async (mirror) => {
    await using home = await temporaryHome();
    const environment = { ...home.environment, TRANSFERLAB_MIRROR: mirror };
    const promise = downloadWeights("vgg16", { files, environment });
    await expect(promise).rejects.toBeInstanceOf(ArgumentError);
    await expect(promise).rejects.toThrow("TRANSFERLAB_MIRROR: expected an address such as");
  });

  it("refuses a network that nobody publishes", async () => {
    await expect(downloadWeights("alexnet", { files })).rejects.toThrow(
      "name: expected a network with published ImageNet weights (vgg16, resnet50), received alexnet",
    );
  });
});
