import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { backboneNames } from "../../../../lib/models/architectures/find-architecture.ts";
import { listModels } from "../../../../lib/models/imagenet/list-models.ts";
import { PUBLISHED_FILES } from "../../../../lib/models/imagenet/published-files.ts";
import { madeUpFiles, put, temporaryHome } from "./published-fixture.ts";

const { files, contents } = madeUpFiles();

describe("listModels", () => {
  it("says of each where it is and what a download would fetch", async () => {
    await using home = await temporaryHome();
    put(join(home.cache, "vgg16_top.h5"), contents.get("vgg16/vgg16_top.h5")!);
    put(join(home.keras, "vgg16_notop.h5"), contents.get("vgg16/vgg16_notop.h5")!);
    put(join(home.keras, "resnet50_top.h5"), Buffer.alloc(10));
    put(join(home.cache, "resnet50_top.h5.part"), Buffer.alloc(1000));
    const listed = await listModels({ files, environment: home.environment });
    expect(listed.filter(({ place }) => place === "bundled").map(({ name }) => name)).toEqual([
      "vgg16",
      "resnet50",
    ]);
    expect(listed.slice(2)).toMatchObject([
      {
        name: "vgg16",
        includeTop: true,
        place: "cache",
        path: join(home.cache, "vgg16_top.h5"),
        downloadBytes: 0,
      },
      {
        name: "vgg16",
        includeTop: false,
        place: "keras",
        path: join(home.keras, "vgg16_notop.h5"),
        downloadBytes: 0,
      },
      {
        name: "resnet50",
        place: "nowhere",
        sizeBytes: 3000,
        downloadBytes: 2000,
        different: [{ path: join(home.keras, "resnet50_top.h5"), sizeBytes: 10 }],
      },
    ]);
  });

  it("knows published weights with and without top for every network", () => {
    const published = PUBLISHED_FILES.weights.map(({ architecture, includeTop }) => [
      architecture,
      includeTop,
    ]);
    expect(published).toEqual(
      backboneNames().flatMap((name) => [
        [name, true],
        [name, false],
      ]),
    );
    for (const { url, md5, name } of PUBLISHED_FILES.weights) {
      expect(url).toMatch(
        /^https:\/\/storage\.googleapis\.com\/tensorflow\/keras-applications\/[a-z0-9_]+\/[a-z0-9_]+\.h5$/,
      );
      expect(url.endsWith(`/${name}`)).toBe(true);
      expect(md5).toMatch(/^[0-9a-f]{32}$/);
    }
  });
});
