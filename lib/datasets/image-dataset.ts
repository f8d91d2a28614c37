import { LabError } from "../errors/lab-error.ts";

/** A picture file and its class. */
export interface ImageItem {
  readonly path: string;
  /** Index into the data set's `classNames`. */
  readonly label: number;
}

/** A picture that is left out, and why. */
export interface SkippedImage {
  readonly path: string;
  readonly reason: string;
}

/** Picture files by class. The pictures are read when they are needed, not before. */
export interface ImageDataset {
  readonly classNames: readonly string[];
  readonly items: readonly ImageItem[];
  /** Pictures that were named but cannot be used. */
  readonly skipped: readonly SkippedImage[];
}

/** A folder does not hold what a data set needs: names it, and says how to arrange it. */
export class DatasetError extends LabError {
  override name = "DatasetError";
  readonly folder: string;

  constructor(folder: string, expectation: string, options?: ErrorOptions) {
    super(`${folder}: ${expectation}`, options);
    this.folder = folder;
  }
}
