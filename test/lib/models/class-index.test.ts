import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import { loadClassIndex, uniqueNames } from "../../../lib/models/class-index.ts";
import { temporaryFolder } from "./weights/h5-files.ts";

const folder = temporaryFolder();
const bundled = fileURLToPath(
  new URL("../../../data/models/tiny_imagenet_class_index.json", import.meta.url),
);

describe("loadClassIndex", () => {
  it("puts the classes in the order of their numbers", async () => {
    const path = join(folder, "reordered.json");
    writeFileSync(path, '{"1": ["n2", "two"], "0": ["n1", "one"]}');
    expect(await loadClassIndex(path)).toEqual([
      { id: "n1", name: "one" },
      { id: "n2", name: "two" },
    ]);
  });

  it("has the bundled models' 200 classes in the order of their ids", async () => {
    const ids = (await loadClassIndex(bundled)).map(({ id }) => id);
    expect(ids).toHaveLength(200);
    expect(ids).toEqual([...ids].sort());
  });

  it.each([
    ["missing number", '{"0": ["n1", "one"], "2": ["n3", "three"]}', "class 1 of"],
    ["wrong entry", '{"0": "one"}', "class 0 of"],
    ["no class", "{}", "no class"],
    ["no JSON", "<html>", "expected JSON"],
  ])("refuses a file with %s", async (title, content, message) => {
    const path = join(folder, `${title}.json`);
    writeFileSync(path, content);
    await expect(loadClassIndex(path)).rejects.toThrow(ArgumentError);
    await expect(loadClassIndex(path)).rejects.toThrow(message);
  });

  it("refuses a missing file", async () => {
    await expect(loadClassIndex(join(folder, "none.json"))).rejects.toThrow("a readable JSON file");
  });
});

describe("uniqueNames", () => {
  it("puts the id behind names that several classes have, and behind no others", () => {
    const classIndex = [
      { id: "n02012849", name: "crane" },
      { id: "n01440764", name: "tench" },
      { id: "n03126707", name: "crane" },
    ];
    expect(uniqueNames(classIndex)).toEqual(["crane (n02012849)", "tench", "crane (n03126707)"]);
  });
});
