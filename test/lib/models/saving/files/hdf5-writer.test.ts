import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  writeHdf5File,
  writeNames,
  writeTensor,
  writeText,
} from "../../../../../lib/models/saving/files/hdf5-writer.ts";
import {
  findDataset,
  readFloat32,
  readNames,
  readText,
  withHdf5File,
} from "../../../../../lib/models/weights/formats/hdf5.ts";
import { temporaryFolder } from "../../weights/h5-files.ts";

const folder = temporaryFolder();

describe("writeNames", () => {
  it("splits names that are too long for one attribute, and reads them back in order", async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `block_${index}_${"x".repeat(30)}`);
    const path = join(folder, "names.h5");
    await writeHdf5File(path, (root) => writeNames(root, "layer_names", names));
    await withHdf5File(path, (root) => {
      expect(readNames(root, "layer_names")).toEqual(names);
      expect(Object.keys(root.attrs)).toEqual(["layer_names0", "layer_names1"]);
    });
  });

  it("writes short names in one attribute, letters outside ASCII too, and nothing for none", async () => {
    const path = join(folder, "short.h5");
    await writeHdf5File(path, (root) => {
      writeNames(root, "weight_names", ["kernel:0", "größe:0"]);
      writeNames(root, "none", []);
    });
    await withHdf5File(path, (root) => {
      expect(readNames(root, "weight_names")?.[0]).toBe("kernel:0");
      expect(Object.keys(root.attrs)).toEqual(["weight_names"]);
    });
  });
});

describe("writeTensor", () => {
  it.each([
    ["at once", [3, 4, 5]],
    ["row by row", [1001, 4200]],
    ["row by row, rows that are long", [2, 4_200_000]],
  ])("writes %s what is read back", async (_, shape) => {
    const values = Float32Array.from(
      { length: shape.reduce((a, b) => a * b) },
      (_value, index) => index % 8191,
    );
    const path = join(folder, `${shape.join("x")}.h5`);
    await writeHdf5File(path, (root) => writeTensor(root, "a/b/kernel:0", { values, shape }));
    const read = await withHdf5File(path, (root, library) =>
      readFloat32(findDataset(root, "a/b/kernel:0")!, path, library),
    );
    expect(Buffer.compare(Buffer.from(read.buffer), Buffer.from(values.buffer))).toBe(0);
  });
});

describe("writeText", () => {
  it("keeps a text that is longer than an attribute beside its group may be", async () => {
    const text = JSON.stringify({ text: "ä".repeat(200_000) });
    const path = join(folder, "text.h5");
    await writeHdf5File(path, (root) => writeText(root, "model_config", text));
    expect(await withHdf5File(path, (root) => readText(root, "model_config"))).toBe(text);
  });
});
