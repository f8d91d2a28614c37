import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FeatureSet } from "../../../../lib/features/feature-set.ts";
import {
  FeatureFileError,
  loadFeatures,
  saveFeatures,
} from "../../../../lib/features/saving/feature-file.ts";
import { matrix } from "../../../../lib/matrix/matrix.ts";

const set: FeatureSet = {
  features: matrix(2, 3, Float32Array.of(0, -0, 1e-40, 3.4e38, 0.1, -7)),
  shape: [3],
  labels: [1, 0],
  classNames: ["cat", "dög"],
  paths: ["a/dog 1.jpg", "a/\u{1f408}.jpg"],
  skipped: [{ path: "b.txt", reason: "not a picture" }],
  provenance: {
    backbone: "vgg16",
    pretrained: true,
    layer: "fc2",
    pooling: undefined,
    trunkSha256: "ab".repeat(32),
    inputSize: { width: 64, height: 64 },
    preprocessing: "caffe",
    resize: "bilinear",
  },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-features-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("saveFeatures", () => {
  it("writes what loadFeatures reads back bit for bit, with all that made it", async () => {
    const path = join(folder, "new", "deep", "dog.json");
    const sizeBytes = await saveFeatures(path, set);
    expect(sizeBytes).toBe(readFileSync(path).length);
    const loaded = await loadFeatures(path);
    expect(loaded).toEqual(set);
    expect(Object.is(loaded.features.values[1], -0)).toBe(true);
    expect(readdirSync(join(folder, "new", "deep"))).toEqual(["dog.json"]);
  });

  it("replaces a file that is there", async () => {
    const path = join(folder, "twice.json");
    await saveFeatures(path, set);
    await saveFeatures(path, { ...set, labels: [0, 0] });
    expect((await loadFeatures(path)).labels).toEqual([0, 0]);
  });

  it("keeps values that NumPy reads by the file's own words", async () => {
    const path = join(folder, "numpy.json");
    await saveFeatures(path, set);
    const stored = JSON.parse(readFileSync(path, "utf8"));
    expect([stored.dtype, stored.rows, stored.columns]).toEqual(["<f4", 2, 3]);
    const bytes = Buffer.from(stored.values, "base64");
    expect(bytes.readFloatLE(20)).toBe(-7);
  });
});

describe("loadFeatures", () => {
  it("says what is wrong with a file", async () => {
    const path = join(folder, "wrong.json");
    await saveFeatures(path, set);
    const text = readFileSync(path, "utf8");
    const stored = JSON.parse(text);
    const write = (value: string) => writeFileSync(path, value);
    await expect(loadFeatures(join(folder, "none.json"))).rejects.toThrow("received no file");
    await expect(loadFeatures(folder)).rejects.toThrow(FeatureFileError);
    write(text.slice(0, 80));
    await expect(loadFeatures(path)).rejects.toThrow("received other text, or part of it");
    write("[1, 2]");
    await expect(loadFeatures(path)).rejects.toThrow("the format transferlab-feature-set-1");
    write(JSON.stringify({ ...stored, columns: 4 }));
    await expect(loadFeatures(path)).rejects.toThrow("expected 32 bytes of values, received 24");
    write(JSON.stringify({ ...stored, values: Buffer.alloc(24).toString("base64") }));
    await expect(loadFeatures(path)).rejects.toThrow("values with the SHA-256");
    write(JSON.stringify({ ...stored, labels: [1] }));
    await expect(loadFeatures(path)).rejects.toThrow("expected 2 labels and paths, received 1 and 2");
  });
});
