import { writeFile } from "node:fs/promises";
import { ArgumentError } from "../../errors/argument-error.ts";
import type { tf } from "../../tensors/tf.ts";
import type { Backbone } from "../backbone.ts";
import { exportOnnx } from "../export/onnx.ts";
import { DESCRIPTION_KEY } from "../weights/formats/open.ts";
import { toKeras3Config, toLegacyConfig } from "./config/write-config.ts";
import { type Description, describeBackbone } from "./description.ts";
import { writeAtomically } from "./files/atomic-file.ts";
import { openGroup, writeHdf5File, writeText } from "./files/hdf5-writer.ts";
import { writeKerasArchive } from "./files/keras-archive-writer.ts";
import { LEGACY_KERAS_VERSION, writeKeras3Tree, writeLegacyTree } from "./files/weight-trees.ts";
import { flattenModel, type NetworkGraph } from "./network-graph.ts";

/** Version of Keras whose `.keras` files are written: its configuration is read by every later one. */
const KERAS3_VERSION = "3.0.0";

/** Options of {@link saveModel}. */
export interface SaveModelOptions {
  /** Date that a `.keras` file carries. @defaultValue now */
  readonly date?: Date | undefined;
}

/** A file that {@link saveModel} or {@link saveWeights} wrote. */
export interface SavedFile {
  readonly path: string;
  readonly format: "legacy h5" | "weights.h5" | "keras" | "onnx";
  readonly sizeBytes: number;
}

/**
 * Saves a network whole, for Keras or ONNX; the suffix decides:
 * - `.keras`: Keras 3 (`keras.models.load_model`), and {@link loadModel}
 * - `.h5`: Keras 2 and 3, and {@link loadModel}
 * - `.onnx`: anything that runs ONNX. A backbone's preprocessing is in the graph, which takes decoded bytes
 *
 * Keras computes the same from the first two. Models inside the model are taken apart. Of a backbone, class names,
 * preprocessing and size of the images are kept where {@link loadModel} finds them and Keras does not look; in Keras,
 * prepare the pixels as before. What only training uses (optimizer, initial values, penalties) is not kept. The file is
 * written beside its place and renamed: an interrupted call leaves what was there.
 *
 * @param network - borrowed.
 * @throws {@link ArgumentError} for another suffix or a model of several outputs; {@link LayerConfigError} (for `.onnx`
 *   {@link ExportError}) for a layer that cannot be saved; {@link SaveError} when the file cannot be written.
 * @example
 * using network = attachHead(backbone, trained.head, { classNames: trained.classNames });
 * await saveModel(network, "flowers.keras");
 * @see Keras `saving/saving_lib.py`, `legacy/saving/legacy_h5_format.py`
 */
export async function saveModel(
  network: Backbone | tf.LayersModel,
  path: string,
  { date = new Date() }: SaveModelOptions = {},
): Promise<SavedFile> {
  const format = formatOf(path, ["keras", "legacy h5", "onnx"]);
  const backbone = "config" in network ? network : undefined;
  const given = backbone?.model ?? (network as tf.LayersModel);
  if (format === "onnx") {
    const preprocessing = backbone?.config.preprocessing;
    const { bytes } = exportOnnx(given, preprocessing === undefined ? {} : { preprocessing });
    return { path, format, sizeBytes: await writeAtomically(path, (file) => writeFile(file, bytes)) };
  }
  const flat = flattenModel(given);
  try {
    const parts = {
      graph: flat.graph,
      model: flat.model,
      description: backbone && describeBackbone(backbone),
    };
    const write = format === "keras" ? writeKeras(parts, date) : writeLegacy(parts);
    return { path, format, sizeBytes: await writeAtomically(path, write) };
  } finally {
    flat.dispose();
  }
}

/**
 * Saves the weights of a model alone; the suffix decides: `.weights.h5` in the layout of Keras 3
 * (`model.load_weights`), any other `.h5` in the legacy layout, as Keras publishes its weights for ImageNet.
 *
 * @param model - borrowed. Models inside it are taken apart.
 * @throws as {@link saveModel}.
 * @example await saveWeights(backbone.model, "vgg16_tuned.h5");
 */
export async function saveWeights(model: tf.LayersModel, path: string): Promise<SavedFile> {
  const format = formatOf(path, ["weights.h5", "legacy h5"]);
  const flat = flattenModel(model);
  const write = format === "weights.h5" ? writeKeras3Tree : writeLegacyTree;
  try {
    const sizeBytes = await writeAtomically(path, (file) =>
      writeHdf5File(file, (root) => write(root, flat.model)),
    );
    return { path, format, sizeBytes };
  } finally {
    flat.dispose();
  }
}

interface Parts {
  readonly graph: NetworkGraph;
  readonly model: tf.LayersModel;
  readonly description: Description | undefined;
}

function writeLegacy({ graph, model, description }: Parts): (file: string) => Promise<void> {
  return (file) =>
    writeHdf5File(file, (root) => {
      writeText(root, "backend", "tensorflow");
      writeText(root, "keras_version", LEGACY_KERAS_VERSION);
      writeText(root, "model_config", JSON.stringify(toLegacyConfig(graph)));
      if (description !== undefined) writeText(root, DESCRIPTION_KEY, JSON.stringify(description));
      writeLegacyTree(openGroup(root, "model_weights"), model);
    });
}

function writeKeras({ graph, model, description }: Parts, date: Date): (file: string) => Promise<void> {
  const saved = date.toISOString().slice(0, 19).replace("T", "@");
  const metadata = { keras_version: KERAS3_VERSION, date_saved: saved, [DESCRIPTION_KEY]: description };
  const texts = { metadata: JSON.stringify(metadata), config: JSON.stringify(toKeras3Config(graph, model)) };
  const writeWeights = (path: string) => writeHdf5File(path, (root) => writeKeras3Tree(root, model));
  return (file) => writeKerasArchive(file, texts, { writeWeights, date });
}

const SUFFIXES: readonly (readonly [suffix: string, format: SavedFile["format"]])[] = [
  [".keras", "keras"],
  [".weights.h5", "weights.h5"],
  [".h5", "legacy h5"],
  [".onnx", "onnx"],
];

function formatOf<Format extends SavedFile["format"]>(path: string, allowed: readonly Format[]): Format {
  const format = SUFFIXES.find(([suffix]) => path.toLowerCase().endsWith(suffix))?.[1];
  if ((allowed as readonly unknown[]).includes(format)) return format as Format;
  const expected = SUFFIXES.filter(([, one]) => (allowed as readonly unknown[]).includes(one));
  throw new ArgumentError("path", `one that ends in ${expected.map(([suffix]) => suffix).join(", ")}`, path);
}
