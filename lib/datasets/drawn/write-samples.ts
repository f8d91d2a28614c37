import { mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ArgumentError } from "../../errors/argument-error.ts";
import { encodeJpeg } from "../../images/encode.ts";
import { DatasetError } from "../image-dataset.ts";
import { drawSample } from "./draw-sample.ts";
import { DRAWN_CLASSES } from "./kinds.ts";

/** Options of {@link writeDrawnSamples}. */
export interface WriteDrawnSamplesOptions {
  /** @defaultValue `18` */
  readonly seed?: number;
  /** Pictures of each class. @defaultValue `60` */
  readonly perClass?: number;
  /** Pixels to a side. @defaultValue `96` */
  readonly sidePx?: number;
  /** Called after each picture with how many are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Draws the sample set and writes it as JPEG, a subfolder a class, with a README that says what it is.
 *
 * All or nothing: the pictures are made in a hidden folder beside `folder`, which takes its name at the end. A run that is
 * killed leaves that hidden folder, never a part of a data set. About half a second a picture.
 *
 * @param folder - absent or empty.
 * @throws {@link DatasetError} when the folder holds something; {@link ArgumentError} when an option is out of range.
 * @example await writeDrawnSamples("data/samples", { onProgress: (done, total) => console.log(`${done}/${total}`) });
 */
export async function writeDrawnSamples(
  folder: string,
  options: WriteDrawnSamplesOptions = {},
): Promise<void> {
  const { seed = 18, perClass = 60, sidePx = 96, onProgress } = options;
  if (!Number.isInteger(perClass) || perClass < 1) {
    throw new ArgumentError("perClass", "an integer of at least 1", perClass);
  }
  const target = resolve(folder);
  await checkVacant(folder, target);
  await mkdir(dirname(target), { recursive: true });
  const partial = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    let done = 0;
    for (const className of DRAWN_CLASSES) {
      await mkdir(join(partial, className));
      for (let index = 0; index < perClass; index++) {
        const bytes = await encodeJpeg(drawSample(className, { index, seed, sidePx }), { quality: QUALITY });
        await writeFile(join(partial, className, `${String(index).padStart(3, "0")}.jpg`), bytes);
        onProgress?.(++done, perClass * DRAWN_CLASSES.length);
      }
    }
    await writeFile(join(partial, "README.md"), readme(seed, perClass, sidePx));
    // Windows does not rename onto a folder, even an empty one.
    await rmdir(target).catch(() => undefined);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

const QUALITY = 88;

async function checkVacant(folder: string, target: string): Promise<void> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new DatasetError(folder, `expected a new or empty folder, received ${error.code}`, {
      cause: error,
    });
  });
  if (names.length > 0) {
    throw new DatasetError(
      folder,
      `expected a new or empty folder, received ${names.length} entries; remove it or name another`,
    );
  }
}

function readme(seed: number, perClass: number, sidePx: number): string {
  return `# Drawn samples
These ${perClass * DRAWN_CLASSES.length} pictures are **drawn by a program: they are not photographs**. They are there so that every notebook runs without
a network. A result on them says that the path from pictures to accuracy works, and that features of a pretrained network
tell shapes apart where pixels do not; it does not say how well anything does on photographs.

* Classes, ${perClass} pictures each: ${DRAWN_CLASSES.join(", ")}.
* JPEG, ${sidePx} x ${sidePx} pixels, quality ${QUALITY}, file names 000.jpg to ${String(perClass - 1).padStart(3, "0")}.jpg.
* Drawn by \`writeDrawnSamples\` in lib/datasets/drawn (distance fields, ray marching, then lens and sensor), seed ${seed}.
  The same seed gives the same pixels; the JPEG bytes depend on the version of the encoder.
* Form, colours, pose, light, ground, background, things around and in front, focus and noise are drawn at random. All
  classes share the palettes, the lights and the surroundings: none has a colour or a background of its own. (A histogram
  of colours still does better than chance: much background shows through a bicycle, and butterflies have black edges.)
* Made wholly by this project's code, from no other picture. Public domain (CC0 1.0): use them for anything.
`;
}
