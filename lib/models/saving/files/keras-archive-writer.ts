import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { ARCHIVE_PARTS } from "../../weights/formats/keras-archive.ts";

/** What goes into a `.keras` file besides its weights. */
export interface ArchiveTexts {
  readonly metadata: string;
  readonly config: string;
}

/**
 * Writes a `.keras` file: a zip, not compressed, as Keras writes it.
 *
 * @param writeWeights - writes `model.weights.h5` at the path that it is given, beside `path`; removed afterwards.
 * @param date - of the entries.
 */
export async function writeKerasArchive(
  path: string,
  texts: ArchiveTexts,
  { writeWeights, date }: { readonly writeWeights: (path: string) => Promise<void>; readonly date: Date },
): Promise<void> {
  const weightsPath = `${path}.weights`;
  try {
    await writeWeights(weightsPath);
    const zip = new ZipFile();
    const failed = new Promise<never>((_, reject) => zip.on("error", reject));
    const options = { compress: false, mtime: date, mode: 0o100644 };
    zip.addBuffer(Buffer.from(texts.metadata), ARCHIVE_PARTS.metadata, options);
    zip.addBuffer(Buffer.from(texts.config), ARCHIVE_PARTS.config, options);
    zip.addFile(weightsPath, ARCHIVE_PARTS.weights, options);
    zip.end();
    await Promise.race([pipeline(zip.outputStream as Readable, createWriteStream(path)), failed]);
  } finally {
    await rm(weightsPath, { force: true });
  }
}
