import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { writeFeatures } from "../../../../lib/features/export/write-features.ts";
import type { FeatureSet } from "../../../../lib/features/feature-set.ts";
import { matrixFromRows } from "../../../../lib/matrix/matrix.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-export-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = [
  [0.1, -2, 3e-12],
  [1 / 3, 16_777_217, 0],
];

function featureSet(rows = ROWS, paths = ["photos/cat/1.jpg", 'photos/dog/a "b", c.jpg']): FeatureSet {
  return {
    features: matrixFromRows(rows),
    shape: [rows[0]!.length],
    labels: [0, 1],
    classNames: ["cat", "dog"],
    paths,
    skipped: [{ path: "photos/cat/odd.jpg", reason: "not a picture" }],
    provenance: {
      backbone: "vgg16",
      pretrained: true,
      layer: "block5_pool",
      pooling: "avg",
      trunkSha256: "ab",
      inputSize: { width: 64, height: 64 },
      preprocessing: "caffe",
      resize: "bilinear squash 64x64",
    },
  };
}

const text = (name: string) => readFileSync(join(folder, name), "utf8");
const float32 = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map(Math.fround));

describe("writeFeatures", () => {
  it("writes .npy as NumPy's format says, with paths and labels beside it", async () => {
    const written = await writeFeatures(featureSet(), join(folder, "deep", "f.npy"));
    expect(written.map((path) => basename(path))).toEqual(["f.npy", "f.csv", "f.about.json"]);
    const bytes = readFileSync(join(folder, "deep", "f.npy"));
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]));
    const start = 10 + bytes.readUInt16LE(8);
    expect(start % 64).toBe(0);
    expect(bytes.toString("latin1", 10, start)).toMatch(
      /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/,
    );
    const values = Array.from({ length: 6 }, (_, index) => bytes.readFloatLE(start + 4 * index));
    expect(values).toEqual(float32(ROWS).flat());
    expect(bytes.length).toBe(start + 24);
    expect(text("deep/f.csv")).toBe('path,label\nphotos/cat/1.jpg,cat\n"photos/dog/a ""b"", c.jpg",dog\n');
  });

  it("writes .csv whose numbers are the same float32 again, in few digits", async () => {
    await writeFeatures(featureSet(), join(folder, "f.csv"), { texts: { part: ["train", "test"] } });
    const [head, first, second] = text("f.csv").split("\n");
    expect(head).toBe("path,label,part,f0,f1,f2");
    expect(first).toBe("photos/cat/1.jpg,cat,train,0.1,-2,3e-12");
    const numbers = second!.split(",").slice(-3).map(Number);
    expect(numbers.map(Math.fround)).toEqual(float32([ROWS[1]!])[0]);
  });

  it("writes .json as a list of records", async () => {
    await writeFeatures(featureSet(), join(folder, "f.json"), { labels: false });
    const records = JSON.parse(text("f.json")) as { path: string; features: number[] }[];
    expect(records.map((record) => Object.keys(record))).toEqual([
      ["path", "features"],
      ["path", "features"],
    ]);
    expect(records.map(({ features }) => features.map(Math.fround))).toEqual(float32(ROWS));
  });

  it("keeps layers apart, and says what made them", async () => {
    const layers = { conv: featureSet(), fc1: featureSet([[1], [2]]) };
    await writeFeatures(layers, join(folder, "f.npy"), { about: { weights: "imagenet" } });
    expect(readdirSync(folder).sort()).toEqual(["f.about.json", "f.conv.npy", "f.csv", "f.fc1.npy"]);
    const about = JSON.parse(text("f.about.json"));
    expect(about).toMatchObject({
      weights: "imagenet",
      layers: [
        { name: "conv", rows: 2, columns: 3, backbone: "vgg16", preprocessing: "caffe" },
        { name: "fc1", columns: 1 },
      ],
      classNames: ["cat", "dog"],
      skipped: [{ path: "photos/cat/odd.jpg", reason: "not a picture" }],
    });
    await writeFeatures(layers, join(folder, "g.json"));
    expect(JSON.parse(text("g.json"))[1]).toMatchObject({ label: "dog", fc1: [2] });
  });

  it.each([
    ["f.txt", featureSet(), {}, "path: expected a file that ends in .npy, .csv, .json"],
    ["f.about.json", featureSet(), {}, "path: expected a file that ends in"],
    ["f.npy", {}, {}, "features: expected at least one layer, received none"],
    [
      "f.npy",
      { a: featureSet(), b: featureSet(ROWS, ["1", "2"]) },
      {},
      "features.b: expected the same images",
    ],
    [
      "f.npy",
      featureSet(),
      { texts: { part: ["train"] } },
      "texts.part: expected one text for each of 2 rows",
    ],
  ])("refuses %s of what does not fit", async (name, features, options, message) => {
    const promise = writeFeatures(features, join(folder, name), options);
    await expect(promise).rejects.toBeInstanceOf(ArgumentError);
    await expect(promise).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});
