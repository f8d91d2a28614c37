import { stat } from "node:fs/promises";
import { WeightFormatError } from "../weight-file-error.ts";
import { fileKind } from "./file-kind.ts";
import { findGroup, type Hdf5Group, type Hdf5Library, readText, withHdf5File } from "./hdf5.ts";
import { type KerasArchive, withKerasArchive } from "./keras-archive.ts";
import { isKeras3Tree, listKeras3Layers } from "./keras3-h5.ts";
import { listLegacyLayers } from "./legacy-h5.ts";
import type { StoredWeights } from "./stored-layer.ts";

/** A weight file that is open. */
export interface OpenWeightFile {
  readonly weights: StoredWeights;
  /** What reads the tensors of `weights`. */
  readonly library: Hdf5Library;
  /** The model's configuration as JSON; undefined when the file holds weights alone. */
  readonly config: string | undefined;
  /** What the file says about itself besides: attributes of an `.h5` file, `metadata.json` of a `.keras` file. */
  readonly notes: {
    /** Version of Keras that wrote it. */
    readonly kerasVersion: string | undefined;
    /** What this library wrote for itself, as JSON. */
    readonly description: string | undefined;
  };
}

/** Attribute of an `.h5` file, and entry of `metadata.json`, that holds what only this library reads. */
export const DESCRIPTION_KEY = "transferlab";

/**
 * Opens a file of Keras weights, in any layout, and lets `read` look into it. The content decides, whatever the suffix.
 *
 * @param read - may keep nothing of the file: groups and tensors are gone once it returns.
 * @throws {@link WeightFormatError} when there is no such file, when it is neither HDF5 nor a zip (says what it looks
 *   like), when it is cut short or damaged, and when it holds something else than Keras weights.
 */
export async function withWeightFile<T>(path: string, read: (file: OpenWeightFile) => T): Promise<T> {
  await checkReadable(path);
  const kind = await fileKind(path);
  if (kind.kind === "other") {
    const expected = "Keras weights (.h5, .weights.h5 or .keras)";
    throw new WeightFormatError({ file: path, expected, found: kind.found });
  }
  if (kind.kind === "hdf5")
    return await withHdf5File(path, (root, library) => read({ library, ...describeHdf5(root, path) }));
  return await withKerasArchive(path, (archive) =>
    withHdf5File(archive.weightsPath, (root, library) =>
      read({ library, ...describeArchive(archive, root, path) }),
    ),
  );
}

function describeHdf5(root: Hdf5Group, path: string): Omit<OpenWeightFile, "library"> {
  if (isKeras3Tree(root)) {
    const weights = { format: "weights.h5", inOrder: false, ...listKeras3Layers(root, path) } as const;
    return { weights, config: undefined, notes: { kerasVersion: undefined, description: undefined } };
  }
  const layers = listLegacyLayers(root, path);
  const group = findGroup(root, "model_weights") ?? root;
  return {
    weights: { format: "legacy h5", inOrder: true, named: true, layers },
    config: readText(root, "model_config"),
    notes: {
      kerasVersion: readText(group, "keras_version"),
      description: readText(root, DESCRIPTION_KEY),
    },
  };
}

function describeArchive(
  archive: KerasArchive,
  root: Hdf5Group,
  path: string,
): Omit<OpenWeightFile, "library"> {
  const metadata = parseRecord(archive.metadata);
  const version = metadata?.keras_version;
  const description = metadata?.[DESCRIPTION_KEY];
  return {
    weights: { format: "keras", inOrder: false, ...listKeras3Layers(root, path) },
    config: archive.config,
    notes: {
      kerasVersion: typeof version === "string" ? version : undefined,
      description: description === undefined ? undefined : JSON.stringify(description),
    },
  };
}

function parseRecord(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    // Keras itself never reads this part: a model is not refused because of it.
    return undefined;
  }
}

async function checkReadable(path: string): Promise<void> {
  const expected = "a weight file";
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "ENOENT" ? "no such file" : `a file that cannot be read (${cause.code})`;
    throw new WeightFormatError({ file: path, expected, found: reason }, { cause });
  });
  if (!found.isFile()) throw new WeightFormatError({ file: path, expected, found: "a folder" });
}
