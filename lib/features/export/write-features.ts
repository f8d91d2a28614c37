import { mkdir, open, rm } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { moveIntoPlace } from "../../datasets/download/disk/place-file.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import type { FeatureSet } from "../feature-set.ts";
import { csvLines, jsonLines, type RowTexts } from "./feature-text.ts";
import { encodeNpy } from "./npy.ts";

/** Options of {@link writeFeatures}. */
export interface WriteFeaturesOptions {
  /** Further columns of text, by name: one value a row, such as `{ part: ["train", "test"] }`. */
  readonly texts?: RowTexts | undefined;
  /** Whether there is a column of labels. @defaultValue true */
  readonly labels?: boolean | undefined;
  /** Further facts for `NAME.about.json`, such as the name of the weights. */
  readonly about?: Readonly<Record<string, unknown>> | undefined;
}

/** Formats by the ending of the file. */
export const FEATURE_FORMATS = [".npy", ".csv", ".json"] as const;

/**
 * Writes features for other tools, in the format that the file's ending names.
 *
 * - `.npy`: a float32 array `(image, feature)`, and beside it a `.csv` with path and label of each row
 * - `.csv`: a line an image: path, label, `f0`, `f1`, ..
 * - `.json`: a list of records: path, label, `features`
 *
 * Of several layers each has its own `.npy` or `.csv`, `NAME.LAYER.npy`, and its own list in a `.json`. Beside them,
 * `NAME.about.json` says which network and which preprocessing made them, and which pictures were left out. Each file
 * appears whole or not at all.
 *
 * @param features - one feature set, or several by layer over the same images, as {@link extractLayers} returns them.
 * @param path - where to write; its folder is made.
 * @returns paths of the files, the one with the features first.
 * @throws {@link ArgumentError} for another ending, no layer, layers whose rows differ, and texts of another length; the
 *   file system's error when a file cannot be written.
 * @example
 * await writeFeatures(await extractFeatures(vgg, photos), "features.npy");
 * // in Python: numpy.load("features.npy"), pandas.read_csv("features.csv")["label"]
 */
export async function writeFeatures(
  features: FeatureSet | Readonly<Record<string, FeatureSet>>,
  path: string,
  options: WriteFeaturesOptions = {},
): Promise<string[]> {
  const format = requireFormat(path);
  const layers = isFeatureSet(features) ? { features } : features;
  const sets = Object.entries(layers);
  checkLayers(sets);
  const [, first] = sets[0]!;
  const texts = textsOf(first, options);
  const stem = join(dirname(path), basename(path, extname(path)));
  const pathOf = (layer: string) => (sets.length === 1 ? path : `${stem}.${layer}${extname(path)}`);
  await mkdir(dirname(path), { recursive: true });
  const written: string[] = [];
  const write = async (file: string, pieces: Iterable<string | Uint8Array>): Promise<void> => {
    await writePieces(file, pieces);
    written.push(file);
  };
  if (format === ".json") {
    const matrices = Object.fromEntries(sets.map(([layer, set]) => [layer, set.features]));
    await write(path, jsonLines(texts, matrices));
  }
  for (const [layer, set] of sets) {
    if (format === ".npy") await write(pathOf(layer), encodeNpy(set.features));
    if (format === ".csv") await write(pathOf(layer), csvLines(texts, set.features));
  }
  if (format === ".npy") await write(`${stem}.csv`, csvLines(texts));
  await write(`${stem}.about.json`, [
    `${JSON.stringify({ ...options.about, ...describe(sets, first) }, undefined, 2)}\n`,
  ]);
  return written;
}

/** @throws {@link ArgumentError} when a path has none of the endings that {@link writeFeatures} knows. */
export function requireFormat(path: string): (typeof FEATURE_FORMATS)[number] {
  const ending = extname(path).toLowerCase();
  const format = FEATURE_FORMATS.find((one) => one === ending);
  if (format === undefined || path.toLowerCase().endsWith(".about.json")) {
    throw new ArgumentError("path", `a file that ends in ${FEATURE_FORMATS.join(", ")}`, path);
  }
  return format;
}

function isFeatureSet(value: FeatureSet | Readonly<Record<string, FeatureSet>>): value is FeatureSet {
  return "provenance" in value && "paths" in value;
}

function checkLayers(sets: readonly (readonly [string, FeatureSet])[]): void {
  if (sets.length === 0) throw new ArgumentError("features", "at least one layer", "none");
  const [, first] = sets[0]!;
  for (const [layer, { paths }] of sets) {
    const isSame =
      paths.length === first.paths.length && paths.every((path, row) => path === first.paths[row]);
    if (!isSame)
      throw new ArgumentError(`features.${layer}`, "the same images as the other layers", "others");
  }
}

function textsOf(
  { paths, labels, classNames }: FeatureSet,
  { texts = {}, labels: withLabels = true }: WriteFeaturesOptions,
): RowTexts {
  for (const [name, values] of Object.entries(texts)) {
    if (values.length === paths.length) continue;
    throw new ArgumentError(`texts.${name}`, `one text for each of ${paths.length} rows`, values);
  }
  return {
    path: paths,
    ...(withLabels && { label: labels.map((label) => classNames[label]!) }),
    ...texts,
  };
}

function describe(sets: readonly (readonly [string, FeatureSet])[], { classNames, skipped }: FeatureSet) {
  return {
    layers: sets.map(([name, { features, shape, provenance }]) => ({
      name,
      rows: features.rows,
      columns: features.columns,
      shape,
      ...provenance,
    })),
    classNames,
    skipped,
  };
}

/** Writes a file that may be larger than memory, under another name until it is whole. */
async function writePieces(path: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  try {
    const file = await open(temporary, "w");
    try {
      let text = "";
      for (const piece of pieces) {
        if (typeof piece !== "string") {
          await file.writeFile(piece);
          continue;
        }
        text += piece;
        if (text.length < PIECE_CHARACTERS) continue;
        await file.writeFile(text);
        text = "";
      }
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await moveIntoPlace(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

const PIECE_CHARACTERS = 1024 * 1024;
