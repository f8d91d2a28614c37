import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importFiles } from "../../../../lib/models/imagenet/import-files.ts";
import { madeUpFiles, put, temporaryHome } from "./published-fixture.ts";

const { files, contents } = madeUpFiles();

describe("importFiles", () => {
  it("takes what is right, and leaves the rest and the folder alone", async () => {
    await using home = await temporaryHome();
    const folder = join(home.keras, "stick");
    put(join(folder, "vgg16", "vgg16_top.h5"), contents.get("vgg16/vgg16_top.h5")!);
    put(join(folder, "vgg16_notop.h5"), contents.get("vgg16/vgg16_notop.h5")!);
    put(join(folder, "resnet50_top.h5"), "another file");
    put(join(home.cache, "vgg16_notop.h5"), contents.get("vgg16/vgg16_notop.h5")!);
    const imported = await importFiles(folder, { files, environment: home.environment });
    expect(imported.map(({ path, outcome }) => [path, outcome])).toEqual([
      [join(folder, "vgg16", "vgg16_top.h5"), "imported"],
      [join(folder, "vgg16_notop.h5"), "present"],
      [join(folder, "resnet50_top.h5"), "different"],
    ]);
    const cached = readFileSync(join(home.cache, "vgg16_top.h5"));
    expect(cached.equals(contents.get("vgg16/vgg16_top.h5")!)).toBe(true);
    expect(readFileSync(join(folder, "resnet50_top.h5"), "utf8")).toBe("another file");
  });

  it("replaces a damaged file of the cache", async () => {
    await using home = await temporaryHome();
    put(join(home.cache, "vgg16_top.h5"), "damaged");
    put(join(home.keras, "vgg16_top.h5"), contents.get("vgg16/vgg16_top.h5")!);
    const [one] = await importFiles(home.keras, { files, environment: home.environment });
    expect(one?.outcome).toBe("imported");
    expect(readFileSync(join(home.cache, "vgg16_top.h5")).length).toBe(5000);
  });

  it("finds nothing in a folder that has nothing or is none", async () => {
    await using home = await temporaryHome();
    expect(await importFiles(join(home.cache, "none"), { files, environment: home.environment })).toEqual([]);
  });
});
