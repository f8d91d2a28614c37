import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addExtractCommand, type ExtractCommandOptions } from "../../../cli/extract/command.ts";
import { extract } from "../../../cli/extract/extract.ts";
import { greyPng, removeFolder, writePhotoFolder } from "../../lib/datasets/photo-folder.ts";

let folder: string;
let home: string;
const before = process.env.TRANSFERLAB_HOME;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "transferlab-extract-"));
  process.env.TRANSFERLAB_HOME = home;
});
afterEach(() => {
  removeFolder(folder);
  removeFolder(home);
  if (before === undefined) delete process.env.TRANSFERLAB_HOME;
  else process.env.TRANSFERLAB_HOME = before;
});

/** A stream that keeps what is written to it, and is no terminal. */
function keptText() {
  const pieces: string[] = [];
  const stream = { isTTY: false, write: (piece: string) => pieces.push(piece) > 0 };
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => pieces.join("") };
}

async function run(source: string, options: Partial<ExtractCommandOptions> = {}) {
  const [out, progress, errors] = [keptText(), keptText(), keptText()];
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => errors.stream.write(text));
  const usual = { model: "vgg16", weights: "tiny-imagenet", pooling: "avg", strict: false } as const;
  const file = join(home, "f.npy");
  const code = await extract(
    source,
    { ...usual, out: file, ...options },
    out.stream,
    progress.stream,
  ).finally(() => stderr.mockRestore());
  return { code, out: out.text(), progress: progress.text(), errors: errors.text() };
}

/** Shape that a `.npy` says it has. */
function shapeOf(name: string): string | undefined {
  return /'shape': \((.*?)\)/.exec(readFileSync(join(home, name), "latin1").slice(0, 128))?.[1];
}

const lines = (name: string) => readFileSync(join(home, name), "utf8").trim().split("\n");

describe("extract", () => {
  it("writes a row a photo, and names those that it leaves out", async () => {
    folder = await writePhotoFolder({
      "cat/1.png": 10,
      "cat/2.png": 20,
      "cat/odd.jpg": "odd",
      "dog/1.png": 200,
    });
    const { code, out, progress } = await run(folder);
    expect(progress).toContain(`Left out: ${join(folder, "cat", "odd.jpg")}: `);
    expect(code).toBe(0);
    expect(out).toBe(["f.npy", "f.csv", "f.about.json"].map((name) => `${join(home, name)}\n`).join(""));
    expect(shapeOf("f.npy")).toBe("3, 128");
    expect(lines("f.csv")).toEqual([
      "path,label",
      `${join(folder, "cat", "1.png")},cat`,
      `${join(folder, "cat", "2.png")},cat`,
      `${join(folder, "dog", "1.png")},dog`,
    ]);
    expect(JSON.parse(readFileSync(join(home, "f.about.json"), "utf8"))).toMatchObject({
      weights: "tiny-imagenet",
      layers: [{ backbone: "vgg16", pretrained: true }],
      skipped: [{ path: join(folder, "cat", "odd.jpg") }],
    });
  });

  it("names the part of a folder that comes split, and takes layers of the top", async () => {
    folder = await writePhotoFolder({
      "train/a/1.png": 1,
      "train/b/1.png": 90,
      "val/a/2.png": 5,
      "val/b/2.png": 99,
    });
    const { code } = await run(folder, { layers: ["block3_pool", "logits"] });
    expect(code).toBe(0);
    expect([shapeOf("f.block3_pool.npy"), shapeOf("f.logits.npy")]).toEqual(["4, 64", "4, 200"]);
    expect(lines("f.csv").map((line) => line.split(",").slice(1).join())).toEqual([
      "label,part",
      "a,train",
      "b,train",
      "a,test",
      "b,test",
    ]);
  });

  it("needs no classes, and keeps maps when asked to", async () => {
    folder = await writePhotoFolder({ "1.png": 10, "2.png": await greyPng(200) });
    const { code } = await run(folder, { model: "resnet50", pooling: "none", out: join(home, "f.csv") });
    expect(code).toBe(0);
    const [head, ...rows] = lines("f.csv");
    expect(head!.split(",").slice(0, 2)).toEqual(["path", "f0"]);
    expect(head!.split(",")).toHaveLength(1 + 2 * 2 * 512);
    expect(rows).toHaveLength(2);
  });

  it("exits 1 when no photo can be used, and writes nothing", async () => {
    folder = await writePhotoFolder({ "cat/1.png": "odd", "dog/1.png": "odd" });
    const { code, errors } = await run(folder);
    expect(code).toBe(1);
    expect(errors).toContain("expected at least one image that can be read, received 2 that cannot");
    const missing = await run(join(folder, "nothing"));
    expect(missing.code).toBe(1);
    expect(missing.errors).toContain("expected a folder, or the name of a data set (samples, cifar10,");
    expect(readdirSync(home).filter((name) => name.startsWith("f."))).toEqual([]);
  });

  it.each([
    [{ out: "f.parquet" }, "expected a file that ends in .npy, .csv, .json, received f.parquet"],
    [{ model: "alexnet" }, "received alexnet"],
    [{ layers: ["block9_pool"] }, "block9_pool"],
  ])("exits 64 for %j", async (options, message) => {
    folder = await writePhotoFolder({ "cat/1.png": 10, "dog/1.png": 20 });
    const { code, errors } = await run(folder, options);
    expect(errors).toContain(message);
    expect(code).toBe(64);
  });
});

describe("the command extract", () => {
  it.each([
    [["extract", "photos"], "required option '-o, --out <file>' not specified"],
    [["extract", "photos", "-o", "f.npy", "--layers", ","], "expected names separated by commas"],
    [["extract", "photos", "-o", "f.npy", "--pooling", "median"], "Allowed choices are avg, max, none"],
  ])("refuses %j", async (args, message) => {
    let said = "";
    const program = new Command("transferlab").exitOverride();
    addExtractCommand(program);
    const command = program.commands[0]!.exitOverride().configureOutput({
      writeErr: (text) => (said += text),
    });
    expect(command.name()).toBe("extract");
    await expect(program.parseAsync(args, { from: "user" })).rejects.toBeInstanceOf(CommanderError);
    expect(said).toContain(message);
  });
});
