import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageData } from "../datasets/package-data.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { LabError } from "../errors/lab-error.ts";
import type { PreprocessMode } from "../images/preprocess.ts";
import { type ClassIndex, loadClassIndex } from "./class-index.ts";

/** How a bundled model was trained and what it scores: the `.json` beside its weights. */
export interface TrainingRecord {
  readonly arch: string;
  /** Multiplier of the channels. */
  readonly width: number;
  /** Side of the images in pixels. */
  readonly input: number;
  readonly preprocess: PreprocessMode;
  /** Share of the validation photos whose class came first, in [0, 1]. */
  readonly val_top1: number;
  /** Share of the validation photos whose class was among the first five, in [0, 1]. */
  readonly val_top5: number;
  readonly params: number;
  readonly [further: string]: unknown;
}

/** A model that comes with the package. */
export interface BundledModel {
  /** Path of the `.h5` file. */
  readonly path: string;
  readonly record: TrainingRecord;
  readonly classIndex: ClassIndex;
  /** Units of VGG's fc1 and fc2: the one thing about the file that neither its width nor its record tells. */
  readonly topUnits?: number;
}

const BUNDLED: Readonly<Record<string, { readonly file: string; readonly topUnits?: number }>> = {
  vgg16: { file: "vgg16_w025_tiny_imagenet", topUnits: 512 },
  resnet50: { file: "resnet50_w025_tiny_imagenet" },
};

/** Names of the architectures that come with weights. */
export function bundledNames(): string[] {
  return Object.keys(BUNDLED);
}

/**
 * Reads the record and the classes of a bundled model; the weights stay on disk.
 *
 * @throws {@link ArgumentError} when no model of that architecture is bundled.
 * @throws {@link LabError} when the package's `data/models` is missing or its record is not what it should be.
 * @example (await findBundledModel("vgg16")).record.val_top1;
 */
export async function findBundledModel(architecture: string): Promise<BundledModel> {
  const entry = Object.hasOwn(BUNDLED, architecture) ? BUNDLED[architecture] : undefined;
  if (entry === undefined) {
    const expected = `an architecture with bundled weights (${bundledNames().join(", ")})`;
    throw new ArgumentError("name", `${expected}, or weights: null or a path`, architecture);
  }
  const folder = packageData("models");
  const recordFile = join(folder, `${entry.file}.json`);
  const record = JSON.parse(await readFile(recordFile, "utf8")) as TrainingRecord;
  if (record.arch !== architecture || !(record.width > 0) || !(record.input > 0)) {
    throw new LabError(
      `${recordFile}: expected the training record of ${architecture}, found another content`,
    );
  }
  const classIndex = await loadClassIndex(join(folder, "tiny_imagenet_class_index.json"));
  const { topUnits } = entry;
  return { path: join(folder, `${entry.file}.h5`), record, classIndex, ...(topUnits && { topUnits }) };
}
