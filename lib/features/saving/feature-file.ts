import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { LabError } from "../../errors/lab-error.ts";
import { matrix } from "../../matrix/matrix.ts";
import type { FeatureSet } from "../feature-set.ts";

/** A file of features that cannot be read, or is none. */
export class FeatureFileError extends LabError {
  override name = "FeatureFileError" as const;
  readonly path: string;
  constructor(path: string, expected: string, received: string, options?: ErrorOptions) {
    super(`${path}: expected ${expected}, received ${received}; save the features again`, options);
    this.path = path;
  }
}

const FORMAT = "transferlab-feature-set-1";

/** What is in the file: the feature set with its values as text. */
interface StoredFeatures extends Omit<FeatureSet, "features"> {
  readonly format: typeof FORMAT;
  readonly rows: number;
  readonly columns: number;
  /** As NumPy calls it. */
  readonly dtype: "<f4";
  /** Of the values' bytes. */
  readonly sha256: string;
  /** Row-major, base64. */
  readonly values: string;
}

/**
 * Saves features to a file, with the pictures they are of and all that made them: the chapter's `dump(features,
 * open("dog.pkl", "wb"))`, but for a file that says what is in it and runs no code when it is read.
 *
 * The file is JSON; the values are little-endian float32 in base64, so that they come back bit for bit. In Python:
 * `np.frombuffer(base64.b64decode(d["values"]), d["dtype"]).reshape(d["rows"], d["columns"])`.
 *
 * @param path - of the file; a file that is there is replaced at once, and its folder is made when it is not there.
 * @returns the size of the file in bytes.
 * @example await saveFeatures("out/dog.json", await extractFeatures(backbone, photos));
 */
export async function saveFeatures(path: string, set: FeatureSet): Promise<number> {
  const { features, ...rest } = set;
  const bytes = littleEndian(features.values);
  const stored: StoredFeatures = {
    format: FORMAT,
    ...rest,
    rows: features.rows,
    columns: features.columns,
    dtype: "<f4",
    sha256: digestOf(bytes),
    values: bytes.toString("base64"),
  };
  const text = `${JSON.stringify(stored)}\n`;
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, text);
  return Buffer.byteLength(text);
}

/**
 * Reads features that {@link saveFeatures} saved.
 *
 * @throws {@link FeatureFileError} when the file is not there, is no such file, or was cut short or altered.
 * @example const { features, provenance } = await loadFeatures("out/dog.json");
 */
export async function loadFeatures(path: string): Promise<FeatureSet> {
  const stored = parse(path, await readText(path));
  const { format: _format, rows, columns, dtype: _dtype, sha256, values, ...rest } = stored;
  const bytes = Buffer.from(values, "base64");
  const expectedBytes = rows * columns * Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length !== expectedBytes) {
    throw new FeatureFileError(path, `${expectedBytes} bytes of values`, `${bytes.length}`);
  }
  if (digestOf(bytes) !== sha256) {
    throw new FeatureFileError(path, `values with the SHA-256 ${sha256}`, digestOf(bytes));
  }
  if (rest.labels.length !== rows || rest.paths.length !== rows) {
    throw new FeatureFileError(
      path,
      `${rows} labels and paths`,
      `${rest.labels.length} and ${rest.paths.length}`,
    );
  }
  const numbers = Float32Array.from({ length: rows * columns }, (_, index) => bytes.readFloatLE(index * 4));
  const { provenance } = rest;
  // JSON drops what is undefined; the type says that the field is there.
  return {
    ...rest,
    features: matrix(rows, columns, numbers),
    provenance: { ...provenance, pooling: provenance.pooling },
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new FeatureFileError(path, "a file of features", code === "ENOENT" ? "no file" : String(code), {
      cause,
    });
  }
}

function parse(path: string, text: string): StoredFeatures {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (cause) {
    throw new FeatureFileError(path, "JSON that saveFeatures wrote", "other text, or part of it", { cause });
  }
  const format = (stored as { format?: unknown } | null)?.format;
  if (format !== FORMAT) throw new FeatureFileError(path, `the format ${FORMAT}`, String(format));
  return stored as StoredFeatures;
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes;
}

function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
