import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isDownloaded } from "../../../../lib/models/imagenet/is-downloaded.ts";
import { madeUpFiles, put, temporaryHome } from "./published-fixture.ts";

const { files, contents } = madeUpFiles();

describe("isDownloaded", () => {
  it("finds a file of the right size in the cache or in Keras's folder, with and without top apart", async () => {
    await using home = await temporaryHome();
    const options = { files, environment: home.environment };
    expect(await isDownloaded("vgg16", options)).toBe(false);
    put(join(home.cache, "vgg16_top.h5"), contents.get("vgg16/vgg16_top.h5")!);
    expect(await isDownloaded("vgg16", options)).toBe(true);
    expect(await isDownloaded("vgg16", { ...options, includeTop: false })).toBe(false);
    put(join(home.keras, "vgg16_notop.h5"), contents.get("vgg16/vgg16_notop.h5")!);
    expect(await isDownloaded("vgg16", { ...options, includeTop: false })).toBe(true);
  });

  it("does not take a damaged file for the weights", async () => {
    await using home = await temporaryHome();
    put(join(home.cache, "resnet50_top.h5"), Buffer.alloc(10));
    expect(await isDownloaded("resnet50", { files, environment: home.environment })).toBe(false);
  });

  it("names the networks that have published weights", async () => {
    await expect(isDownloaded("alexnet")).rejects.toThrow("vgg16, vgg19, resnet50, inception_v3");
  });
});
