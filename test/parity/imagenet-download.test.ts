import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { fileDigest } from "../../lib/datasets/download/disk/checksum.ts";
import type { DownloadProgress } from "../../lib/datasets/download/progress.ts";
import { loadClassIndex, uniqueNames } from "../../lib/models/class-index.ts";
import { PUBLISHED_FILES, type PublishedFiles } from "../../lib/models/imagenet/published-files.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { saveWeights } from "../../lib/models/saving/save-model.ts";
import { fingerprintWeights } from "../../lib/models/weights/fingerprint.ts";
import { sendFile, startServer } from "../lib/datasets/download/file-server.ts";
import { sharedFolder } from "../shared-folder.ts";

const shared = sharedFolder();
const folder = mkdtempSync(join(tmpdir(), "transferlab-parity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

describe.skipIf(!shared)('weights: "imagenet" (skipped without ../shared)', () => {
  it.each(["vgg16", "resnet50"])("downloads a %s file in the published layout and loads it", async (name) => {
    const content = gunzipSync(readFileSync(join(shared!, "goldens", `${name}_notop.h5.gz`)));
    const md5 = createHash("md5").update(content).digest("hex");
    const published = PUBLISHED_FILES.weights.find((file) => file.architecture === name && !file.includeTop)!;
    const files: PublishedFiles = {
      ...PUBLISHED_FILES,
      weights: [{ ...published, md5, sizeBytes: content.length }],
    };
    await using mirror = await startServer((request, response, count) => {
      const part = join(folder, name, "models", `${published.name}.part`);
      sendFile(request, response, content, {
        etag: '"a"',
        ...(count === 1 && { cutAfter: 5_000_000, part }),
      });
    });
    vi.stubEnv("TRANSFERLAB_HOME", join(folder, name));
    vi.stubEnv("KERAS_HOME", join(folder, "keras"));
    vi.stubEnv("TRANSFERLAB_MIRROR", mirror.url);
    const phases = new Set<DownloadProgress["phase"]>();
    const options = { weights: "imagenet", includeTop: false, inputSize: 64, files } as const;
    using backbone = await loadBackbone(name, { ...options, onProgress: ({ phase }) => phases.add(phase) });
    expect([...phases]).toEqual(["downloading", "retrying", "checking"]);
    expect(mirror.seen.map(({ path, range }) => [path, range])).toEqual([
      [`/${published.file}`, undefined],
      [`/${published.file}`, "bytes=5000000-"],
    ]);
    expect(backbone.config).toMatchObject({ pretrained: true, weights: { source: "imagenet", md5 } });
    vi.stubEnv("TRANSFERLAB_OFFLINE", "1");
    using again = await loadBackbone(name, options);
    expect(again.config.weights).toEqual(backbone.config.weights);
    expect(mirror.seen).toHaveLength(2);
  });

  it("gives a network with its top the names of the 1,000 classes", async () => {
    const path = join(folder, "made.h5");
    const published = PUBLISHED_FILES.weights.find(
      (file) => file.name.startsWith("resnet50") && file.includeTop,
    )!;
    using made = await loadBackbone("resnet50", { weights: null });
    const { sizeBytes } = await saveWeights(made.model, path);
    const md5 = await fileDigest(path, "md5");
    const files: PublishedFiles = { ...PUBLISHED_FILES, weights: [{ ...published, md5, sizeBytes }] };
    const index = readFileSync(join(shared!, "goldens", "imagenet_class_index.json"));
    const content = readFileSync(path);
    await using mirror = await startServer((request, response) =>
      sendFile(request, response, request.url === `/${files.classIndex.file}` ? index : content),
    );
    vi.stubEnv("TRANSFERLAB_HOME", join(folder, "top"));
    vi.stubEnv("KERAS_HOME", join(folder, "keras"));
    vi.stubEnv("TRANSFERLAB_MIRROR", mirror.url);
    using backbone = await loadBackbone("resnet50", { weights: "imagenet", files });
    expect(backbone.config).toMatchObject({ includeTop: true, weights: { source: "imagenet", md5 } });
    expect(backbone.config.classIndex).toHaveLength(1000);
    expect(backbone.config.classIndex![386]).toEqual({ id: "n02504458", name: "African_elephant" });
    expect(fingerprintWeights(backbone.model)).toBe(fingerprintWeights(made.model));
  });

  it("has the md5 and size of Keras's class index, whose names are not unique", async () => {
    const path = join(folder, "imagenet_class_index.json");
    copyFileSync(join(shared!, "goldens", "imagenet_class_index.json"), path);
    const { md5, sizeBytes } = PUBLISHED_FILES.classIndex;
    expect(await fileDigest(path, "md5")).toBe(md5);
    expect(readFileSync(path).length).toBe(sizeBytes);
    const classIndex = await loadClassIndex(path);
    expect(classIndex).toHaveLength(1000);
    const names = uniqueNames(classIndex);
    expect(new Set(names).size).toBe(1000);
    expect([134, 517, 638, 639, 0].map((index) => names[index])).toEqual([
      "crane (n02012849)",
      "crane (n03126707)",
      "maillot (n03710637)",
      "maillot (n03710721)",
      "tench",
    ]);
  });
});
