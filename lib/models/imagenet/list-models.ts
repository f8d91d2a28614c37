import { findFileSize } from "../../datasets/download/disk/checksum.ts";
import { findPart } from "../../datasets/download/disk/part-file.ts";
import { bundledNames, findBundledModel } from "../bundled.ts";
import {
  cachedPath,
  type Environment,
  findNamedFiles,
  kerasFolder,
  modelFolder,
  type NamedFile,
} from "./file-places.ts";
import { PUBLISHED_FILES, type PublishedFile, type PublishedFiles } from "./published-files.ts";

/** Weights that {@link loadBackbone} knows by name. */
export interface ListedModel {
  /** Name of the network. */
  readonly name: string;
  readonly weights: "tiny-imagenet" | "imagenet";
  /** Whether the file has the classifier's layers. */
  readonly includeTop: boolean;
  readonly sizeBytes: number;
  /**
   * By name and size; only the md5, which is checked before each use, says that the content is right.
   *
   * - `"bundled"`: comes with the package
   * - `"cache"`: downloaded
   * - `"keras"`: in Keras's folder, from where it is taken when it is needed
   * - `"nowhere"`: not on this computer
   */
  readonly place: "bundled" | "cache" | "keras" | "nowhere";
  /** Of the file; absent when it is nowhere. */
  readonly path?: string;
  /** What a download would still fetch, in bytes; 0 when there is nothing to fetch. */
  readonly downloadBytes: number;
  /** Files of the right name and another size: damaged, or of other weights. They are not used. */
  readonly different: readonly NamedFile[];
  /** The file that Keras publishes; absent for bundled weights. */
  readonly published?: PublishedFile;
}

/**
 * Lists the weights that come with the package and those that Keras publishes, and which of them are on this computer.
 *
 * Looks at names and sizes only, so it is quick.
 *
 * @example (await listModels()).filter(({ place }) => place === "cache").map(({ path }) => path);
 */
export async function listModels(
  options: { readonly files?: PublishedFiles; readonly environment?: Environment } = {},
): Promise<ListedModel[]> {
  const { files = PUBLISHED_FILES, environment = process.env } = options;
  const bundled = await Promise.all(bundledNames().map(listBundled));
  const published = await Promise.all(
    files.weights.map(async (file) => ({
      name: file.architecture,
      weights: "imagenet" as const,
      includeTop: file.includeTop,
      ...(await locate(file, environment)),
    })),
  );
  return [...bundled, ...published];
}

/** Says where a published file is. */
export async function locate(file: PublishedFile, environment: Environment = process.env) {
  const cached = await findNamedFiles(modelFolder(environment), file);
  const ofKeras = await findNamedFiles(kerasFolder(environment), file);
  const fits = ({ sizeBytes }: NamedFile) => sizeBytes === file.sizeBytes;
  const found = [...cached, ...ofKeras].find(fits);
  const place = found === undefined ? "nowhere" : cached.includes(found) ? "cache" : "keras";
  const part = found === undefined ? await findPart(cachedPath(file, environment)) : undefined;
  return {
    place,
    sizeBytes: file.sizeBytes,
    ...(found !== undefined && { path: found.path }),
    downloadBytes: part === undefined ? 0 : Math.max(0, file.sizeBytes - part.bytes),
    different: [...cached, ...ofKeras].filter((one) => !fits(one)),
    published: file,
  } as const;
}

async function listBundled(name: string): Promise<ListedModel> {
  const { path } = await findBundledModel(name);
  return {
    name,
    weights: "tiny-imagenet",
    includeTop: true,
    sizeBytes: (await findFileSize(path)) ?? 0,
    place: "bundled",
    path,
    downloadBytes: 0,
    different: [],
  };
}
