import { linkOrCopy } from "../../datasets/download/disk/place-file.ts";
import { type DownloadOptions, downloadFile } from "../../datasets/download/download-file.ts";
import { cachedPath, findWholeFile, kerasFolder, modelFolder, publishedAddress } from "./file-places.ts";
import {
  findPublishedWeights,
  PUBLISHED_FILES,
  type PublishedFile,
  type PublishedFiles,
} from "./published-files.ts";

/** Options of {@link downloadWeights}. */
export interface DownloadWeightsOptions extends DownloadOptions {
  /** With the classifier's layers, and then with the names of its classes. @defaultValue true */
  readonly includeTop?: boolean | undefined;
  /** What is published, where, and its md5 sums. @defaultValue Keras's files */
  readonly files?: PublishedFiles | undefined;
}

/** Paths of a network's published files. */
export interface DownloadedWeights {
  /** Of the `.h5` file. */
  readonly path: string;
  /** Of the class index; without top undefined. */
  readonly classIndexPath: string | undefined;
}

/**
 * Makes Keras's published ImageNet weights of a network available on this computer.
 *
 * What is in the cache (`TRANSFERLAB_HOME`) is used; what Keras has in `~/.keras/models` or `KERAS_HOME` is linked or
 * copied from there; the rest is downloaded, from `TRANSFERLAB_MIRROR` when that is set. In each case the md5 decides,
 * not the name. With `TRANSFERLAB_OFFLINE=1` nothing is downloaded.
 *
 * @param name - `"vgg16"`, `"vgg19"`, `"resnet50"` or `"inception_v3"`.
 * @throws {@link DownloadError}, whose `fault` says why; {@link ArgumentError} for another name or a mirror that is no
 *   address; the signal's reason when aborted.
 * @example
 * const { path } = await downloadWeights("resnet50", {
 *   onProgress: ({ bytes, totalBytes }) => console.log(bytes, "of", totalBytes),
 * });
 * @see Keras `utils/file_utils.py`, get_file
 */
export async function downloadWeights(
  name: string,
  options: DownloadWeightsOptions = {},
): Promise<DownloadedWeights> {
  const { includeTop = true, files = PUBLISHED_FILES } = options;
  const weights = findPublishedWeights(name, includeTop, files);
  // The small one first: what is wrong with an address shows at once.
  const classIndexPath = includeTop ? await obtainFile(files.classIndex, options) : undefined;
  return { path: await obtainFile(weights, options), classIndexPath };
}

/** Finds, imports or downloads a published file. Returns its path in the cache. */
export async function obtainFile(file: PublishedFile, options: DownloadOptions = {}): Promise<string> {
  const { environment = process.env, signal } = options;
  const cached = await findWholeFile(modelFolder(environment), file, { signal });
  if (cached !== undefined) return cached;
  const path = cachedPath(file, environment);
  const ofKeras = await findWholeFile(kerasFolder(environment), file, { signal });
  if (ofKeras === undefined) {
    const checksum = { algorithm: "md5", digest: file.md5 } as const;
    const url = publishedAddress(file, environment);
    await downloadFile({ url, path, checksum, sizeBytes: file.sizeBytes }, options);
  } else {
    await linkOrCopy(ofKeras, path);
  }
  return path;
}
