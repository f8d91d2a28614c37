import { LabError } from "../../errors/lab-error.ts";

/** A checkpoint cannot be gone on from. The file is left as it is. */
export class CheckpointError extends LabError {
  override name = "CheckpointError";
  readonly path: string;
  /**
   * - `"damaged"`: cut short, altered, or no checkpoint at all
   * - `"different"`: of a training with other data, layers or options
   */
  readonly fault: "damaged" | "different";
  /** What differs, one line each; empty for a damaged file. */
  readonly differences: readonly string[];

  constructor(path: string, fault: "damaged" | "different", details: readonly string[]) {
    const expected =
      fault === "damaged"
        ? "a whole checkpoint"
        : "a checkpoint of this training, with the same data, layers and options";
    super(
      `checkpoint ${path}: expected ${expected}, received ${details.join("; ")}; ` +
        "remove the file, name another one, or start anew with resume: false",
    );
    this.path = path;
    this.fault = fault;
    this.differences = fault === "different" ? details : [];
  }
}
