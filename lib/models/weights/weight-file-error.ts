import { LabError } from "../../errors/lab-error.ts";

/** Where in a weight file something is wrong, and what. */
export interface WeightFileFacts {
  readonly file: string;
  /** Layer of the model or group of the file. */
  readonly layer?: string | undefined;
  readonly expected: string;
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string | undefined;
}

/** A weight file cannot be used: it is damaged, of another format, or made for another network. Nothing was assigned. */
export class WeightFileError extends LabError {
  override name = "WeightFileError";
  readonly file: string;
  readonly layer: string | undefined;
  readonly expected: string;
  readonly found: string;

  constructor(facts: WeightFileFacts, options?: ErrorOptions) {
    const place = facts.layer === undefined ? facts.file : `${facts.file}, layer ${facts.layer}`;
    const advice = facts.advice === undefined ? "" : `; ${facts.advice}`;
    super(`${place}: expected ${facts.expected}, found ${facts.found}${advice}`, options);
    this.file = facts.file;
    this.layer = facts.layer;
    this.expected = facts.expected;
    this.found = facts.found;
  }
}

/** The file is missing, cut short or not HDF5 at all. */
export class WeightFormatError extends WeightFileError {
  override name = "WeightFormatError";
}

/** The file is sound, but its layers are not those of the model. */
export class WeightMismatchError extends WeightFileError {
  override name = "WeightMismatchError";
}
